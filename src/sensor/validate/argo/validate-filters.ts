import { describeUnknownZone, isTimeZone } from '../../../expression/go-time/time-zone.ts';
import { parseClockTime } from '../../time/clock-time.ts';
import type { DocumentPath } from '../read-shape.ts';
import {
  type Fields,
  fieldsOf,
  firstOf,
  firstRefusal,
  listField,
  type Refusal,
  refusal,
  textField,
} from './refusal.ts';

const comparators = new Set(['', '>=', '>', '=', '!=', '<', '<=']);

/** Argo Events 1.9, `validateEventFilter`: operators, exprs, data, context, time, in this order. Regular expressions and
 * expressions are not looked into. `today` is the date that its time errors name. */
export function validateFilters(filters: Fields | undefined, path: DocumentPath, today: string): Refusal | undefined {
  if (filters === undefined) return undefined;
  const context = fieldsOf(filters.context);
  const time = fieldsOf(filters.time);
  return firstRefusal(
    () => validateOperator(textField(filters, 'exprLogicalOperator'), [...path, 'exprLogicalOperator']),
    () => validateOperator(textField(filters, 'dataLogicalOperator'), [...path, 'dataLogicalOperator']),
    () => firstOf(listField(filters, 'exprs') ?? [], (each, at) => validateExpr(each, [...path, 'exprs', at])),
    () => firstOf(listField(filters, 'data') ?? [], (each, at) => validateData(each, [...path, 'data', at])),
    () => (context === undefined ? undefined : validateContext(context, [...path, 'context'])),
    () => (time === undefined ? undefined : validateTime(time, [...path, 'time'], today)),
  );
}

export function validateOperator(operator: string, path: DocumentPath): Refusal | undefined {
  if (operator === '' || operator === 'and' || operator === 'or') return undefined;
  return refusal(`logical operator ${operator} not supported`, path);
}

export function validateComparator(comparator: string, path: DocumentPath): Refusal | undefined {
  return comparators.has(comparator) ? undefined : refusal(`comparator ${comparator} not supported`, path);
}

export function validateExpr(filter: Fields, path: DocumentPath): Refusal | undefined {
  const fields = listField(filter, 'fields') ?? [];
  if (textField(filter, 'expr') === '' || fields.length === 0) {
    return refusal('one of expr filters is not valid (expr and fields must be not empty)', path);
  }
  const nameless = fields.findIndex((field) => textField(field, 'path') === '' || textField(field, 'name') === '');
  if (nameless === -1) return undefined;
  const message = 'one of expr filters is not valid (path and name in a field must be not empty)';
  return refusal(message, [...path, 'fields', nameless]);
}

export function validateData(filter: Fields, path: DocumentPath): Refusal | undefined {
  const refused = validateComparator(textField(filter, 'comparator'), [...path, 'comparator']);
  if (refused !== undefined) return refused;
  const values = Array.isArray(filter.value) ? filter.value : [];
  if (textField(filter, 'path') === '' || textField(filter, 'type') === '' || values.length === 0) {
    return refusal('one of data filters is not valid (type, path and value must be not empty)', path);
  }
  const empty = values.indexOf('');
  if (empty === -1) return undefined;
  return refusal('one of data filters is not valid (value must be not empty)', [...path, 'value', empty]);
}

export function validateContext(filter: Fields, path: DocumentPath): Refusal | undefined {
  const isCompared = ['type', 'subject', 'source', 'datacontenttype'].some((name) => textField(filter, name) !== '');
  if (isCompared) return undefined;
  return refusal('no fields specified in ctx filter (aka all events will be discarded)', path);
}

/** A filter with the extension's `schedule` needs neither start nor stop. */
export function validateTime(filter: Fields, path: DocumentPath, today: string): Refusal | undefined {
  const zone = textField(filter, 'timezone');
  if (!isTimeZone(zone)) {
    return refusal(`invalid timezone '${zone}': ${describeUnknownZone(zone)}`, [...path, 'timezone']);
  }
  if (textField(filter, 'schedule') !== '') return undefined;
  const start = parseClockTime(textField(filter, 'start'), today);
  if (!start.ok) return refusal(start.message, [...path, 'start']);
  const stop = parseClockTime(textField(filter, 'stop'), today);
  if (!stop.ok) return refusal(stop.message, [...path, 'stop']);
  if (start.nanoseconds !== stop.nanoseconds) return undefined;
  const [from, to] = [textField(filter, 'start'), textField(filter, 'stop')];
  // The missing quote at the end is upstream's.
  return refusal(`invalid event time filter: stop '${to}' is equal to start '${from}`, [...path, 'stop']);
}
