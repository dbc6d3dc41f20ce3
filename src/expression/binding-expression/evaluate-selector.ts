import type { Environment } from './compile-binding-expression.ts';
import { type BindingFailure, refuseValue, runExpression, type Using } from './run-expression.ts';
import { describeValue } from './values/forms/describe-value.ts';

/**
 * Argo Workflows 4.1, `EvalBool`: whether the selector of a WorkflowEventBinding matches an event. Never throws.
 *
 * @param environment `namespace`, `discriminator`, `metadata` (lists by the names of headers) and `payload`, as JSON has them
 * @param using what `now()` answers, which fails without, and what work of the event is left
 * @example evaluateSelector('payload.action == "opened"', { payload: { action: 'opened' } }) // { ok: true, value: true }
 */
export function evaluateSelector(
  selector: string,
  environment: Environment,
  using: Using = {},
): { ok: true; value: boolean } | BindingFailure {
  const result = runExpression(selector, environment, using);
  if (!result.ok && result.stage === 'run') {
    return { ...result, message: `unable to evaluate expression '${selector}': ${result.message}` };
  }
  if (!result.ok) return result;
  if (typeof result.value === 'boolean') return { ok: true, value: result.value };
  return refuseValue(`unable to cast expression result '${describeValue(result.value)}' to bool`);
}
