import { compileSensorExpression } from '../../../expression/sensor-expression/compile-sensor-expression.ts';
import { spendOnce } from '../../../expression/work/work-allowance.ts';
import { problem } from '../../../problem/problem.ts';
import type { ExprFilter } from '../../sensor.ts';
import { adviseOnExpression } from '../advice/advise-on-expression.ts';
import type { LocatedProblem } from '../located-problem.ts';
import type { CheckedPart } from './check-filters.ts';

const maxShown = 80;

/** One expression filter: a text that is no expression, and names that no field gives a value to. */
export function checkExpr({ expr, fields }: ExprFilter, { path, work }: CheckedPart): LocatedProblem[] {
  if (work.left <= 0) return [];
  const expression = compileSensorExpression(expr);
  if (!spendOnce(work, expr, expression.patternWork)) return [];
  const here = [...path, 'expr'];
  const shown = expr.length > maxShown ? `${expr.slice(0, maxShown)}…` : expr;
  if (!expression.ok) {
    const values = { expression: shown, reason: expression.message, advice: adviseOnExpression(expr) };
    return [{ problem: problem('sensor.expression', values), path: here }];
  }
  const known = fields.map((field) => field.name);
  const unknown = expression.names.filter((name) => !known.includes(name));
  return unknown.map((name) => ({
    problem: problem('sensor.expression-name', {
      expression: shown,
      name,
      known: known.join(', '),
      advice: adviseOnExpression(expr),
    }),
    path: here,
  }));
}
