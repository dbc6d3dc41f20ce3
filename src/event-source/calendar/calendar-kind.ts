import type { SourceKind } from '../source-kind.ts';
import { followCalendar } from './follow-calendar.ts';
import { type CalendarSource, readCalendar } from './read-calendar.ts';

/** Times, by a cron schedule or an interval. */
export const calendarKind: SourceKind<CalendarSource> = {
  leaderOnly: true,
  read: readCalendar,
  listen: followCalendar,
};
