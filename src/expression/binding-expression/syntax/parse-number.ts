import { ExpressionFailure } from '../../pratt/expression-failure.ts';
import { parseFloatText } from '../../scalar/parse-float.ts';
import { quoteText } from '../../scalar/quote-text.ts';
import type { BindingNode } from './binding-node.ts';
import { makeNode, type Parser } from './parser.ts';

const maxInt = 2n ** 63n - 1n;

/** A number: whole ones and those with a point or an exponent are of different types. */
export function parseNumber(parser: Parser): BindingNode {
  const { at, value: written } = parser.current;
  parser.next();
  const text = written.replaceAll('_', '');
  const form = formOf(parser, text);
  // expr-lang points at what follows a number that it cannot read.
  const fail = (reason: string): never => {
    throw new ExpressionFailure(`invalid ${form} literal: strconv.${reason}`, parser.current.at);
  };
  if (form === 'float') {
    const { value, error } = parseFloatText(text);
    if (error !== undefined) return fail(`ParseFloat: parsing ${quoteText(text)}: ${error}`);
    return makeNode(parser, { kind: 'float', value, at });
  }
  const value = readInteger(form, text);
  if (value === undefined) return fail(`ParseInt: parsing ${quoteText(text)}: invalid syntax`);
  if (value > maxInt) return fail(`ParseInt: parsing ${quoteText(text)}: value out of range`);
  return makeNode(parser, { kind: 'integer', value, at });
}

type Form = 'hex' | 'float' | 'binary' | 'octal' | 'integer';

function formOf({ dialect }: Parser, text: string): Form {
  if (dialect === '1.15') {
    if (text.includes('x')) return 'hex';
    return /[.eE]/.test(text) ? 'float' : 'integer';
  }
  if (/^0x/i.test(text)) return 'hex';
  if (/[.e]/i.test(text)) return 'float';
  if (/^0b/i.test(text)) return 'binary';
  return /^0o/i.test(text) ? 'octal' : 'integer';
}

function readInteger(form: Form, text: string): bigint | undefined {
  const valid = form === 'integer' ? /^\d+$/ : /^0(?:x[\da-f]+|b[01]+|o[0-7]+)$/i;
  return valid.test(text) ? BigInt(text) : undefined;
}
