/**
 * Work that evaluations share: what one spends is missing for the next. A unit is about a nanosecond on a machine that does nothing
 * else. It is counted, not measured, so that the same event is always decided in the same way.
 */
export interface WorkAllowance {
  left: number;
}

/** What is said of what is not evaluated because nothing is left. */
export const nothingLeft = 'everything that reads this event has taken more work than one event may take';

/** About a second, the time that a script has. */
const units = 1_000_000_000;
/** A long text takes longer to read. */
const unitsPerCharacter = 64;

/** What may be spent on an event whose data has so many characters. */
export function makeWorkAllowance(length: number): WorkAllowance {
  return { left: units + unitsPerCharacter * length };
}

/** Spends work before it is done; false when there is not enough left, and then nothing more is. */
export function spendWork(work: WorkAllowance | undefined, amount: number): boolean {
  if (work === undefined) return true;
  work.left -= amount;
  if (work.left >= 0) return true;
  work.left = 0;
  return false;
}
