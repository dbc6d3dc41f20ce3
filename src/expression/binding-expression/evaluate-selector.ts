import { attempt } from '../pratt/expression-failure.ts';
import { makeWorkBudget } from '../pratt/work-budget.ts';
import {
  type BindingExpression,
  type BindingExpressionResult,
  compileBindingExpression,
  type Environment,
} from './compile-binding-expression.ts';
import type { DescribedFailure } from './describe-failure.ts';
import { encodeJson } from './values/forms/encode-json.ts';
import { printAsText } from './values/forms/print-as-text.ts';
import { typeName } from './values/type-name.ts';
import type { Value } from './values/value.ts';

/**
 * Why an expression of a WorkflowEventBinding gave nothing: it does not compile, it failed as it ran, or its value is of a type
 * that is not wanted. `message` is what Argo Workflows says, `reason` the first line of expr-lang's part of it.
 */
export interface BindingFailure {
  ok: false;
  stage: 'compile' | 'run' | 'cast';
  message: string;
  reason: string;
  offset: number;
}

/** Expressions that were compiled, by their text and the types that they were checked against. */
const compiled = new Map<string, ReturnType<typeof compileBindingExpression>>();
const maxCompiled = 1_000;

/**
 * Argo Workflows 4.1, `EvalBool`: whether a selector matches.
 *
 * @param environment `namespace`, `discriminator`, `metadata` and `payload`
 */
export function evaluateSelector(
  selector: string,
  environment: Environment,
  now?: Date,
): { ok: true; value: boolean } | BindingFailure {
  const expression = compile(selector, environment);
  if (!expression.ok) return fail('compile', expression);
  const result = expression.evaluate(environment, now);
  if (!result.ok)
    return fail('run', { ...result, message: `unable to evaluate expression '${selector}': ${result.message}` });
  if (typeof result.value === 'boolean') return { ok: true, value: result.value };
  return refuse(`unable to cast expression result '${print(result.value)}' to bool`);
}

/**
 * Argo Workflows 4.1: the value of a parameter by `valueFrom.event`, as text: JSON without the quotes around a text, its escapes
 * kept but for `<`, `>` and `&`; nil is `null`.
 */
export function evaluateParameter(
  expression: string,
  environment: Environment,
  now?: Date,
): { ok: true; value: string } | BindingFailure {
  const evaluated = evaluate(expression, environment, now);
  if (!evaluated.ok) return evaluated;
  const encoded = attempt(() => encodeJson(evaluated.value, makeWorkBudget()));
  if (!encoded.ok) return refuse(encoded.failure.message);
  const json = encoded.value;
  const text = json.startsWith('"') ? json.slice(1, -1) : json;
  return {
    ok: true,
    value: text.replace(/\\u003([ce])|\\u0026/g, (_, angle) => ({ c: '<', e: '>' })[String(angle)] ?? '&'),
  };
}

/**
 * Argo Workflows 4.1, `evaluateStringExpression`: metadata of a Workflow that a binding submits.
 *
 * @param what `name`, `generateName`, `label "k"`: what it is for, in messages
 */
export function evaluateMetadata(
  expression: string,
  environment: Environment,
  { what, now }: { what: string; now?: Date },
): { ok: true; value: string } | BindingFailure {
  const evaluated = evaluate(expression, environment, now);
  if (!evaluated.ok) {
    return { ...evaluated, message: `failed to evaluate workflow ${what} expression: ${evaluated.message}` };
  }
  const { value } = evaluated;
  if (typeof value === 'string') return { ok: true, value };
  return refuse(`workflow ${what} expression must evaluate to a string, not a ${typeName(value)}`);
}

function evaluate(
  text: string,
  environment: Environment,
  now: Date | undefined,
): { ok: true; value: Value } | BindingFailure {
  const expression = compile(text, environment);
  if (!expression.ok) return fail('compile', expression);
  const result: BindingExpressionResult = expression.evaluate(environment, now);
  return result.ok ? result : fail('run', result);
}

function compile(text: string, environment: Environment): BindingExpression | ({ ok: false } & DescribedFailure) {
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

function fail(stage: BindingFailure['stage'], { message, reason, offset }: DescribedFailure): BindingFailure {
  return { ok: false, stage, message, reason, offset };
}

function refuse(message: string): BindingFailure {
  return { ok: false, stage: 'cast', message, reason: message, offset: 0 };
}

function print(value: Value): string {
  const printed = attempt(() => printAsText(value, makeWorkBudget()));
  return printed.ok ? printed.value : printed.failure.message;
}
