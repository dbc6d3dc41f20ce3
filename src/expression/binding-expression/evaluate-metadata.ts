import { toOutput } from '../go-value/bytes.ts';
import type { Environment } from './compile-binding-expression.ts';
import { type BindingFailure, refuseValue, runExpression, type Using } from './run-expression.ts';
import { typeName } from './values/type-name.ts';

/**
 * Argo Workflows 4.1, `evaluateStringExpression`: a name, label or annotation of the Workflow that a binding submits. Never throws.
 *
 * @param environment as for a selector, with Argo's functions (`argoFunctions`) and `sprig`
 * @param what `name`, `generateName`, `label "k"`: what it is for, in messages
 */
export function evaluateMetadata(
  expression: string,
  environment: Environment,
  { what, ...using }: { what: string } & Using,
): { ok: true; value: string } | BindingFailure {
  const result = runExpression(expression, environment, using);
  if (!result.ok) return { ...result, message: `failed to evaluate workflow ${what} expression: ${result.message}` };
  const { value } = result;
  if (typeof value === 'string') return { ok: true, value: toOutput(value) };
  return refuseValue(`workflow ${what} expression must evaluate to a string, not a ${typeName(value)}`);
}
