import { GoDuration } from '../../go-time/go-duration.ts';
import { GoTime } from '../../go-time/go-time.ts';
import { type GoValue, int, integer } from '../../go-value/value.ts';
import { ExpressionFailure } from '../../pratt/expression-failure.ts';
import { timeValue } from '../../sprig/time/time-value.ts';
import { maxNesting } from '../values/max-nesting.ts';
import { typeName } from '../values/type-name.ts';
import { GoInteger, isRecord, listTypeOf, type Value } from '../values/value.ts';

/** A value of an expression as sprig's functions see it. Fails for one that they have no form for. */
export function toGoValue(value: Value, depth = 0): GoValue {
  if (depth > maxNesting) throw new ExpressionFailure(`a value nests more than ${maxNesting} deep`);
  if (value === null || value === undefined) return null;
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
      return value;
    case 'bigint':
      return int(value);
    default:
      return objectToGoValue(value, depth);
  }
}

function objectToGoValue(value: Value, depth: number): GoValue {
  if (Array.isArray(value)) return listToGoValue(value, depth);
  if (value instanceof GoInteger) return integer(value.type, value.value);
  if (value instanceof GoDuration) return integer('time.Duration', value.nanoseconds);
  if (value instanceof GoTime) return timeValue(value);
  if (value instanceof Uint8Array) {
    return { kind: 'list', element: 'uint8', items: Array.from(value, (byte) => integer('uint8', byte)) };
  }
  if (!isRecord(value)) throw new ExpressionFailure(`sprig does not take a ${typeName(value)} here`);
  return new Map(Object.entries(value).map(([key, member]) => [key, toGoValue(member, depth + 1)]));
}

function listToGoValue(list: readonly Value[], depth: number): GoValue {
  const items = list.map((item) => toGoValue(item, depth + 1));
  const { element } = listTypeOf(list);
  return element === 'int' || element === 'string' ? { kind: 'list', element, items } : items;
}
