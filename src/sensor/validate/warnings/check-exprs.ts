import { compileSensorExpression } from '../../../expression/sensor-expression/compile-sensor-expression.ts';
import { problem } from '../../../problem/problem.ts';
import type { ExprFilter } from '../../sensor.ts';
import { adviseOnExpression } from '../advice/advise-on-expression.ts';
import type { LocatedProblem } from '../located-problem.ts';
import type { DocumentPath } from '../read-shape.ts';

const maxShown = 80;

/** One expression filter: a text that is no expression, and names that no field gives a value to. */
export function checkExpr({ expr, fields }: ExprFilter, path: DocumentPath): LocatedProblem[] {
  const expression = compileSensorExpression(expr);
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
