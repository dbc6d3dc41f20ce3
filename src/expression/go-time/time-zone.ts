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
  if (!isZoneName(name)) return undefined;
  const zone = makeZone(name);
  if (loaded.size >= maxLoaded) loaded.clear();
  loaded.set(name, zone);
  return zone;
}

function isZoneName(name: string): boolean {
  if (listed.has(name)) return true;
  if (!/^[A-Za-z]/.test(name) || listedInSmall.has(name.toLowerCase())) return false;
  try {
    // Older names are not listed, but known.
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
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
  const label = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'short' });
  return new TimeZone(
    name,
    (at) => readOffset(clock, at),
    (at) => label.formatToParts(inRange(at)).find((part) => part.type === 'timeZoneName')?.value ?? name,
  );
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
