import { loadTimeZone } from '../expression/go-time/time-zone.ts';

const quarterHour = 900;
const maxCached = 10_000;

const offsets = new Map<string, number>();

/**
 * How far the clocks of a time zone are ahead of UTC at an instant, in seconds.
 *
 * @param zone a name that {@link isTimeZone} takes; nothing, `UTC` and `Local` are UTC, so that every machine decides the same
 * @param at seconds since 1970
 */
export function offsetAt(zone: string, at: number): number {
  if (zone === '' || zone === 'UTC' || zone === 'Local') return 0;
  // Clocks change at whole quarters of an hour.
  const quarter = Math.floor(at / quarterHour);
  const key = `${zone} ${quarter}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  const offset = loadTimeZone(zone)?.offsetAt(quarter * quarterHour) ?? 0;
  if (offsets.size >= maxCached) offsets.clear();
  offsets.set(key, offset);
  return offset;
}

/**
 * The instant at which the clocks of a zone show this local time (seconds since 1970 as if it were UTC), found as Go's `time.Date`
 * does: what it makes of a time that comes twice or not at all depends on which side of UTC the zone lies.
 */
export function instantOf(zone: string, local: number): number {
  const offset = offsetAt(zone, local);
  return local - offsetAt(zone, local - offset);
}
