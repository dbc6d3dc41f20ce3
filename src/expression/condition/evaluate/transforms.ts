import { compileRegularExpression } from '../../regular-expression/compile-regular-expression.ts';
import type { WorkAllowance } from '../../work/work-allowance.ts';
import { type ConditionError, refuse } from '../parse/condition-error.ts';
import type { ConditionNode } from '../parse/condition-node.ts';
import { isIn, isNull } from './compare-values.ts';
import { describe, type Evaluation, fail, spend } from './evaluation.ts';

type TransformNode = Extract<ConditionNode, { kind: 'transform' }>;

type Apply = (evaluation: Evaluation, input: unknown, argument: unknown) => unknown;

export interface Transform {
  /** How many values it takes in parentheses. */
  arguments: 0 | 1;
  /** What can be told before any event. */
  check?: (node: TransformNode, work: WorkAllowance) => ConditionError | undefined;
  prepare: (node: TransformNode) => Apply;
}

/** `value|name(…)`: the ones that conditions about events need. Of null they are null or false. */
export const transforms: Record<string, Transform> = {
  lower: onText((text) => text.toLowerCase()),
  upper: onText((text) => text.toUpperCase()),
  length: { arguments: 0, prepare: () => measure },
  startsWith: onTwoTexts('startsWith', (text, part) => text.startsWith(part)),
  endsWith: onTwoTexts('endsWith', (text, part) => text.endsWith(part)),
  contains: { arguments: 1, prepare: () => (evaluation, input, argument) => isIn(evaluation, argument, input) },
  matches: { arguments: 1, check: checkPattern, prepare: prepareMatches },
};

function onText(change: (text: string) => string): Transform {
  return {
    arguments: 0,
    prepare: (node) => (evaluation, input) => {
      if (isNull(input)) return null;
      if (typeof input !== 'string') return fail(evaluation, `"|${node.name}" wants a text, not ${describe(input)}`);
      return spend(evaluation, input.length / 64) ? change(input) : null;
    },
  };
}

function onTwoTexts(name: string, holds: (text: string, part: string) => boolean): Transform {
  return {
    arguments: 1,
    prepare: () => (evaluation, input, argument) => {
      if (isNull(input) || isNull(argument)) return false;
      if (typeof input === 'string' && typeof argument === 'string') return holds(input, argument);
      return fail(evaluation, `"|${name}" wants two texts, not ${describe(input)} and ${describe(argument)}`);
    },
  };
}

function measure(evaluation: Evaluation, input: unknown): unknown {
  if (isNull(input)) return null;
  if (typeof input === 'string' || Array.isArray(input)) return input.length;
  return fail(evaluation, `"|length" wants a text or a list, not ${describe(input)}`);
}

/** The pattern is RE2's and, as everywhere in Argo Events, not anchored. It stands in quotes, so that it is checked once, in time. */
function checkPattern(node: TransformNode, work: WorkAllowance): ConditionError | undefined {
  const pattern = readPattern(node);
  if (pattern === undefined) return refuse(node.offset, '"|matches" wants its pattern in quotes');
  const compilation = compileRegularExpression(pattern, work);
  return compilation.ok ? undefined : refuse(node.offset, `the pattern of "|matches" is wrong: ${compilation.message}`);
}

function prepareMatches(node: TransformNode): Apply {
  const pattern = readPattern(node) ?? '';
  return (evaluation, input) => {
    if (isNull(input)) return false;
    if (typeof input !== 'string') return fail(evaluation, `"|matches" wants a text, not ${describe(input)}`);
    const compilation = compileRegularExpression(pattern, evaluation.work);
    if (!spend(evaluation, input.length / 64) || !compilation.ok) return false;
    const isMatch = compilation.expression.test(input, evaluation.work);
    return isMatch ?? fail(evaluation, '"|matches" would take too long on so long a text');
  };
}

function readPattern(node: TransformNode): string | undefined {
  const [pattern] = node.arguments;
  return pattern?.kind === 'literal' && typeof pattern.value === 'string' ? pattern.value : undefined;
}
