import { isRecord } from '../../json/is-record.ts';
/** A JSON object whose fields nobody has looked at yet. */
export type JsonObject = Record<string, unknown>;

/**
 * The value under these keys, or undefined where there is none. Reads own fields only, so that a payload's
 * `constructor` is a field like any other.
 */
export function fieldAt(value: unknown, ...keys: string[]): unknown {
  let current = value;
  for (const key of keys) {
    if (!isRecord(current) || !Object.hasOwn(current, key)) return undefined;
    current = current[key];
  }
  return current;
}

/** The text under these keys; undefined where there is none, or it is empty or no text. */
export function textAt(value: unknown, ...keys: string[]): string | undefined {
  const found = fieldAt(value, ...keys);
  return typeof found === 'string' && found !== '' ? found : undefined;
}

/** The whole number under these keys; undefined where there is none. */
export function integerAt(value: unknown, ...keys: string[]): number | undefined {
  const found = fieldAt(value, ...keys);
  return typeof found === 'number' && Number.isSafeInteger(found) ? found : undefined;
}

export function isTrueAt(value: unknown, ...keys: string[]): boolean {
  return fieldAt(value, ...keys) === true;
}
