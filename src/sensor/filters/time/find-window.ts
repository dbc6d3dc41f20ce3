import { rememberCompiled } from '../../../cache/remember-compiled.ts';
import { previousTick } from '../../../time/cron/previous-tick.ts';
import { readCron } from '../../../time/cron/read-cron.ts';
import { parseGoDuration } from '../../../time/parse-go-duration.ts';
import { instantOf, offsetAt } from '../../../time/zone-offset.ts';
import { dateOf } from '../../time/instant.ts';

export interface Schedule {
  /** A cron expression of five fields. */
  schedule: string;
  /** How long a window stays open, in Go's form (`9h`); empty: until the end of the day. */
  duration: string;
  timezone: string;
}

/** When the window that was opened last ends (seconds since 1970); undefined when none was opened in five years. */
export type Window = { ok: true; end: number | undefined } | { ok: false; message: string };

/** Extension `filters.time.schedule`: the window that the schedule's last time at or before an instant opened. */
export function findWindow({ schedule, duration, timezone }: Schedule, at: number): Window {
  const cron = cronOf(schedule);
  if (cron === undefined) return { ok: false, message: `invalid schedule '${schedule}'` };
  const nanoseconds = duration === '' ? undefined : parseGoDuration(duration);
  if (duration !== '' && (nanoseconds === undefined || nanoseconds <= 0)) {
    return { ok: false, message: `invalid duration '${duration}'` };
  }
  const tick = previousTick(cron, at, timezone);
  if (tick === undefined) return { ok: true, end: undefined };
  const end = nanoseconds === undefined ? endOfDay(tick, cron.timezone ?? timezone) : tick + nanoseconds / 1e9;
  return { ok: true, end };
}

const cronOf = rememberCompiled(readCron);

function endOfDay(at: number, zone: string): number {
  const midnight = Date.parse(`${dateOf(at + offsetAt(zone, at))}T00:00:00Z`) / 1000;
  return instantOf(zone, midnight + 24 * 3600);
}
