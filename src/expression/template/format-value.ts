import { compareBytes } from '../path/json/bytes.ts';
import { formatShortest } from '../scalar/format-float.ts';
import type { TemplateData } from './template-data.ts';

/**
 * A value as a template prints it (Go's `%v`): numbers with an exponent from a million on, `[a b]`, `map[key:value]` with
 * sorted keys, `<no value>` for null or what does not exist, `<nil>` for null inside something.
 */
export function formatValue(value: TemplateData | undefined): string {
  return value === null || value === undefined ? '<no value>' : formatInner(value);
}

function formatInner(value: TemplateData): string {
  if (value === null) return '<nil>';
  if (typeof value === 'number') return formatShortest(value);
  if (Array.isArray(value)) return `[${value.map(formatInner).join(' ')}]`;
  if (!(value instanceof Map)) return String(value);
  const members = [...value].sort(([left], [right]) => compareBytes(left, right));
  return `map[${members.map(([key, member]) => `${key}:${formatInner(member)}`).join(' ')}]`;
}
