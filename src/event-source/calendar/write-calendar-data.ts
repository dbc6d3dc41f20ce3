import { printTime } from '../../expression/go-time/format-time.ts';
import { GoTime } from '../../expression/go-time/go-time.ts';
import { loadTimeZone, utc } from '../../expression/go-time/time-zone.ts';

/** The data of a calendar's event: Argo Events writes its time as Go prints one, by the clocks of the zone. */
export function writeCalendarData(time: number, timezone: string): string {
  const at = new GoTime(Math.floor(time / 1000), 0, loadTimeZone(timezone) ?? utc);
  return JSON.stringify({ eventTime: printTime(at) });
}
