import { monthNames, weekdayNames } from './names.ts';
import type { LayoutElement, LayoutPart } from './read-layout.ts';

/** What the elements of a layout found in a text. */
export interface ReadFields {
  year?: number;
  month?: number;
  day?: number;
  yearDay?: number;
  hour?: number;
  minute?: number;
  second?: number;
  nanoseconds?: number;
  half?: 'am' | 'pm';
  isUtc?: boolean;
  /** Seconds ahead of UTC. */
  offset?: number;
  zoneName?: string;
}

/** What is left of the text, or what is out of range in it; undefined when the element does not stand there. */
export type ElementReading = { rest: string } | { outOfRange: string } | undefined;

interface Reading {
  fields: ReadFields;
  /** The layout reads a fraction of a second itself right after this element. */
  isFractionNext: boolean;
}

type Element = Extract<LayoutPart, { kind: 'element' }>;
type Read = (value: string, reading: Reading) => ElementReading;

/** Reads one element of a layout from the front of a text into the fields, as Go's `time.Parse` does. */
export function readElement(part: Element, value: string, reading: Reading): ElementReading {
  if (part.fraction !== undefined) {
    return part.fraction.isTrimmed
      ? readOptionalFraction(value, reading.fields)
      : readFraction(value, part.fraction.digits, reading.fields);
  }
  if (part.element.includes('offset')) return readOffset(part.element, value, reading.fields);
  return readers[part.element]?.(value, reading);
}

const readers: Partial<Record<LayoutElement, Read>> = {
  'month-name': (value, { fields }) =>
    readName(value, monthNames, (index) => {
      fields.month = index + 1;
    }),
  'month-short': (value, { fields }) =>
    readName(value, monthNames.map(shorten), (index) => {
      fields.month = index + 1;
    }),
  // The day of the week has to be one; whether it is the right one is not looked at.
  'weekday-name': (value) => readName(value, weekdayNames),
  'weekday-short': (value) => readName(value, weekdayNames.map(shorten)),
  month: (value, { fields }) => readMonth(value, false, fields),
  'month-two': (value, { fields }) => readMonth(value, true, fields),
  day: (value, { fields }) => readDay(value, fields),
  'day-two': (value, { fields }) => (/^\d\d/.test(value) ? readDay(value, fields) : undefined),
  'day-blank': (value, { fields }) => readDay(value.replace(/^ /, ''), fields),
  'year-day-three': (value, { fields }) => readYearDay(value, fields),
  'year-day-blank': (value, { fields }) =>
    readYearDay(
      value.replace(/^ {0,2}/, (blanks) => '0'.repeat(blanks.length)),
      fields,
    ),
  year: (value, { fields }) => {
    if (!/^\d{4}/.test(value)) return undefined;
    fields.year = Number(value.slice(0, 4));
    return { rest: value.slice(4) };
  },
  'year-two': (value, { fields }) => {
    if (!/^\d\d/.test(value)) return undefined;
    const short = Number(value.slice(0, 2));
    fields.year = short + (short >= 69 ? 1900 : 2000);
    return { rest: value.slice(2) };
  },
  hour: (value, { fields }) => readHour(value, { isFixed: false, limit: 24 }, fields),
  hour12: (value, { fields }) => readHour(value, { isFixed: false, limit: 13 }, fields),
  'hour12-two': (value, { fields }) => readHour(value, { isFixed: true, limit: 13 }, fields),
  minute: (value, { fields }) => readMinute(value, false, fields),
  'minute-two': (value, { fields }) => readMinute(value, true, fields),
  second: (value, reading) => readSecond(value, false, reading),
  'second-two': (value, reading) => readSecond(value, true, reading),
  half: (value, { fields }) => readHalf(value, ['AM', 'PM'], fields),
  'half-small': (value, { fields }) => readHalf(value, ['am', 'pm'], fields),
  'zone-name': (value, { fields }) => readZoneName(value, fields),
};

function shorten(name: string): string {
  return name.slice(0, 3);
}

function readName(value: string, names: readonly string[], keep?: (index: number) => void): ElementReading {
  const small = value.toLowerCase();
  const index = names.findIndex((name) => small.startsWith(name.toLowerCase()));
  if (index === -1) return undefined;
  keep?.(index);
  return { rest: value.slice(names[index]?.length) };
}

/** One or two digits; both have to be there if `isFixed`. */
function readTwo(value: string, isFixed: boolean): { number: number; rest: string } | undefined {
  const digits = (isFixed ? /^\d\d/ : /^\d\d?/).exec(value)?.[0];
  return digits === undefined ? undefined : { number: Number(digits), rest: value.slice(digits.length) };
}

function readMonth(value: string, isFixed: boolean, fields: ReadFields): ElementReading {
  const read = readTwo(value, isFixed);
  if (read === undefined) return undefined;
  if (read.number < 1 || read.number > 12) return { outOfRange: 'month' };
  fields.month = read.number;
  return read;
}

/** Its range is looked at when the month is known. */
function readDay(value: string, fields: ReadFields): ElementReading {
  const read = readTwo(value, false);
  if (read !== undefined) fields.day = read.number;
  return read;
}

function readYearDay(value: string, fields: ReadFields): ElementReading {
  if (!/^\d{3}/.test(value)) return undefined;
  fields.yearDay = Number(value.slice(0, 3));
  return { rest: value.slice(3) };
}

function readHour(
  value: string,
  { isFixed, limit }: { isFixed: boolean; limit: number },
  fields: ReadFields,
): ElementReading {
  const read = readTwo(value, isFixed);
  if (read === undefined) return undefined;
  if (read.number >= limit) return { outOfRange: 'hour' };
  fields.hour = read.number;
  return read;
}

function readMinute(value: string, isFixed: boolean, fields: ReadFields): ElementReading {
  const read = readTwo(value, isFixed);
  if (read === undefined) return undefined;
  if (read.number >= 60) return { outOfRange: 'minute' };
  fields.minute = read.number;
  return read;
}

/** A fraction may follow even where the layout has none. */
function readSecond(value: string, isFixed: boolean, { fields, isFractionNext }: Reading): ElementReading {
  const read = readTwo(value, isFixed);
  if (read === undefined) return undefined;
  if (read.number >= 60) return { outOfRange: 'second' };
  fields.second = read.number;
  return isFractionNext ? read : readOptionalFraction(read.rest, fields);
}

function readOptionalFraction(value: string, fields: ReadFields): ElementReading {
  const found = /^[.,]\d+/.exec(value)?.[0];
  return found === undefined ? { rest: value } : readFraction(value, found.length - 1, fields);
}

function readFraction(value: string, digits: number, fields: ReadFields): ElementReading {
  const found = value.slice(0, digits + 1);
  if (!/^[.,]\d+$/.test(found) || found.length !== digits + 1) return undefined;
  fields.nanoseconds = Number(found.slice(1, 10).padEnd(9, '0'));
  return { rest: value.slice(digits + 1) };
}

function readHalf(value: string, [am, pm]: [string, string], fields: ReadFields): ElementReading {
  const found = value.slice(0, 2);
  if (found !== am && found !== pm) return undefined;
  fields.half = found === am ? 'am' : 'pm';
  return { rest: value.slice(2) };
}

function readZoneName(value: string, fields: ReadFields): ElementReading {
  if (value.startsWith('UTC')) {
    fields.isUtc = true;
    return { rest: value.slice(3) };
  }
  const name = findZoneName(value);
  if (name === undefined) return undefined;
  fields.zoneName = name;
  return { rest: value.slice(name.length) };
}

/** Three capitals, or four or five that end in T; `GMT+3`; or a bare `+03`. */
function findZoneName(value: string): string | undefined {
  if (/^(?:ChST|MeST)/.test(value)) return value.slice(0, 4);
  if (value.startsWith('GMT')) return /^GMT(?:[+-](?:2[0-3]|[01]?\d)(?!\d))?/.exec(value)?.[0];
  if (/^[+-]/.test(value)) return /^[+-](?:2[0-3]|[01]?\d)(?!\d)/.exec(value)?.[0];
  const capitals = /^[A-Z]{0,6}/.exec(value)?.[0] ?? '';
  if (capitals.length === 3) return capitals;
  const isLong = capitals.length === 5 && capitals.endsWith('T');
  return isLong || (capitals.length === 4 && /T$|^WITA/.test(capitals)) ? capitals : undefined;
}

const offsetForms: Record<string, RegExp> = {
  offset: /^([+-])(\d\d)(\d\d)/,
  'offset-colon': /^([+-])(\d\d):(\d\d)/,
  'offset-hours': /^([+-])(\d\d)/,
  'offset-seconds': /^([+-])(\d\d)(\d\d)(\d\d)/,
  'offset-colon-seconds': /^([+-])(\d\d):(\d\d):(\d\d)/,
};

function readOffset(element: LayoutElement, value: string, fields: ReadFields): ElementReading {
  if (element.startsWith('iso-') && value.startsWith('Z')) {
    fields.isUtc = true;
    return { rest: value.slice(1) };
  }
  const found = offsetForms[element.replace('iso-', '')]?.exec(value);
  if (!found) return undefined;
  const [text, sign, hours = 0, minutes = 0, seconds = 0] = found;
  if (Number(hours) > 24) return { outOfRange: 'time zone offset hour' };
  if (Number(minutes) > 60) return { outOfRange: 'time zone offset minute' };
  if (Number(seconds) > 60) return { outOfRange: 'time zone offset second' };
  const offset = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  fields.offset = sign === '-' ? -offset : offset;
  return { rest: value.slice(text.length) };
}
