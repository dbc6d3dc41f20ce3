/** A point in time with nanoseconds, which Go's times have and JavaScript's do not. */
export interface Instant {
  /** Whole seconds since 1970. */
  seconds: number;
  nanoseconds: number;
}

/** Go's zero time, which a time that is missing or unreadable counts as. */
const zeroTime: Instant = { seconds: Date.UTC(2000, 0, 1) / 1000 - 63_082_281_600, nanoseconds: 0 };

/** Reads a time of RFC 3339, such as an event's. */
export function readInstant(time: string): Instant {
  const milliseconds = Date.parse(time);
  if (Number.isNaN(milliseconds)) return zeroTime;
  const fraction = /[.,](\d+)/.exec(time)?.[1] ?? '';
  return { seconds: Math.floor(milliseconds / 1000), nanoseconds: Number(fraction.padEnd(9, '0').slice(0, 9)) };
}

/** The date of the clocks' own calendar, `2026-01-31`; local seconds are counted as if they were UTC's. */
export function dateOf(localSeconds: number): string {
  return new Date(localSeconds * 1000).toISOString().slice(0, 10);
}
