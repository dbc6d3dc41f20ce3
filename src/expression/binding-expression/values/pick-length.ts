import { countBytes } from '../../go-value/bytes.ts';
import { ExpressionFailure } from '../../pratt/expression-failure.ts';
import { typeName } from './type-name.ts';
import { GoMap, isRecord, type Value } from './value.ts';

/** How many elements a list or map has, how many bytes a text. Fails with expr-lang's message for anything else. */
export function pickLength(value: Value): bigint {
  if (typeof value === 'string') return BigInt(countBytes(value));
  if (Array.isArray(value) || value instanceof Uint8Array) return BigInt(value.length);
  if (isRecord(value)) return BigInt(Object.keys(value).length);
  if (value instanceof GoMap) return BigInt(value.entries.size);
  throw new ExpressionFailure(`invalid argument for len (type ${typeName(value)})`);
}
