import { quoteText } from '../../expression/scalar/quote-text.ts';
import { parseGoDuration } from '../parse-go-duration.ts';
import { splitZone } from '../split-zone.ts';
import { type Cron, readCronFields } from './read-cron.ts';

/** A schedule as Argo reads it. */
export type Schedule =
  | {
      kind: 'cron';
      cron: Cron;
      /** IANA name; the empty string is UTC (upstream: the controller's own zone). */
      timezone: string;
    }
  | { kind: 'every'; everySeconds: number };

/** Argo's words where the text is no schedule. */
export type ScheduleReading = { ok: true; schedule: Schedule } | { ok: false; message: string };

const descriptors: ReadonlyMap<string, string> = new Map([
  ['@yearly', '0 0 1 1 *'],
  ['@annually', '0 0 1 1 *'],
  ['@monthly', '0 0 1 * *'],
  ['@weekly', '0 0 * * 0'],
  ['@daily', '0 0 * * *'],
  ['@midnight', '0 0 * * *'],
  ['@hourly', '0 * * * *'],
]);
const every = '@every ';

/**
 * Reads a schedule of a CronWorkflow or a calendar as robfig/cron 3's `ParseStandard` does: five fields, a descriptor (`@daily`,
 * `@every 1h30m`), before either a zone (`CRON_TZ=Asia/Tokyo `).
 *
 * @param timezone the document's own; Argo writes it before the schedule, so that a schedule with a zone of its own is refused
 */
export function readSchedule(text: string, timezone = ''): ScheduleReading {
  const whole = timezone === '' ? text : `CRON_TZ=${timezone} ${text}`;
  if (whole === '') return { ok: false, message: 'empty spec string' };
  const split = splitZone(whole);
  if (!split.ok) return split;
  if (split.rest.startsWith(every)) return readEvery(split.rest);
  const isDescriptor = split.rest.startsWith('@');
  const fields = isDescriptor ? descriptors.get(split.rest) : split.rest;
  if (fields === undefined) return { ok: false, message: `unrecognized descriptor: ${split.rest}` };
  const reading = readCronFields(fields);
  if (!reading.ok) return reading;
  return { ok: true, schedule: { kind: 'cron', cron: reading.cron, timezone: split.timezone ?? '' } };
}

/** At least a second, and whole ones. */
function readEvery(descriptor: string): ScheduleReading {
  const text = descriptor.slice(every.length);
  const nanoseconds = parseGoDuration(text);
  if (nanoseconds === undefined) {
    return { ok: false, message: `failed to parse duration ${descriptor}: time: ${describeDuration(text)}` };
  }
  return { ok: true, schedule: { kind: 'every', everySeconds: Math.max(1, Math.floor(nanoseconds / 1e9)) } };
}

/** What Go says of a duration that is none. */
function describeDuration(text: string): string {
  const [, unit] = /^[-+]?(?:[\d.]+(?:ns|us|µs|μs|ms|s|m|h))*(?:\d+\.?\d*|\.\d+)([^.\d]*)/.exec(text) ?? [];
  if (unit === undefined || text.length > 100) return `invalid duration ${quoteText(text.slice(0, 100))}`;
  if (unit === '') return `missing unit in duration ${quoteText(text)}`;
  return /^(?:ns|us|µs|μs|ms|s|m|h)$/.test(unit)
    ? `invalid duration ${quoteText(text)}`
    : `unknown unit ${quoteText(unit)} in duration ${quoteText(text)}`;
}
