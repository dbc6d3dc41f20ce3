import { type Compilation, compileRegularExpression } from '../regular-expression/compile-regular-expression.ts';
import { estimatePattern } from '../regular-expression/estimate-pattern.ts';
import { nothingLeft, spendWork, unitsPerMatchStep, type WorkAllowance } from '../work/work-allowance.ts';
import { ExpressionFailure } from './expression-failure.ts';

/** What one evaluation may cost. */
export const workLimits = {
  /** Nodes in loops, elements that are looked at, blocks of text that are searched. */
  steps: 5_000_000,
  /** Elements of the lists and maps that are made. */
  elements: 1_000_000,
  /** Characters of the texts that are made. */
  characters: 32_000_000,
} as const;

/** Of an allowance. */
const unitsPerStep = 100;
const charactersPerStep = 64;

/** Counts the work of one evaluation, and ends it when there is too much of it. */
export interface WorkBudget {
  /** Counts work, before it is done. */
  spend(steps: number): void;
  /** Counts the elements of a list or map that is made; the message past the limit is expr-lang's. */
  makeElements(count: number): void;
  /** Counts a text that is made, of so many characters. */
  makeText(length: number): void;
  /** Counts a search through a text. */
  search(length: number): void;
  /** Compiles a pattern that is known only now. */
  compilePattern(pattern: string): Compilation;
  /** Counts matching a regular expression of this many instructions. */
  match(size: number, length: number): void;
}

/** A new count for one evaluation, which may spend no more than the allowance has. */
export function makeWorkBudget(work?: WorkAllowance): WorkBudget {
  let steps = 0;
  let elements = 0;
  let characters = 0;
  const spend = (count: number): void => {
    steps += count;
    if (steps > workLimits.steps)
      throw new ExpressionFailure(`the expression needs more than ${workLimits.steps} steps`);
    if (!spendWork(work, count * unitsPerStep)) throw new ExpressionFailure(nothingLeft);
  };
  return {
    spend,
    makeElements: (count) => {
      elements += count;
      if (elements >= workLimits.elements) throw new ExpressionFailure('memory budget exceeded');
    },
    makeText: (length) => {
      characters += length;
      if (characters > workLimits.characters) throw new ExpressionFailure('memory budget exceeded');
      spend(length / charactersPerStep);
    },
    search: (length) => spend(1 + length / charactersPerStep),
    compilePattern: (pattern) => {
      spend(estimatePattern(pattern).work / unitsPerStep);
      return compileRegularExpression(pattern);
    },
    match: (size, length) => spend(1 + (size * length * unitsPerMatchStep) / unitsPerStep),
  };
}
