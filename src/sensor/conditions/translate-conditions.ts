import { isBuiltin } from '../../expression/binding-expression/builtins/checks/is-builtin.ts';
import { compileBindingExpression } from '../../expression/binding-expression/compile-binding-expression.ts';
import { printValue } from '../../expression/binding-expression/values/forms/print-value.ts';
import { makeWorkBudget } from '../../expression/pratt/work-budget.ts';
import { makePartAllowance } from '../../expression/work/work-allowance.ts';

/** The conditions with the dependencies' real names, as one text, or what is wrong with them. */
export type Translation = { ok: true; expression: string } | { ok: false; message: string };

const maxLength = 4_096;

/**
 * Argo Events 1.9 replaces names by evaluating the conditions as an expression of expr-lang whose value is a text: `-` becomes `_`;
 * `&&`, `||` and parentheses become texts that are joined with `+` to what stands beside them. So names, `&&`, `||` and parentheses
 * work, a comparison compares the two texts around it, and a name in quotes stands for itself. Of dependencies whose names differ
 * only in `-` and `_` the last one wins.
 */
export function translateConditions(conditions: string, dependencies: readonly string[]): Translation {
  if (conditions.length > maxLength) return fail(`conditions have at most ${maxLength} characters`);
  const text = asExpression(conditions);
  const names = new Map(dependencies.map((name) => [name.replaceAll('-', '_'), name]));
  const work = makePartAllowance('conditions');
  const checked = compileBindingExpression(text, { dialect: '1.17', environment: Object.fromEntries(names), work });
  if (!checked.ok && checked.reason.startsWith('unknown name')) return fail(checked.reason);

  // A function of the language hides a dependency of its name, unless it stands alone.
  const readable = [...names].filter(([name]) => text.trim() === name || !isBuiltin(name, '1.15'));
  const compiled = compileBindingExpression(text, { dialect: '1.15', work });
  const result = compiled.ok ? compiled.evaluate(Object.fromEntries(readable)) : compiled;
  if (!result.ok) return fail(result.reason);
  const expression = printValue(result.value, makeWorkBudget());
  return { ok: true, expression: expression.replaceAll('"("', '(').replaceAll('")"', ')') };
}

function asExpression(conditions: string): string {
  return conditions
    .replaceAll('&&', ' + "&&" + ')
    .replaceAll('||', ' + "||" + ')
    .replaceAll('-', '_')
    .replaceAll('(', '"("+')
    .replaceAll(')', '+")"');
}

/** The place in the rewritten text tells nobody anything. */
function fail(reason: string): Translation {
  return { ok: false, message: reason.replace(/ \(\d+:\d+\)$/, '') };
}
