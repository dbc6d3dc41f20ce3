import type { ErrorObject } from 'ajv/dist/2020.js';
import { nearestName } from '../../problem/nearest-name.ts';
import { type Place, type Problem, problem } from '../../problem/problem.ts';

export interface SchemaComplaint {
  /** Keys and indices that lead to the place. */
  at: string[];
  /** The key itself is wrong, not its value. */
  isKey: boolean;
  make: (place: Place) => Problem;
}

/** Says in a sentence what the schema found wrong. */
export function describeSchemaError(error: ErrorObject): SchemaComplaint {
  const at = error.instancePath.split('/').slice(1).map(decodePointer);
  if (error.keyword === 'additionalProperties') return describeUnknownKey(error, at);
  // A key that breaks the rules for keys: ajv puts it beside the path.
  const isKey = error.propertyName !== undefined;
  const path = error.propertyName === undefined ? at : [...at, error.propertyName];
  const values = {
    where: nameWhere(path),
    found: isKey ? 'no key that is understood' : nameValue(error.data),
    expected: readDescription(error.parentSchema) ?? error.message ?? 'something else',
  };
  return { at: path, isKey, make: (place) => problem('policy.invalid-value', values, place) };
}

function describeUnknownKey({ params, parentSchema }: ErrorObject, at: string[]): SchemaComplaint {
  const key = String(params.additionalProperty);
  const path = [...at, key];
  if (key === 'secrets' && at[0] === 'untrusted') {
    return { at: path, isKey: true, make: (place) => problem('policy.untrusted-secrets', {}, place) };
  }
  const known = Object.keys(parentSchema?.properties ?? {});
  const nearest = nearestName(key, known);
  const where = at.length === 0 ? 'its top level' : nameWhere(at);
  return {
    at: path,
    isKey: true,
    make: (place) =>
      nearest === undefined
        ? problem('policy.unknown-key-nothing-near', { key, where, known: known.join(', ') }, place)
        : problem('policy.unknown-key', { key, where, nearest }, place),
  };
}

function readDescription(schema: object | undefined): string | undefined {
  return schema !== undefined && 'description' in schema ? String(schema.description) : undefined;
}

function nameWhere(path: string[]): string {
  return path.length === 0 ? 'The file' : `\`${path.join('.')}\``;
}

function nameValue(value: unknown): string {
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'a map';
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

function decodePointer(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~');
}
