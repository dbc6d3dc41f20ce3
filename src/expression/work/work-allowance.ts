/**
 * Work that evaluations share: what one spends is missing for the next. A unit is about a nanosecond on a machine that does nothing
 * else. It is counted, not measured, so that the same event is always decided in the same way.
 */
export interface WorkAllowance {
  left: number;
  /** What is paid once, however often it is used: patterns by their text, and what was compiled of others. */
  paid: Set<string | object>;
}

/**
 * What each instruction of a regular expression takes for each character that it is matched with, where the pattern defeats the automaton
 * that answers sooner. Most patterns and texts take a tenth of it.
 */
export const unitsPerMatchStep = 30;

/** What is said of what is not evaluated because nothing is left. */
export const nothingLeft = 'everything that reads this event has taken more work than one event may take';

/** About a second, the time that a script has. */
const units = 1_000_000_000;
/** A long text takes longer to read. */
const unitsPerCharacter = 64;

/** What may be spent on an event whose data has so many characters. */
export function makeWorkAllowance(length: number): WorkAllowance {
  return { left: units + unitsPerCharacter * length, paid: new Set() };
}

/** What compiling the patterns of a text may take: of a repository's file, of one expression, of a trigger's conditions. */
export function makePartAllowance(part: 'file' | 'expression' | 'conditions'): WorkAllowance {
  const shares = { file: 1, expression: 0.1, conditions: 0.002 };
  return { left: units * shares[part], paid: new Set() };
}

/** Spends work before it is done; false when there is not enough left, and then nothing more is. */
export function spendWork(work: WorkAllowance | undefined, amount: number): boolean {
  if (work === undefined) return true;
  work.left -= amount;
  if (work.left >= 0) return true;
  work.left = 0;
  return false;
}

/** Spends work that is done once for this. */
export function spendOnce(work: WorkAllowance | undefined, what: string | object, amount: number): boolean {
  if (work === undefined || work.paid.has(what)) return true;
  if (!spendWork(work, amount)) return false;
  work.paid.add(what);
  return true;
}
