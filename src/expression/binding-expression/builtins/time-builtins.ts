import { parseDuration } from '../../go-time/go-duration.ts';
import { type GoTime, GoTime as Time } from '../../go-time/go-time.ts';
import { parseTime } from '../../go-time/parse-time.ts';
import { describeUnknownZone, loadTimeZone, TimeZone, utc } from '../../go-time/time-zone.ts';
import { ExpressionFailure } from '../../pratt/expression-failure.ts';
import { asText } from '../evaluate/assert-type.ts';
import type { Value } from '../values/value.ts';
import type { Builtin } from './builtin.ts';

/** Tried in this order for a date without a layout. */
const layouts = [
  '2006-01-02',
  '15:04:05',
  '2006-01-02 15:04:05',
  '2006-01-02T15:04:05Z07:00',
  '02 Jan 06 15:04 MST',
  'Monday, 02-Jan-06 15:04:05 MST',
  'Mon, 02 Jan 2006 15:04:05 MST',
];
const maxLength = 200;

function fail(message: string): never {
  throw new ExpressionFailure(message);
}

function loadZone(name: string): TimeZone {
  return loadTimeZone(name) ?? fail(describeUnknownZone(name));
}

const now: Builtin = ([zone], run) => {
  const time = run.now();
  return zone instanceof TimeZone ? new Time(time.seconds, time.nanoseconds, zone) : time;
};

const duration: Builtin = ([text]) => {
  const parsed = parseDuration(asText(text).slice(0, 1_000));
  return parsed.ok ? parsed.duration : fail(parsed.message);
};

/** `date(text)`, `date(text, layout)`, `date(text, layout, zone)`; 1.17 takes a zone first, too. */
const date: Builtin = (args, run) => {
  const [first] = args;
  const zone = run.dialect === '1.17' && first instanceof TimeZone ? first : undefined;
  const [text, layout, name] = zone === undefined ? args : args.slice(1);
  const value = asText(text);
  if (value.length > maxLength) return fail(`invalid date ${value.slice(0, maxLength)}`);
  if (layout === undefined) return guess(value, zone ?? utc);
  return read(asText(layout), value, name === undefined ? (zone ?? utc) : loadZone(asText(name)));
};

function read(layout: string, value: string, zone: TimeZone): Value {
  if (layout.length > maxLength) return fail(`the layout has more than ${maxLength} characters`);
  const parsed = parseTime(layout, value, zone);
  return parsed.ok ? parsed.time : fail(parsed.message);
}

function guess(value: string, zone: TimeZone): GoTime {
  for (const layout of layouts) {
    const parsed = parseTime(layout, value, zone);
    if (parsed.ok) return parsed.time;
  }
  return fail(`invalid date ${value}`);
}

export const timeBuiltins: Record<string, Builtin> = {
  now,
  duration,
  date,
  timezone: ([name]) => loadZone(asText(name)),
};
