import { isTimeZone } from '../../expression/go-time/time-zone.ts';

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

interface Field {
  low: number;
  high: number;
  /** Names for the numbers from `low` on. */
  names: readonly string[];
}

const minute: Field = { low: 0, high: 59, names: [] };
const hour: Field = { low: 0, high: 23, names: [] };
const dayOfMonth: Field = { low: 1, high: 31, names: [] };
const month: Field = { low: 1, high: 12, names: 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ') };
const dayOfWeek: Field = { low: 0, high: 6, names: 'sun mon tue wed thu fri sat'.split(' ') };

const maxLength = 1_000;

/**
 * Reads a cron expression as Argo Events 1.9 does for `conditionsReset`: exactly five fields of lists, ranges, steps and names,
 * `?` like `*`; no seconds and no `@daily`. A time zone may stand before it (`TZ=UTC`). Undefined when it is none.
 */
export function readCron(expression: string): Cron | undefined {
  if (expression.length > maxLength) return undefined;
  const isZoned = /^(?:CRON_)?TZ=/.test(expression);
  const zoned = isZoned ? /^(?:CRON_)?TZ=(\S*) +(.*)$/s.exec(expression) : null;
  if (isZoned && !isTimeZone(zoned?.[1] ?? '/')) return undefined;
  const [first = '', second = '', third = '', fourth = '', fifth, ...more] = (zoned?.[2] ?? expression)
    .trim()
    .split(/\s+/);
  if (fifth === undefined || more.length > 0) return undefined;

  const minutes = readField(first, minute);
  const hours = readField(second, hour);
  const daysOfMonth = readField(third, dayOfMonth);
  const months = readField(fourth, month);
  const daysOfWeek = readField(fifth, dayOfWeek);
  if (!(minutes && hours && daysOfMonth && months && daysOfWeek)) return undefined;
  return {
    minutes: minutes.values,
    hours: hours.values,
    daysOfMonth: daysOfMonth.values,
    months: months.values,
    daysOfWeek: daysOfWeek.values,
    isEitherDay: !daysOfMonth.isOpen && !daysOfWeek.isOpen,
    ...(zoned?.[1] === undefined ? {} : { timezone: zoned[1] }),
  };
}

interface FieldValues {
  values: Set<number>;
  /** It holds a star (or `?`) without a step. */
  isOpen: boolean;
}

function readField(text: string, field: Field): FieldValues | undefined {
  const read: FieldValues = { values: new Set(), isOpen: false };
  for (const range of text.split(',').filter(Boolean)) {
    const span = readRange(range, field);
    if (span === undefined) return undefined;
    for (let value = span.start; value <= span.end; value += span.step) read.values.add(value);
    read.isOpen ||= span.isOpen;
  }
  return read;
}

interface Span {
  start: number;
  end: number;
  step: number;
  isOpen: boolean;
}

function readRange(range: string, field: Field): Span | undefined {
  const [span = '', stepText, ...more] = range.split('/');
  if (more.length > 0 || (stepText !== undefined && !/^\d+$/.test(stepText))) return undefined;
  const step = Number(stepText ?? 1);
  if (step === 0) return undefined;
  const [from = '', to, ...others] = span.split('-');
  // Upstream does not look at what follows a star.
  if (from === '*' || from === '?') return { start: field.low, end: field.high, step, isOpen: step === 1 };
  if (others.length > 0) return undefined;
  const start = readNumber(from, field);
  const end = to === undefined ? start : readNumber(to, field);
  if (start === undefined || end === undefined) return undefined;
  if (start < field.low || end > field.high || start > end) return undefined;
  // `5/10` means from 5 to the end.
  const isOpenEnded = to === undefined && stepText !== undefined;
  return { start, end: isOpenEnded ? field.high : end, step, isOpen: false };
}

function readNumber(text: string, { low, names }: Field): number | undefined {
  const named = names.indexOf(text.toLowerCase());
  if (named !== -1) return low + named;
  return /^\+?\d+$/.test(text) ? Number(text) : undefined;
}
