import { splitZone } from '../split-zone.ts';
import { readField } from './read-field.ts';

/** The times that a cron expression names, as sets of numbers; days of the week count from Sunday, 0. */
export interface Cron {
  minutes: ReadonlySet<number>;
  hours: ReadonlySet<number>;
  daysOfMonth: ReadonlySet<number>;
  months: ReadonlySet<number>;
  daysOfWeek: ReadonlySet<number>;
  /** Both kinds of days are restricted: one of them has to match, otherwise both. */
  isEitherDay: boolean;
  /** The time zone that stands before the fields (`TZ=UTC`). */
  timezone?: string;
}

/** Upstream's words where the expression is none. */
export type CronReading = { ok: true; cron: Cron } | { ok: false; message: string };

/** Longer than any list of all values. */
const maxLength = 1_000;
/** What Go's `strings.Fields` splits at. */
const blanks = /[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;

/**
 * Reads a cron expression as Argo Events 1.9 does for `conditionsReset`: exactly five fields of lists, ranges, steps and names,
 * `?` like `*`; no seconds and no `@daily`. A time zone may stand before it (`TZ=UTC`). Undefined when it is none.
 */
export function readCron(expression: string): Cron | undefined {
  const split = splitZone(expression);
  if (!split.ok) return undefined;
  const reading = readCronFields(split.rest);
  if (!reading.ok) return undefined;
  return split.timezone === undefined ? reading.cron : { ...reading.cron, timezone: split.timezone };
}

/** The five fields alone, as robfig/cron 3 reads them. */
export function readCronFields(text: string): CronReading {
  if (text.length > maxLength) return { ok: false, message: `longer than ${maxLength} characters` };
  const fields = text.split(blanks).filter((each) => each !== '');
  const [first = '', second = '', third = '', fourth = '', fifth = ''] = fields;
  if (fields.length !== 5) {
    return { ok: false, message: `expected exactly 5 fields, found ${fields.length}: [${fields.join(' ')}]` };
  }
  const minutes = readField(first, 'minute');
  if (!minutes.ok) return minutes;
  const hours = readField(second, 'hour');
  if (!hours.ok) return hours;
  const daysOfMonth = readField(third, 'dayOfMonth');
  if (!daysOfMonth.ok) return daysOfMonth;
  const months = readField(fourth, 'month');
  if (!months.ok) return months;
  const daysOfWeek = readField(fifth, 'dayOfWeek');
  if (!daysOfWeek.ok) return daysOfWeek;
  const cron: Cron = {
    minutes: minutes.values,
    hours: hours.values,
    daysOfMonth: daysOfMonth.values,
    months: months.values,
    daysOfWeek: daysOfWeek.values,
    isEitherDay: !daysOfMonth.isOpen && !daysOfWeek.isOpen,
  };
  return { ok: true, cron };
}
