import { boolean, listOf, object, text } from '../../sensor/validate/shape.ts';
import { readSchedule, type Schedule } from '../../time/cron/read-schedule.ts';
import { parseGoDuration } from '../../time/parse-go-duration.ts';
import type { ReadSource } from '../source-kind.ts';
import { isRefused, missField, readSpec, refuseValue, type SpecReading } from '../spec/read-spec.ts';

/** One entry under `spec.calendar`. */
export interface CalendarSource {
  schedule: Schedule;
  /** IANA name; the empty string is UTC. */
  timezone: string;
  /** Days that are left out, by the clocks of the zone: `2019-01-02`. */
  exclusions: string[];
  catchUpMs: number;
  /** Which of the times that passed are caught up. Argo Events: with `persistence.catchup` each. */
  missed: 'newest' | 'each';
}

const where = 'a calendar EventSource';
const shape = {
  schedule: text,
  interval: text,
  timezone: text,
  exclusionDates: listOf(text),
  persistence: object('EventPersistence', {
    catchup: object('CatchupConfiguration', { enabled: boolean, maxDuration: text }),
    configMap: object('ConfigMapPersistence', { name: text, createIfNotExist: boolean }),
  }),
};

interface Given {
  schedule?: string;
  interval?: string;
  timezone?: string;
  exclusionDates?: string[];
  persistence?: { catchup?: { enabled?: boolean; maxDuration?: string } };
}

/** Without `persistence.catchup`: as long as a restart, or another leader, takes at most. */
const restartMs = 5 * 60 * 1000;
/** Argo Events' default of `maxDuration`. */
const defaultCatchUpMs = 24 * 60 * 60 * 1000;
const longestCatchUpMs = 31 * 24 * 60 * 60 * 1000;

/** Reads one entry under `spec.calendar`. Problems: `source.missing-field`, `source.wrong-value`, `source.wrong-type`. */
export function readCalendar(entry: unknown): ReadSource<CalendarSource> {
  const reading = readSpec(entry, shape, where);
  const given: Given = reading.value;
  const { timezone = '' } = given;
  const zone = readSchedule('@hourly', timezone);
  if (!zone.ok) {
    refuseValue(reading, where, { field: 'timezone', found: timezone, expected: 'a name such as Europe/Berlin' });
  }
  const schedule = readTimes(given, zone.ok ? timezone : '', reading);
  const exclusions = readExclusions(given.exclusionDates ?? [], reading);
  const catchUpMs = readCatchUp(given, reading);
  if (schedule === undefined || isRefused(reading)) return { ok: false, problems: reading.problems };
  const missed = given.persistence?.catchup?.enabled === true ? 'each' : 'newest';
  return { ok: true, spec: { schedule, timezone, exclusions, catchUpMs, missed }, warnings: reading.problems };
}

/** Argo Events: `schedule` wins. */
function readTimes(
  { schedule = '', interval = '' }: Given,
  timezone: string,
  reading: SpecReading,
): Schedule | undefined {
  if (schedule !== '') {
    const read = readSchedule(schedule, timezone);
    if (read.ok) return read.schedule;
    const expected = `five fields such as "0 6 * * 1-5" (${read.message})`;
    refuseValue(reading, where, { field: 'schedule', found: schedule, expected });
    return undefined;
  }
  if (interval === '') {
    missField(reading, where, 'schedule', 'Write either `schedule: "0 6 * * 1-5"` or `interval: 30m`.');
    return undefined;
  }
  const nanoseconds = parseGoDuration(interval);
  if (nanoseconds !== undefined && nanoseconds >= 1e9)
    return { kind: 'every', everySeconds: Math.floor(nanoseconds / 1e9) };
  refuseValue(reading, where, {
    field: 'interval',
    found: interval,
    expected: 'a duration of a second or more, such as 1h30m',
  });
  return undefined;
}

/** Lines such as `EXDATE:20190102T150405Z,20190103T150405Z`, of which year, month and day count. */
function readExclusions(lines: readonly string[], reading: SpecReading): string[] {
  return lines.flatMap((line, index) => {
    const [, dates = ''] = /^EXDATE(?:;[^:]*)?:(.*)$/.exec(line.trim()) ?? [];
    const days = dates.split(',').map((each) => /^(\d{4})(\d\d)(\d\d)(?:T\d{6}Z?)?$/.exec(each.trim()));
    if (days.every((each) => each !== null)) return days.map(([, year, month, day]) => `${year}-${month}-${day}`);
    const expected = 'a line such as EXDATE:20190102T150405Z';
    refuseValue(reading, where, { field: `exclusionDates.${index}`, found: line, expected });
    return [];
  });
}

function readCatchUp({ persistence }: Given, reading: SpecReading): number {
  const { enabled = false, maxDuration = '' } = persistence?.catchup ?? {};
  if (!enabled) return restartMs;
  if (maxDuration === '') return defaultCatchUpMs;
  const nanoseconds = parseGoDuration(maxDuration);
  if (nanoseconds !== undefined && nanoseconds > 0 && nanoseconds / 1e6 <= longestCatchUpMs) return nanoseconds / 1e6;
  const expected = 'a duration of 31 days (744h) at most, such as 5m';
  refuseValue(reading, where, { field: 'persistence.catchup.maxDuration', found: maxDuration, expected });
  return restartMs;
}
