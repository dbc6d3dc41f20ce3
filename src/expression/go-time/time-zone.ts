/** A place's clocks: its name, and what they show at an instant. */
export class TimeZone {
  readonly name: string;
  /** Seconds ahead of UTC at an instant (seconds since 1970). */
  readonly offsetAt: (at: number) => number;
  /** The short name at an instant, such as `CEST`. */
  readonly shortNameAt: (at: number) => string;

  constructor(name: string, offsetAt: (at: number) => number, shortNameAt: (at: number) => string) {
    this.name = name;
    this.offsetAt = offsetAt;
    this.shortNameAt = shortNameAt;
  }
}

/** What `UTC`, nothing and `Local` mean: the same on every machine. */
export const utc = new TimeZone(
  'UTC',
  () => 0,
  () => 'UTC',
);

/** A zone that is always so many seconds ahead of UTC. */
export function fixedZone(name: string, offset: number): TimeZone {
  return new TimeZone(
    name,
    () => offset,
    () => name,
  );
}

const listed = new Set(Intl.supportedValuesOf('timeZone'));
const listedInSmall = new Set([...listed].map((name) => name.toLowerCase()));
const loaded = new Map<string, TimeZone>();
const maxLoaded = 1_000;

/** The zone of an IANA name in its own spelling, as Go's `time.LoadLocation` takes it; undefined for any other text. */
export function loadTimeZone(name: string): TimeZone | undefined {
  if (name === '' || name === 'UTC' || name === 'Local') return utc;
  const known = loaded.get(name);
  if (known !== undefined) return known;
  if (!isTimeZone(name)) return undefined;
  const zone = makeZone(name);
  if (loaded.size >= maxLoaded) loaded.clear();
  loaded.set(name, zone);
  return zone;
}

/**
 * True for a name that Go's `time.LoadLocation` knows: an IANA name in its own spelling, `UTC`, `Local` or nothing. Offsets are
 * no names.
 */
export function isTimeZone(name: string): boolean {
  if (name === '' || name === 'UTC' || name === 'Local' || listed.has(name)) return true;
  // JavaScript takes any spelling; Go looks for a file.
  if (!/^[A-Z]/.test(name) || listedInSmall.has(name.toLowerCase())) return false;
  try {
    // Older names are not listed, but known.
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** What Go says of a name that is none. */
export function describeUnknownZone(name: string): string {
  const isPath = name.includes('..') || /^[/\\]/.test(name);
  return isPath ? 'time: invalid location name' : `unknown time zone ${name}`;
}

function makeZone(name: string): TimeZone {
  const clock = new Intl.DateTimeFormat('en-US', {
    timeZone: name,
    hourCycle: 'h23',
    era: 'short',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return new TimeZone(
    name,
    (at) => readOffset(clock, at),
    (at) => shortNames.get(name) ?? shortNameOf(name, inRange(at)),
  );
}

/** Short names that no locale tells. */
const shortNames: ReadonlyMap<string, string> = new Map([
  ['Asia/Karachi', 'PKT'],
  ['Asia/Manila', 'PST'],
  ['Asia/Seoul', 'KST'],
  ['Asia/Shanghai', 'CST'],
  ['Asia/Taipei', 'CST'],
  ['Europe/Moscow', 'MSK'],
]);
/** Each knows the short names of its own part of the world. */
const locales = ['en-US', 'en-GB', 'en-AU', 'en-IN', 'en-ZA', 'ja-JP', 'en-HK'];

/** Short names that were found, by zone and quarter of an hour. */
const foundNames = new Map<string, string>();
const maxFound = 10_000;

function shortNameOf(timeZone: string, milliseconds: number): string {
  // Names change where clocks do, at whole quarters of an hour.
  const key = `${timeZone} ${Math.floor(milliseconds / 900_000)}`;
  const known = foundNames.get(key);
  if (known !== undefined) return known;
  const name = findShortName(timeZone, milliseconds);
  if (foundNames.size >= maxFound) foundNames.clear();
  foundNames.set(key, name);
  return name;
}

/** `CEST`, or what Go's data has where there is no such name: `-03`, `+0545`. */
function findShortName(timeZone: string, milliseconds: number): string {
  let offset = '';
  for (const locale of locales) {
    const name =
      labelOf(locale, timeZone)
        .formatToParts(milliseconds)
        .find((part) => part.type === 'timeZoneName')?.value ?? '';
    if (/^[A-Z]+$/.test(name)) return name;
    offset = name;
  }
  const [, sign = '+', hours = '0', minutes = ''] = /([+-])(\d+)(?::(\d+))?/.exec(offset.replace('\u2212', '-')) ?? [];
  return sign + hours.padStart(2, '0') + minutes;
}

const labels = new Map<string, Intl.DateTimeFormat>();
const maxLabels = 100;

/** Making one takes a millisecond. */
function labelOf(locale: string, timeZone: string): Intl.DateTimeFormat {
  const key = `${locale} ${timeZone}`;
  const known = labels.get(key);
  if (known !== undefined) return known;
  const label = new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: 'short' });
  if (labels.size >= maxLabels) labels.clear();
  labels.set(key, label);
  return label;
}

function readOffset(clock: Intl.DateTimeFormat, at: number): number {
  const milliseconds = inRange(at);
  const parts = new Map(clock.formatToParts(milliseconds).map((part) => [part.type, part.value]));
  const field = (type: Intl.DateTimeFormatPartTypes) => Number(parts.get(type) ?? 0);
  const year = parts.get('era') === 'BC' ? 1 - field('year') : field('year');
  const local = new Date(0);
  local.setUTCFullYear(year, field('month') - 1, field('day'));
  local.setUTCHours(field('hour'), field('minute'), field('second'));
  return (local.getTime() - milliseconds) / 1000;
}

/** JavaScript's calendar ends earlier than Go's; no rule of a time zone lies beyond it. */
function inRange(at: number): number {
  const end = 8_000_000_000_000;
  return Math.max(-end, Math.min(end, at)) * 1000;
}
