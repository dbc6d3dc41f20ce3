import { setTimeout as wait } from 'node:timers/promises';

/** How many pieces of work are under way at once. */
export const inFlight = 50;

/** Runs so many pieces of work, `inFlight` at a time; answers the seconds. */
export async function runInFlight(count: number, work: (index: number) => Promise<void>): Promise<number> {
  let next = 0;
  const startedAt = performance.now();
  const lane = async (): Promise<void> => {
    while (next < count) {
      const index = next;
      next += 1;
      await work(index);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
  return (performance.now() - startedAt) / 1000;
}

/** Begins so many pieces of work a second, however many are under way. */
export async function runAtPace(
  count: number,
  perSecond: number,
  work: (index: number) => Promise<void>,
): Promise<void> {
  const startedAt = performance.now();
  const begun: Promise<void>[] = [];
  while (begun.length < count) {
    const due = Math.min(((performance.now() - startedAt) / 1000) * perSecond, count);
    while (begun.length < due) begun.push(work(begun.length));
    await wait(1);
  }
  await Promise.all(begun);
}
