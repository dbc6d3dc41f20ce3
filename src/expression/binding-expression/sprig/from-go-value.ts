import { GoDuration } from '../../go-time/go-duration.ts';
import { type GoValue, type Integer, type TypedList, versionText } from '../../go-value/value.ts';
import { ExpressionFailure } from '../../pratt/expression-failure.ts';
import { GoInteger, makeRecord, typedList, type Value } from '../values/value.ts';

/** What a function of sprig answered, as an expression goes on with it. Fails for a value that expressions have no form for. */
export function fromGoValue(value: GoValue | undefined): Value {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(fromGoValue);
  if (value instanceof Map) return makeRecord([...value].map(([key, member]) => [key, fromGoValue(member)]));
  switch (value.kind) {
    case 'integer':
      return fromInteger(value);
    case 'list':
      return fromList(value);
    case 'map':
      return makeRecord([...value.entries].map(([key, member]) => [key, fromGoValue(member)]));
    case 'time':
      return value.time;
    case 'version':
      return versionText(value);
    case 'struct':
      throw new ExpressionFailure(`an expression cannot go on with a ${value.type}`);
  }
}

function fromInteger({ type, value }: Integer): Value {
  switch (type) {
    case 'int64':
    case 'uint8':
    case 'time.Month':
    case 'time.Weekday':
      return new GoInteger(type, value);
    case 'time.Duration':
      return new GoDuration(value);
    default:
      return value;
  }
}

function fromList({ element, items }: TypedList): Value {
  const values = items.map(fromGoValue);
  return element === 'string' || element === 'int' ? typedList(element, values) : values;
}
