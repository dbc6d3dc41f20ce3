import { GoDuration } from '../../go-time/go-duration.ts';
import { GoTime } from '../../go-time/go-time.ts';
import { TimeZone } from '../../go-time/time-zone.ts';
import type { Kind } from '../check/go-type.ts';
import { HostFunction } from '../evaluate/host-function.ts';
import { GoInteger, GoMap, listTypeOf, type Value } from './value.ts';

const elementNames = { int: 'int', string: 'string', pair: '[2]interface {}', interface: 'interface {}' };

/** The name of a value's type as Go writes it (`%T`). */
export function typeName(value: Value): string {
  switch (typeof value) {
    case 'boolean':
      return 'bool';
    case 'number':
      return 'float64';
    case 'bigint':
      return 'int';
    case 'string':
      return 'string';
    case 'function':
      return 'func(...interface {}) (interface {}, error)';
    default:
      return value === null || value === undefined ? '<nil>' : objectTypeName(value);
  }
}

function objectTypeName(value: object): string {
  if (Array.isArray(value)) {
    const { element, isArray } = listTypeOf(value);
    return `[${isArray ? '2' : ''}]${elementNames[element]}`;
  }
  if (value instanceof GoInteger || value instanceof GoMap) return value.type;
  if (value instanceof GoTime) return 'time.Time';
  if (value instanceof GoDuration) return 'time.Duration';
  if (value instanceof TimeZone) return '*time.Location';
  if (value instanceof HostFunction) return value.type;
  return value instanceof Uint8Array ? '[]uint8' : 'map[string]interface {}';
}

/** The kind of a value's type, as Go's `reflect` names it; `invalid` for nil. */
export function kindName(value: Value): Kind | 'invalid' {
  switch (typeof value) {
    case 'boolean':
      return 'bool';
    case 'number':
      return 'float64';
    case 'bigint':
      return 'int';
    case 'string':
      return 'string';
    case 'function':
      return 'func';
    default:
      return value === null || value === undefined ? 'invalid' : objectKind(value);
  }
}

function objectKind(value: object): Kind {
  if (Array.isArray(value)) return listTypeOf(value).isArray ? 'array' : 'slice';
  if (value instanceof GoInteger) return value.type === 'int64' || value.type === 'uint8' ? value.type : 'int';
  if (value instanceof GoTime) return 'struct';
  if (value instanceof GoDuration) return 'int64';
  if (value instanceof TimeZone) return 'ptr';
  if (value instanceof HostFunction) return 'func';
  return value instanceof Uint8Array ? 'slice' : 'map';
}
