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
