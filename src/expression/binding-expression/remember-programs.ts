import { keepNewest } from '../../cache/keep-newest.ts';
import { makePartAllowance, nothingLeft, spendOnce, type WorkAllowance } from '../work/work-allowance.ts';
import {
  type BindingExpression,
  type BindingExpressionOptions,
  compileBindingExpression,
} from './compile-binding-expression.ts';
import type { DescribedFailure } from './describe-failure.ts';

export type Program = BindingExpression | ({ ok: false } & DescribedFailure);

export interface ProgramOptions extends Omit<BindingExpressionOptions, 'work'> {
  text: string;
  /** Tells this program from others of the same text. */
  key: string;
}

const maxPrograms = 1_000;
/** Parsing and checking; patterns are counted for themselves. */
const unitsPerCharacter = 1_000;

/**
 * Compiles expressions and keeps a bounded number of them. Compiling is paid from the event's work whether or not the program was
 * kept, so that the same event is decided in the same way by a process that has just started.
 */
export function rememberPrograms(): (options: ProgramOptions, work: WorkAllowance | undefined) => Program {
  const programs = keepNewest<{ program: Program; work: number }>(Number.POSITIVE_INFINITY, maxPrograms);

  return ({ text, key, ...options }, work) => {
    const known = programs.get(key);
    if (known !== undefined) return spendOnce(work, key, known.work) ? known.program : refused;
    const base = text.length * unitsPerCharacter;
    if (!canSpend(work, base)) return refused;
    const own = makePartAllowance('expression');
    const given = Math.min(own.left, work?.left ?? own.left);
    const patterns: WorkAllowance = { left: given, paid: own.paid };
    const program = compileBindingExpression(text, { ...options, work: patterns });
    const spent = base + given - patterns.left;
    // With all of its own allowance it might have compiled.
    const isCut = patterns.left === 0 && given < own.left;
    if (!isCut) programs.put(key, { program, work: spent }, 0);
    return spendOnce(work, key, spent) ? program : refused;
  };
}

/** Whether so much is there, before it is spent; nothing is left where it is not. */
function canSpend(work: WorkAllowance | undefined, amount: number): boolean {
  if (work === undefined || work.left >= amount) return true;
  work.left = 0;
  return false;
}

const refused: Program = { ok: false, message: nothingLeft, reason: nothingLeft, offset: 0 };
