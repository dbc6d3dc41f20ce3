import { type BindingExpression, compileBindingExpression, type Environment } from './compile-binding-expression.ts';
import type { DescribedFailure } from './describe-failure.ts';
import { typeName } from './values/type-name.ts';
import type { Value } from './values/value.ts';

/**
 * Why an expression of a WorkflowEventBinding gave nothing: it does not compile, it failed as it ran, or its value is of a type
 * that is not wanted. `message` is what Argo Workflows says, `reason` the first line of expr-lang's part of it; `offset` counts
 * UTF-16 units from the beginning of the expression.
 */
export interface BindingFailure {
  ok: false;
  stage: 'compile' | 'run' | 'cast';
  message: string;
  reason: string;
  offset: number;
}

type Compilation = BindingExpression | ({ ok: false } & DescribedFailure);

/** Expressions that were compiled, by their text and the types that they were checked against. */
const compiled = new Map<string, Compilation>();
const maxCompiled = 1_000;

/** Evaluates an expression of expr-lang 1.17 as Argo Workflows does; a bounded number of compiled ones is kept. */
export function runExpression(
  text: string,
  environment: Environment,
  now: Date | undefined,
): { ok: true; value: Value } | BindingFailure {
  const expression = compile(text, environment);
  if (!expression.ok) return { ...expression, stage: 'compile' };
  const result = expression.evaluate(environment, now);
  return result.ok ? result : { ...result, stage: 'run' };
}

/** What is wrong with a value. */
export function refuseValue(message: string): BindingFailure {
  return { ok: false, stage: 'cast', message, reason: message, offset: 0 };
}

function compile(text: string, environment: Environment): Compilation {
  const types = Object.entries(environment).map(([name, value]) => [name, typeName(value)]);
  const key = JSON.stringify([text, types]);
  const known = compiled.get(key);
  if (known !== undefined) return known;
  const expression = compileBindingExpression(text, { dialect: '1.17', environment });
  if (compiled.size >= maxCompiled) {
    const [oldest] = compiled.keys();
    if (oldest !== undefined) compiled.delete(oldest);
  }
  compiled.set(key, expression);
  return expression;
}
