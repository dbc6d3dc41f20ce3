import type { Call } from '../go-value/call.ts';
import { formatValue } from '../go-value/print/print-value.ts';
import { type GoValue, itemsOf } from '../go-value/value.ts';

/** The texts of a list's elements; nil ones are left out. Any other value is a list of itself, nil an empty one. */
export function textsOf(value: GoValue, call: Call): string[] {
  const items = itemsOf(value) ?? [value];
  if (!call.spend(items.length)) return [];
  return items.filter((item) => item !== null).map((item) => formatValue(item, call));
}

/** True for nil, false, zeros, and what has no elements or characters. */
export function isEmpty(value: GoValue): boolean {
  if (value === null) return true;
  if (typeof value === 'string') return value === '';
  if (typeof value === 'number') return value === 0;
  if (typeof value === 'boolean') return !value;
  if (Array.isArray(value)) return value.length === 0;
  if (value instanceof Map) return value.size === 0;
  switch (value.kind) {
    case 'integer':
      return value.value === 0n;
    case 'list':
      return value.items.length === 0;
    case 'map':
      return value.entries.size === 0;
    default:
      return value.kind === 'struct' && value.isNil === true;
  }
}
