import { compileRegularExpression } from '../../expression/regular-expression/compile-regular-expression.ts';
import { boolean, listOf, object, text } from '../../sensor/validate/shape.ts';
import type { ReadSource } from '../source-kind.ts';
import { isRefused, missField, readSpec, refuseValue, type SpecReading } from '../spec/read-spec.ts';
import { type LabelRequirement, readLabelOperation, writeLabelRequirement } from './label-selector.ts';

export type ResourceEventType = 'ADD' | 'UPDATE' | 'DELETE';

/** One entry under `spec.resource`. */
export interface ResourceSource {
  group: string;
  version: string;
  /** The plural in the API's addresses. */
  resource: string;
  /** The empty one is all of them. */
  namespace: string;
  eventTypes: ResourceEventType[];
  prefix: string;
  /** Kubernetes' own selector; the API server applies it. */
  labelSelector: string;
  fields: FieldRequirement[];
  /** Milliseconds since 1970: only objects that were created until then. */
  createdBy: number | undefined;
  afterStart: boolean;
}

export interface FieldRequirement {
  path: string;
  isEqual: boolean;
  pattern: string;
}

const where = 'a resource EventSource';
const selector = object('Selector', { key: text, operation: text, value: text });
const shape = {
  namespace: text,
  group: text,
  version: text,
  resource: text,
  eventTypes: listOf(text),
  filter: object('ResourceFilter', {
    prefix: text,
    labels: listOf(selector),
    fields: listOf(selector),
    createdBy: text,
    afterStart: boolean,
  }),
};

interface Given {
  namespace?: string;
  group?: string;
  version?: string;
  resource?: string;
  eventTypes?: string[];
  filter?: {
    prefix?: string;
    labels?: LabelRequirement[];
    fields?: { key?: string; operation?: string; value?: string }[];
    createdBy?: string;
    afterStart?: boolean;
  };
}

/** Reads one entry under `spec.resource`. Problems: `source.missing-field`, `source.wrong-value`, `source.wrong-type`. */
export function readResource(entry: unknown): ReadSource<ResourceSource> {
  const reading = readSpec(entry, shape, where);
  const given: Given = reading.value;
  const { namespace = '', group = '', version = '', resource = '', filter = {} } = given;
  if (version === '') missField(reading, where, 'version', 'Write it as `kubectl api-resources` shows it, such as v1.');
  if (resource === '') missField(reading, where, 'resource', 'Write the plural, such as configmaps.');
  const expected = 'a name as the API server has it';
  for (const [field, found, pattern] of [
    ['group', group, /^(?:[a-z0-9][-a-z0-9.]*)?$/],
    ['version', version, /^[a-z0-9]*$/],
    ['resource', resource, /^[-a-z0-9]*$/],
    ['namespace', namespace, /^(?:[a-z0-9][-a-z0-9]*)?$/],
  ] as const) {
    if (!pattern.test(found) || found.length > 253) refuseValue(reading, where, { field, found, expected });
  }
  const spec: ResourceSource = {
    ...{ group, version, resource, namespace },
    eventTypes: readEventTypes(given.eventTypes, reading),
    prefix: filter.prefix ?? '',
    labelSelector: readLabels(filter.labels ?? [], reading),
    fields: readFields(filter.fields ?? [], reading),
    createdBy: readTime(filter.createdBy, reading),
    afterStart: filter.afterStart ?? false,
  };
  if (isRefused(reading)) return { ok: false, problems: reading.problems };
  return { ok: true, spec, warnings: reading.problems };
}

function readEventTypes(given: string[] | undefined, reading: SpecReading): ResourceEventType[] {
  if (given === undefined || given.length === 0) {
    missField(reading, where, 'eventTypes', 'Write which of ADD, UPDATE and DELETE are events.');
    return [];
  }
  return given.flatMap((found, index) => {
    if (found === 'ADD' || found === 'UPDATE' || found === 'DELETE') return [found];
    refuseValue(reading, where, { field: `eventTypes.${index}`, found, expected: 'ADD, UPDATE or DELETE' });
    return [];
  });
}

function readLabels(given: LabelRequirement[], reading: SpecReading): string {
  const requirements = given.map((each, index) => {
    const field = `filter.labels.${index}`;
    const operation = readLabelOperation(each.operation ?? '');
    if (operation === undefined) {
      const expected = '=, ==, !=, in, notin, exists, !, gt or lt';
      refuseValue(reading, where, { field: `${field}.operation`, found: each.operation ?? '', expected });
      return '';
    }
    const written = writeLabelRequirement(each, operation);
    if (written.ok) return written.text;
    refuseValue(reading, where, {
      field: `${field}.${written.field}`,
      found: written.found,
      expected: written.expected,
    });
    return '';
  });
  return requirements.join(',');
}

/** Argo Events' documentation has `==` as the default; its code takes an empty operation for none that it knows. */
function readFields(given: NonNullable<Given['filter']>['fields'], reading: SpecReading): FieldRequirement[] {
  return (given ?? []).flatMap(({ key = '', operation = '', value = '' }, index) => {
    const field = `filter.fields.${index}`;
    if (key === '') {
      missField(reading, where, `${field}.key`, 'Write a path such as spec.serviceAccountName.');
      return [];
    }
    if (!['', '=', '==', '!='].includes(operation)) {
      refuseValue(reading, where, { field: `${field}.operation`, found: operation, expected: '=, == or !=' });
      return [];
    }
    const compiled = compileRegularExpression(value);
    if (!compiled.ok) {
      const expected = `a regular expression (${compiled.message})`;
      refuseValue(reading, where, { field: `${field}.value`, found: value, expected });
      return [];
    }
    return [{ path: key, isEqual: operation !== '!=', pattern: value }];
  });
}

function readTime(found: string | undefined, reading: SpecReading): number | undefined {
  if (found === undefined || found === '') return undefined;
  const at = /^\d{4}-\d\d-\d\dT/.test(found) ? Date.parse(found) : Number.NaN;
  if (!Number.isNaN(at)) return at;
  refuseValue(reading, where, { field: 'filter.createdBy', found, expected: 'a time such as 2026-01-31T12:00:00Z' });
  return undefined;
}
