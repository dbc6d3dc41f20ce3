import { describeUnknownZone, isTimeZone } from '../expression/go-time/time-zone.ts';

/** A schedule without the time zone that stood before it. */
export type SplitZone = { ok: true; timezone?: string; rest: string } | { ok: false; message: string };

/** Takes `TZ=` or `CRON_TZ=` with its zone off a schedule, as robfig/cron 3 does: the zone ends at the first blank. */
export function splitZone(expression: string): SplitZone {
  const prefix = /^(?:CRON_)?TZ=/.exec(expression)?.[0];
  if (prefix === undefined) return { ok: true, rest: expression };
  const end = expression.indexOf(' ');
  // Here upstream's library ends its process.
  if (end === -1) return { ok: false, message: `nothing follows the time zone: ${expression.slice(0, 100)}` };
  const timezone = expression.slice(prefix.length, end);
  if (!isTimeZone(timezone)) {
    return { ok: false, message: `provided bad location ${timezone}: ${describeUnknownZone(timezone)}` };
  }
  return { ok: true, timezone, rest: expression.slice(end).trim() };
}
