import type { GoValue } from '../go-value/value.ts';

/** Data that a template may change, apart from that of all other templates. Data nests no deeper than its limit. */
export function copyData(value: GoValue): GoValue {
  if (Array.isArray(value)) return value.map(copyData);
  if (!(value instanceof Map)) return value;
  return new Map([...value].map(([key, member]) => [key, copyData(member)]));
}
