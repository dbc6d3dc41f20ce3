const latestTime = 8.64e15;

/** Milliseconds since 1970 that a `Date` can hold: who sends an event may write any number. */
export function nearestTime(at: number): number {
  return Number.isNaN(at) ? 0 : Math.min(Math.max(at, -latestTime), latestTime);
}
