import { isRecord } from '../../../json/is-record.ts';
import type { DocumentPath } from '../read-shape.ts';

/** Argo Events' reason to refuse a Sensor, and where in the document it lies. */
export interface Refusal {
  message: string;
  path: DocumentPath;
}

/** A part of the document whose fields may be missing or of any type. */
export type Fields = Record<string, unknown>;

export function refusal(message: string, path: DocumentPath): Refusal {
  return { message, path };
}

/** The same refusal with text before its message. */
export function prefixed(prefix: string, refused: Refusal | undefined): Refusal | undefined {
  return refused === undefined ? undefined : { ...refused, message: `${prefix}${refused.message}` };
}

/** The first refusal of checks that are asked in order. */
export function firstRefusal(...checks: (() => Refusal | undefined)[]): Refusal | undefined {
  for (const check of checks) {
    const refused = check();
    if (refused !== undefined) return refused;
  }
  return undefined;
}

export function firstOf<Item>(
  items: readonly Item[],
  check: (item: Item, index: number) => Refusal | undefined,
): Refusal | undefined {
  for (const [index, item] of items.entries()) {
    const refused = check(item, index);
    if (refused !== undefined) return refused;
  }
  return undefined;
}

/** The field as text; a field that is missing is empty, as in Go. */
export function textField(fields: Fields, name: string): string {
  const value = fields[name];
  return typeof value === 'string' ? value : '';
}

/** The field as an object; undefined stands for Go's nil. */
export function fieldsOf(value: unknown): Fields | undefined {
  return isRecord(value) ? value : undefined;
}

/** The field as a list of objects; undefined stands for Go's nil. */
export function listField(fields: Fields, name: string): Fields[] | undefined {
  const value = fields[name];
  return Array.isArray(value) ? value.map((element) => fieldsOf(element) ?? {}) : undefined;
}
