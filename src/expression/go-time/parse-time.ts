import { daysInMonth, isLeapYear } from './calendar.ts';
import { GoTime, makeTime } from './go-time.ts';
import { quoteTime } from './quote-time.ts';
import { type ReadFields, readElement } from './read-element.ts';
import { readLayout } from './read-layout.ts';
import { fixedZone, type TimeZone, utc } from './time-zone.ts';

/** A time, or Go's error. */
export type TimeParsing = { ok: true; time: GoTime } | { ok: false; message: string };

/**
 * Reads a time by a layout, as Go's `time.ParseInLocation` does: `zone` holds where the text names none. A short zone name that
 * the zone does not use counts as UTC, as in Go.
 */
export function parseTime(layout: string, value: string, zone: TimeZone = utc): TimeParsing {
  const fail = (reason: string): TimeParsing => ({ ok: false, message: `parsing time ${quoteTime(value)}${reason}` });
  const cannot = (rest: string, part: string): TimeParsing =>
    fail(` as ${quoteTime(layout)}: cannot parse ${quoteTime(rest)} as ${quoteTime(part)}`);

  const fields: ReadFields = {};
  let rest = value;
  const parts = readLayout(layout);
  for (const [index, part] of parts.entries()) {
    if (part.kind === 'text') {
      const skipped = skipText(rest, part.text);
      if (!skipped.ok) return cannot(skipped.rest, part.text);
      rest = skipped.rest;
      continue;
    }
    const next = parts[index + 1];
    const read = readElement(part, rest, {
      fields,
      isFractionNext: next?.kind === 'element' && next.element === 'fraction',
    });
    if (read === undefined) return cannot(rest, part.text);
    if ('outOfRange' in read) return fail(`: ${read.outOfRange} out of range`);
    rest = read.rest;
  }
  if (rest !== '') return fail(`: extra text: ${quoteTime(rest)}`);
  return assemble(fields, zone) ?? fail(': day out of range');
}

/** Text of a layout has to stand in the value; a blank stands for any number of them. */
function skipText(value: string, text: string): { ok: boolean; rest: string } {
  let rest = value;
  let expected = text;
  while (expected !== '') {
    if (expected.startsWith(' ')) {
      if (rest !== '' && !rest.startsWith(' ')) return { ok: false, rest };
      expected = expected.replace(/^ +/, '');
      rest = rest.replace(/^ +/, '');
      continue;
    }
    if (rest === '' || rest[0] !== expected[0]) return { ok: false, rest };
    expected = expected.slice(1);
    rest = rest.slice(1);
  }
  return { ok: true, rest };
}

function assemble(fields: ReadFields, zone: TimeZone): TimeParsing | undefined {
  const { year = 0, half, minute = 0, second = 0, nanoseconds = 0 } = fields;
  const day = dayOf(fields, year);
  if (day === undefined) return undefined;
  const hour = toHour24(fields.hour ?? 0, half);
  const at = { year, ...day, hour, minute, second, nanoseconds };
  if (fields.isUtc) return { ok: true, time: makeTime(at, utc) };
  if (fields.offset !== undefined) {
    const { seconds } = makeTime(at, utc);
    return { ok: true, time: atOffset(seconds - fields.offset, nanoseconds, { fields, zone, offset: fields.offset }) };
  }
  if (fields.zoneName !== undefined) return { ok: true, time: makeTime(at, namedZone(fields.zoneName)) };
  return { ok: true, time: makeTime(at, zone) };
}

/** The month and day, from a day of the year where that is given; undefined when there is no such day. */
function dayOf(fields: ReadFields, year: number): { month: number; day: number } | undefined {
  const { yearDay } = fields;
  if (yearDay === undefined) {
    const { month = 1, day = 1 } = fields;
    return day < 1 || day > daysInMonth(month, year) ? undefined : { month, day };
  }
  if (yearDay < 1 || yearDay > (isLeapYear(year) ? 366 : 365)) return undefined;
  let month = 1;
  let day = yearDay;
  while (day > daysInMonth(month, year)) {
    day -= daysInMonth(month, year);
    month += 1;
  }
  const isOther = (fields.month ?? month) !== month || (fields.day ?? day) !== day;
  return isOther ? undefined : { month, day };
}

function toHour24(hour: number, half: ReadFields['half']): number {
  if (half === 'pm' && hour < 12) return hour + 12;
  return half === 'am' && hour === 12 ? 0 : hour;
}

/** The zone that was asked for, if its clocks have that offset then, else one that always has it. */
function atOffset(
  seconds: number,
  nanoseconds: number,
  { fields, zone, offset }: { fields: ReadFields; zone: TimeZone; offset: number },
): GoTime {
  const { zoneName = '' } = fields;
  const isSame = zone.offsetAt(seconds) === offset && (zoneName === '' || zone.shortNameAt(seconds) === zoneName);
  return new GoTime(seconds, nanoseconds, isSame ? zone : fixedZone(zoneName, offset));
}

/** `GMT+3` says its offset; no other short name does. */
function namedZone(name: string): TimeZone {
  const hours = /^GMT([+-]\d+)$/.exec(name)?.[1];
  return fixedZone(name, Number(hours ?? 0) * 3600);
}
