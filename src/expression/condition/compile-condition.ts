import { makePartAllowance, type WorkAllowance } from '../work/work-allowance.ts';
import { describe, type Evaluation } from './evaluate/evaluation.ts';
import { prepareNode } from './evaluate/prepare-node.ts';
import { checkNames, kindOf } from './names/check-names.ts';
import { type ConditionError, refuse } from './parse/condition-error.ts';
import type { ConditionNode } from './parse/condition-node.ts';
import { parseCondition } from './parse/parse-condition.ts';

/** What an evaluation says. A message says what went wrong: no value that is not true or false counts as either. */
export type ConditionResult = { ok: true; value: boolean } | { ok: false; message: string };

export interface Condition {
  ok: true;
  /** `context` is an event's data: `{ github, body, headers }`. Never throws; work is limited, and by `work` further. */
  evaluate: (context: Record<string, unknown>, work?: WorkAllowance) => ConditionResult;
  /** The paths that are read, such as `github.changedFiles.all`, sorted. */
  names: string[];
  /** What compiling its patterns took, of a `WorkAllowance`. */
  patternWork: number;
}

/**
 * Compiles the short form's `if`: Jexl's language over an event's data, without its traps. Equality is strict and deep, `&&` binds
 * tighter than `||`, only own properties are read, an unknown name is an error; a known one that does not apply to the event is null.
 *
 * @example
 * const condition = compileCondition('github.sender != "dependabot[bot]"');
 * condition.ok && condition.evaluate({ github: { sender: 'mona' } }); // { ok: true, value: true }
 */
export function compileCondition(text: string): Condition | (ConditionError & Pick<Condition, 'patternWork'>) {
  const work = makePartAllowance('expression');
  const before = work.left;
  const compiled = compile(text, work);
  return { ...compiled, patternWork: before - work.left };
}

function compile(text: string, work: WorkAllowance): Omit<Condition, 'patternWork'> | ConditionError {
  const parsed = parseCondition(text);
  if (!parsed.ok) return parsed;
  const checked = checkNames(parsed.node, work);
  if (!checked.ok) return checked;
  const error = checkResult(parsed.node);
  if (error !== undefined) return error;
  const names = new Set(checked.names.map((name) => name.path.join('.')));
  const evaluate = prepareNode(parsed.node);
  return {
    ok: true,
    names: [...names].sort(),
    evaluate: (context, work) => {
      const evaluation: Evaluation = { context, steps: 0, work };
      return readResult(evaluation, evaluate(evaluation, null));
    },
  };
}

function readResult(evaluation: Evaluation, value: unknown): ConditionResult {
  if (evaluation.failure !== undefined) return { ok: false, message: evaluation.failure };
  if (typeof value === 'boolean') return { ok: true, value };
  const advice = value === null ? ': what it reads is absent in this event; compare it, as in … == true' : '';
  return { ok: false, message: `the condition is ${describe(value)}, not true or false${advice}` };
}

/** What can never be true or false is refused before any event. */
function checkResult(node: ConditionNode): ConditionError | undefined {
  const isArithmetic = node.kind === 'binary' && ['+', '-', '*', '/', '//', '%', '^'].includes(node.operator);
  const isOther = node.kind === 'literal' ? typeof node.value !== 'boolean' : node.kind === 'list' || isArithmetic;
  const kind = kindOf(node);
  const isOtherFact = kind !== undefined && kind !== 'boolean' && kind !== 'anything';
  if (!isOther && !isOtherFact) return undefined;
  return refuse(0, 'the condition is not true or false; compare it with something, as in github.branch == "main"');
}
