import { entriesOf, type GoValue, itemsOf } from './value.ts';

/** Whether a value counts as true: not the zero of its type. Structs and pointers that point somewhere are true. */
export function isTrue(value: GoValue | undefined): boolean {
  if (value === undefined || value === null) return false;
  if (typeof value !== 'object') return Boolean(value) || Number.isNaN(value);
  const size = itemsOf(value)?.length ?? entriesOf(value)?.size;
  if (size !== undefined) return size > 0;
  if (!('kind' in value)) return true;
  if (value.kind === 'integer') return value.value !== 0n;
  return !(value.kind === 'struct' && value.isNil === true);
}
