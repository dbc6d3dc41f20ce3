import { offsetAt } from '../../time/zone-offset.ts';

/** The clocks of a zone are set forward or back. */
export interface ClockChange {
  /** Seconds since 1970. */
  at: number;
  /** Seconds ahead of UTC, until then and from then on. */
  before: number;
  after: number;
}

const day = 86_400;

/** The changes of a zone's clocks in a span of time (seconds since 1970), each found to the second. */
export function findClockChanges(zone: string, from: number, until: number): ClockChange[] {
  const changes: ClockChange[] = [];
  // No zone changes its clocks and back again within a day.
  for (let start = from; start < until; start += day) {
    const end = Math.min(start + day, until);
    const before = offsetAt(zone, start);
    const after = offsetAt(zone, end);
    if (before !== after) changes.push({ at: bisect(zone, start, end), before, after });
  }
  return changes;
}

function bisect(zone: string, start: number, end: number): number {
  const before = offsetAt(zone, start);
  let [earlier, later] = [start, end];
  while (later - earlier > 1) {
    const middle = Math.floor((earlier + later) / 2);
    if (offsetAt(zone, middle) === before) earlier = middle;
    else later = middle;
  }
  return later;
}
