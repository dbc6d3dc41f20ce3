import { nothingLeft, spendWork, type WorkAllowance } from '../../work/work-allowance.ts';

/** Work that one evaluation may take: a step is a node, an element, or 64 characters of a text that is searched. */
export const maxSteps = 100_000;

/** Of an allowance. */
const unitsPerStep = 500;

/** One evaluation: what it reads, what it has cost, and the first thing that went wrong (later ones follow from it). */
export interface Evaluation {
  context: Record<string, unknown>;
  steps: number;
  /** Work that is left of what it shares with others. */
  work: WorkAllowance | undefined;
  failure?: string;
}

/** A node made ready to be evaluated; `element` is what the innermost filter looks at. */
export type Evaluate = (evaluation: Evaluation, element: unknown) => unknown;

/** Notes the first failure. Its value is null, on which the rest of the evaluation does no harm. */
export function fail(evaluation: Evaluation, message: string): null {
  evaluation.failure ??= message;
  return null;
}

/** Counts work; false when there is none left, or something has failed already. */
export function spend(evaluation: Evaluation, steps: number): boolean {
  evaluation.steps += steps;
  if (evaluation.steps > maxSteps) fail(evaluation, `the condition needs more than ${maxSteps} steps`);
  if (!spendWork(evaluation.work, steps * unitsPerStep)) fail(evaluation, nothingLeft);
  return evaluation.failure === undefined;
}

/** For messages: a short description of a value, never the whole of a long one. */
export function describe(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'string')
    return `the text ${JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value)}`;
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object') return 'an object';
  return `${typeof value} ${String(value)}`;
}
