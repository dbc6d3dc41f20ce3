import { fromDate } from '../go-time/go-time.ts';
import { attempt, ExpressionFailure } from '../pratt/expression-failure.ts';
import { checkLength } from '../pratt/limits.ts';
import { makeWorkBudget } from '../pratt/work-budget.ts';
import { makePartAllowance, type WorkAllowance } from '../work/work-allowance.ts';
import { checkBinding } from './check/check-binding.ts';
import { type Nature, nil, ofType } from './check/nature.ts';
import { type DescribedFailure, describeFailure } from './describe-failure.ts';
import type { Dialect } from './dialect.ts';
import { prepareBinding } from './evaluate/prepare-node.ts';
import type { Run } from './evaluate/run.ts';
import { rewriteBinding } from './rewrite/rewrite-binding.ts';
import { parseBinding } from './syntax/parse-binding.ts';
import { typeName } from './values/type-name.ts';
import type { Value } from './values/value.ts';

/** What names an expression can read, and their values: data of JSON, functions, maps of functions. */
export type Environment = Readonly<Record<string, Value>>;

export interface BindingExpressionOptions {
  dialect: Dialect;
  /** 1.17 checks the expression against the types of these values; an evaluation needs values of the same types. */
  environment?: Environment;
  /** For compiling patterns. */
  work?: WorkAllowance;
}

/** The value of an expression (see `values/value.ts` for what stands for Go's types), or what went wrong. */
export type BindingExpressionResult = { ok: true; value: Value } | ({ ok: false } & DescribedFailure);

export interface BindingExpression {
  ok: true;
  /** Evaluates the expression. Never throws; work is limited, and missing in `work` afterwards. `now()` fails where `now` is not given. */
  evaluate: (
    environment: Environment,
    using?: { now?: Date | undefined; work?: WorkAllowance | undefined },
  ) => BindingExpressionResult;
}

/**
 * Compiles an expression of expr-lang: the language of WorkflowEventBindings (`1.17`) and of an EventSource's filter (`1.15`), with
 * Go's types and expr-lang's checks, messages and places. Only own properties are read; nothing is run but what the language has
 * and what the environment brings.
 *
 * @example
 * const environment = { payload: { ref: 'refs/heads/main' } };
 * const expression = compileBindingExpression('payload.ref endsWith "main"', { dialect: '1.17', environment });
 * expression.ok && expression.evaluate(environment); // { ok: true, value: true }
 */
export function compileBindingExpression(
  text: string,
  { dialect, environment = {}, work = makePartAllowance('expression') }: BindingExpressionOptions,
): BindingExpression | ({ ok: false } & DescribedFailure) {
  const compiled = attempt(() => {
    checkLength(text);
    const natures = naturesOf(environment);
    const node = parseBinding(text, { dialect, overridden: new Set(natures.keys()) });
    checkBinding(node, { dialect, environment: natures, work });
    return prepareBinding(rewriteBinding(node, dialect), dialect);
  });
  if (!compiled.ok) return { ok: false, ...describeFailure(text, compiled.failure, dialect) };
  return {
    ok: true,
    evaluate: (values, using = {}) => {
      const run = makeRun(dialect, values, using);
      const evaluated = attempt(() => compiled.value(run));
      if (evaluated.ok) return evaluated;
      const located = new ExpressionFailure(evaluated.failure.message, run.at);
      return { ok: false, ...describeFailure(text, located, dialect) };
    },
  };
}

/** What is known of an environment before anything runs. */
function naturesOf(environment: Environment): Map<string, Nature> {
  return new Map(Object.entries(environment).map(([name, value]) => [name, natureOf(value)]));
}

function natureOf(value: Value): Nature {
  return value === null || value === undefined ? nil : ofType(typeName(value));
}

function makeRun(
  dialect: Dialect,
  environment: Environment,
  { now, work }: { now?: Date | undefined; work?: WorkAllowance | undefined },
): Run {
  return {
    dialect,
    environment,
    budget: makeWorkBudget(work),
    now: () => {
      if (now === undefined) throw new ExpressionFailure('the time is not known here');
      return fromDate(now);
    },
    at: undefined,
    scope: undefined,
    variables: [],
  };
}
