import { attempt } from '../pratt/expression-failure.ts';
import { makeWorkBudget } from '../pratt/work-budget.ts';
import type { Environment } from './compile-binding-expression.ts';
import { type BindingFailure, refuseValue, runExpression, type Using } from './run-expression.ts';
import { encodeJson } from './values/forms/encode-json.ts';

/**
 * Argo Workflows 4.1: the value of a parameter by `valueFrom.event`, as text. It is JSON without the quotes around a text; its
 * escapes are kept (`\n` stays two characters) but for those of `<`, `>` and `&`; nil is `null`. Never throws.
 *
 * @param environment as for a selector, like `using`
 */
export function evaluateParameter(
  expression: string,
  environment: Environment,
  using: Using = {},
): { ok: true; value: string } | BindingFailure {
  const result = runExpression(expression, environment, using);
  if (!result.ok) return result;
  const encoded = attempt(() => encodeJson(result.value, makeWorkBudget(using.work)));
  if (!encoded.ok) return refuseValue(encoded.failure.message);
  const json = encoded.value;
  return { ok: true, value: restore(json.startsWith('"') ? json.slice(1, -1) : json) };
}

const restored: Record<string, string> = { '\\u003c': '<', '\\u003e': '>', '\\u0026': '&' };

function restore(text: string): string {
  return text.replace(/\\u00(?:3[ce]|26)/g, (escaped) => restored[escaped] ?? escaped);
}
