import { attempt, type ExpressionFailure } from '../pratt/expression-failure.ts';
import { checkLength } from '../pratt/limits.ts';
import { makeWorkBudget } from '../pratt/work-budget.ts';
import { makePartAllowance, type WorkAllowance } from '../work/work-allowance.ts';
import { prepareNode } from './evaluate/prepare-node.ts';
import { type MemberReader, noStructs } from './evaluate/read-member.ts';
import { checkTokens } from './syntax/check-tokens.ts';
import { parseTokens } from './syntax/parse-tokens.ts';
import { readTokens } from './syntax/read-tokens.ts';
import type { Token } from './syntax/token.ts';

/** The value of an expression, or govaluate's message. Numbers are float64, nil is null. */
export type SensorExpressionResult = { ok: true; value: unknown } | { ok: false; message: string };

/** What an evaluation takes besides its parameters. */
export interface SensorExpressionWorld {
  readMember?: MemberReader;
  /** What may be spent altogether, where less than the evaluation's own limit. */
  work?: WorkAllowance;
}

export interface SensorExpression {
  ok: true;
  /**
   * Evaluates the expression over parameters of JSON's types. Never throws; work is limited. `readMember` gives values that are
   * Go structs their fields and methods; without it there are none.
   */
  evaluate: (parameters: Readonly<Record<string, unknown>>, world?: SensorExpressionWorld) => SensorExpressionResult;
  /** The parameters that it reads, each once, in order of appearance. */
  names: string[];
  /** What compiling its patterns took, of a `WorkAllowance`. */
  patternWork: number;
}

/** Why a text is no expression, in govaluate's words; `offset` counts UTF-16 units from its beginning. */
export interface SensorExpressionError {
  ok: false;
  message: string;
  offset: number;
  patternWork: number;
}

/**
 * Compiles an expression of a Sensor's `exprs` filter (Argo Events 1.9: govaluate of 2017), defects included: `==` compares
 * types too, `in` wants a list on its right, a text that looks like a date is a number of seconds, `a == -1` needs its blanks.
 *
 * @example
 * const expression = compileSensorExpression("ref =~ '^refs/heads/' && count > 2");
 * expression.ok && expression.evaluate({ ref: 'refs/heads/main', count: 3 }); // { ok: true, value: true }
 */
export function compileSensorExpression(
  text: string,
  work = makePartAllowance('expression'),
): SensorExpression | SensorExpressionError {
  const before = work.left;
  const compiled = attempt(() => {
    checkLength(text);
    const tokens = readTokens(text);
    checkTokens(tokens, [...text].length);
    return { tokens, evaluate: prepareNode(parseTokens(tokens, work)) };
  });
  const patternWork = before - work.left;
  if (!compiled.ok) return { ...describe(text, compiled.failure), patternWork };
  const { tokens, evaluate } = compiled.value;
  return {
    ok: true,
    names: listNames(tokens),
    patternWork,
    evaluate: (parameters, { readMember = noStructs, work } = {}) => {
      const evaluated = attempt(() => evaluate({ parameters, readMember, budget: makeWorkBudget(work) }));
      return evaluated.ok ? evaluated : { ok: false, message: evaluated.failure.message };
    },
  };
}

function describe(text: string, { message, offset }: ExpressionFailure): Omit<SensorExpressionError, 'patternWork'> {
  return { ok: false, message, offset: [...text].slice(0, offset ?? 0).join('').length };
}

function listNames(tokens: Token[]): string[] {
  const names = new Set<string>();
  for (const token of tokens) {
    if (token.kind === 'VARIABLE') names.add(token.value);
    if (token.kind === 'ACCESSOR') names.add(token.value[0] ?? '');
  }
  return [...names];
}
