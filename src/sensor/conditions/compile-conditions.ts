import { rememberCompiled } from '../../cache/remember-compiled.ts';
import {
  compileSensorExpression,
  type SensorExpression,
  type SensorExpressionError,
} from '../../expression/sensor-expression/compile-sensor-expression.ts';
import { makePartAllowance } from '../../expression/work/work-allowance.ts';

/** Argo Events 1.9: translated conditions are an expression of the language of `exprs` filters whose `-` belong to names. */
export const compileConditions: (expression: string) => SensorExpression | SensorExpressionError = rememberCompiled(
  (expression) => compileSensorExpression(expression.replaceAll('-', '\\-'), makePartAllowance('conditions')),
);

/** True when translated conditions hold with these dependencies received. */
export function areConditionsMet(expression: string, received: ReadonlySet<string>): boolean {
  const compiled = compileConditions(expression);
  if (!compiled.ok) return false;
  const result = compiled.evaluate(Object.fromEntries(compiled.names.map((name) => [name, received.has(name)])));
  return result.ok && result.value === true;
}
