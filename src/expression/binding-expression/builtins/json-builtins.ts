import { fromBytes, toBytes } from '../../go-value/bytes.ts';
import { ExpressionFailure } from '../../pratt/expression-failure.ts';
import { asText } from '../evaluate/assert-type.ts';
import { decodeJson } from '../values/forms/decode-json.ts';
import { encodeJson } from '../values/forms/encode-json.ts';
import type { Builtin } from './builtin.ts';

const fromBase64: Builtin = ([value], { budget }) => {
  const text = asText(value);
  budget.makeText(text.length);
  const plain = text.replace(/[\r\n]/g, '');
  const wrong = findWrong(plain);
  if (wrong !== undefined) throw new ExpressionFailure(`illegal base64 data at input byte ${wrong}`);
  return fromBytes(Buffer.from(plain, 'base64'));
};

/** The first character that does not belong into padded base64, as Go counts it. */
function findWrong(text: string): number | undefined {
  const body = /^[A-Za-z\d+/]*/.exec(text)?.[0] ?? '';
  const padding = text.slice(body.length);
  const expected = ['', undefined, '==', '='][body.length % 4];
  if (padding === expected) return undefined;
  const isShort = padding === '' || (padding === '=' && expected === '==');
  if (isShort) return body.length - (body.length % 4);
  return body.length + (padding.startsWith(expected ?? '') ? (expected ?? '').length : 0);
}

export const jsonBuiltins: Record<string, Builtin> = {
  toJSON: ([value], { budget }) => encodeJson(value, budget, '  '),
  fromJSON: ([value], { budget }) => {
    const text = asText(value);
    budget.makeText(text.length);
    return decodeJson(text);
  },
  toBase64: ([value], { budget }) => {
    const text = asText(value);
    budget.makeText(text.length * 2);
    return Buffer.from(toBytes(text)).toString('base64');
  },
  fromBase64,
};
