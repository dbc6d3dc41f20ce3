import type { WorkAllowance } from './work-allowance.ts';

/** A part of an event's work, for one of those that read the event. */
export interface LentWork {
  work: WorkAllowance;
  /** What was not spent goes to those that come later; answers what was. */
  giveBack(): number;
}

/** Lends an equal share to one of so many readers who still have to come, so that none of them can take what the others need. */
export function lendWork(from: WorkAllowance, readers: number): LentWork {
  const lent = from.left / Math.max(1, readers);
  const work: WorkAllowance = { left: lent, paid: from.paid };
  return {
    work,
    giveBack() {
      const spent = lent - work.left;
      from.left -= spent;
      return spent;
    },
  };
}
