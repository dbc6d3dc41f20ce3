import { offsetAt } from '../../time/zone-offset.ts';
import type { CalendarSource } from './read-calendar.ts';

/** Tells of a time (milliseconds since 1970) whether its day, by the clocks of the calendar's zone, is left out. */
export function excludes({ exclusions, timezone }: CalendarSource): (time: number) => boolean {
  const dayOf = (time: number) => new Date(time + offsetAt(timezone, time / 1000) * 1000).toISOString().slice(0, 10);
  return (time) => exclusions.length > 0 && exclusions.includes(dayOf(time));
}
