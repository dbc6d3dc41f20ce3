import type { GoValue } from './value.ts';

/** The name of a value's type as Go writes it (`%T`). */
export function typeName(value: GoValue): string {
  if (value === null) return '<nil>';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return 'float64';
  if (typeof value === 'string') return 'string';
  if (Array.isArray(value)) return '[]interface {}';
  if (value instanceof Map) return 'map[string]interface {}';
  if (value.kind === 'list') return `[]${value.element}`;
  if (value.kind === 'map') return `map[string]${value.element}`;
  return value.type;
}

/** The kind of a value's type, as Go's `reflect` names it; `invalid` for nil. */
export function kindName(value: GoValue): string {
  if (value === null) return 'invalid';
  if (Array.isArray(value)) return 'slice';
  if (value instanceof Map) return 'map';
  if (typeof value !== 'object') return typeName(value);
  switch (value.kind) {
    case 'list':
      return 'slice';
    case 'map':
      return 'map';
    case 'integer':
      return integerKind(value.type);
    case 'version':
      return 'ptr';
    case 'struct':
      return value.isPointer ? 'ptr' : 'struct';
    default:
      return 'struct';
  }
}

function integerKind(type: string): string {
  if (type === 'time.Duration') return 'int64';
  return type === 'time.Month' || type === 'time.Weekday' ? 'int' : type;
}
