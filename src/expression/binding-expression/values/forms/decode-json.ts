import { describeJsonError } from '../../../go-value/json/describe-json-error.ts';
import { ExpressionFailure } from '../../../pratt/expression-failure.ts';
import type { Value } from '../value.ts';

/** The value of a JSON text; numbers are float64. Fails with Go's message. */
export function decodeJson(text: string): Value {
  try {
    return parse(text);
  } catch {
    // JSON.parse only throws for what is no JSON.
    throw new ExpressionFailure(describeJsonError(text));
  }
}

/** Halves of surrogate pairs that are written as escapes count as U+FFFD. */
function parse(text: string): Value {
  if (!/\\ud[89a-f]/i.test(text)) return JSON.parse(text);
  return JSON.parse(text, (_, value) => (typeof value === 'string' ? value.toWellFormed() : value));
}
