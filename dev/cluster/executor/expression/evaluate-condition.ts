import { evaluateExpression, type Lookup, showValue } from './evaluate-expression.ts';
import { parseExpression } from './parse-expression.ts';

export type Condition = { ok: true; holds: boolean } | { ok: false; message: string };

/**
 * Evaluates a step's `when`, its tags filled already. Argo Workflows 4.1: a bare word is a text (`heads == tails`), and the
 * result must be true or false.
 */
export function evaluateWhen(when: string): Condition {
  return evaluateCondition(when, (path) => path.join('.'), 'when');
}

/** Evaluates a condition over named values, such as `retryStrategy.expression`. */
export function evaluateCondition(text: string, lookup: Lookup, what: string): Condition {
  const parsed = parseExpression(text);
  if (!parsed.ok) return { ok: false, message: `Invalid '${what}' expression '${text}': ${parsed.message}` };
  const result = evaluateExpression(parsed.expression, lookup);
  if (!result.ok) return { ok: false, message: `Invalid '${what}' expression '${text}': ${result.message}` };
  if (typeof result.value === 'boolean') return { ok: true, holds: result.value };
  return { ok: false, message: `Expected boolean evaluation for '${text}'. Got ${showValue(result.value)}` };
}
