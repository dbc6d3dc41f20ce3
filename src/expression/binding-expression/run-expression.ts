import type { WorkAllowance } from '../work/work-allowance.ts';
import type { Environment } from './compile-binding-expression.ts';
import { type Program, rememberPrograms } from './remember-programs.ts';
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

/** What an evaluation has beside names. */
export interface Using {
  /** What `now()` answers; it fails without. */
  now?: Date | undefined;
  /** What is spent here is missing for what else reads the event; without it each expression has limits of its own alone. */
  work?: WorkAllowance | undefined;
}

/** By the text and the types that it was checked against. */
const programOf = rememberPrograms();

/** Evaluates an expression of expr-lang 1.17 as Argo Workflows does; a bounded number of compiled ones is kept. */
export function runExpression(
  text: string,
  environment: Environment,
  using: Using,
): { ok: true; value: Value } | BindingFailure {
  const expression = compile(text, environment, using.work);
  if (!expression.ok) return { ...expression, stage: 'compile' };
  const result = expression.evaluate(environment, using);
  return result.ok ? result : { ...result, stage: 'run' };
}

/** What is wrong with a value. */
export function refuseValue(message: string): BindingFailure {
  return { ok: false, stage: 'cast', message, reason: message, offset: 0 };
}

function compile(text: string, environment: Environment, work: WorkAllowance | undefined): Program {
  const types = Object.entries(environment).map(([name, value]) => [name, typeName(value)]);
  return programOf({ text, dialect: '1.17', environment, key: JSON.stringify([text, types]) }, work);
}
