import { type ClockReading, type GoTime, readClock } from './go-time.ts';
import { monthNames, weekdayNames } from './names.ts';
import { type Fraction, type LayoutElement, readLayout } from './read-layout.ts';

/** A time written by a layout of Go's package `time`. */
export function formatTime(time: GoTime, layout: string): string {
  const clock = readClock(time);
  let text = '';
  for (const part of readLayout(layout)) {
    if (part.kind === 'text') text += part.text;
    else if (part.fraction !== undefined) text += formatFraction(time.nanoseconds, part.text, part.fraction);
    else text += formatElement(part.element, time, clock);
  }
  return text;
}

/** A time as Go's `String` and `%v` print it. */
export function printTime(time: GoTime): string {
  return formatTime(time, '2006-01-02 15:04:05.999999999 -0700 MST');
}

type Write = (clock: ClockReading, time: GoTime) => string;

const two = (value: number) => String(value).padStart(2, '0');
const hour12 = (hour: number) => hour % 12 || 12;

const writers: Partial<Record<LayoutElement, Write>> = {
  'month-name': ({ month }) => monthNames[month - 1] ?? '',
  'month-short': ({ month }) => (monthNames[month - 1] ?? '').slice(0, 3),
  'weekday-name': ({ weekday }) => weekdayNames[weekday] ?? '',
  'weekday-short': ({ weekday }) => (weekdayNames[weekday] ?? '').slice(0, 3),
  'zone-name': (_, time) => zoneName(time),
  month: ({ month }) => String(month),
  'month-two': ({ month }) => two(month),
  day: ({ day }) => String(day),
  'day-two': ({ day }) => two(day),
  'day-blank': ({ day }) => String(day).padStart(2, ' '),
  'year-day-three': ({ yearDay }) => String(yearDay).padStart(3, '0'),
  'year-day-blank': ({ yearDay }) => String(yearDay).padStart(3, ' '),
  year: ({ year }) => (year < 0 ? `-${String(-year).padStart(4, '0')}` : String(year).padStart(4, '0')),
  'year-two': ({ year }) => two(((year % 100) + 100) % 100),
  hour: ({ hour }) => two(hour),
  hour12: ({ hour }) => String(hour12(hour)),
  'hour12-two': ({ hour }) => two(hour12(hour)),
  minute: ({ minute }) => String(minute),
  'minute-two': ({ minute }) => two(minute),
  second: ({ second }) => String(second),
  'second-two': ({ second }) => two(second),
  half: ({ hour }) => (hour >= 12 ? 'PM' : 'AM'),
  'half-small': ({ hour }) => (hour >= 12 ? 'pm' : 'am'),
};

function formatElement(element: LayoutElement, time: GoTime, clock: ClockReading): string {
  const write = writers[element];
  if (write !== undefined) return write(clock, time);
  const offset = time.zone.offsetAt(time.seconds);
  return element.startsWith('iso-') && offset === 0 ? 'Z' : formatOffset(offset, element.replace('iso-', ''));
}

function formatOffset(offset: number, element: string): string {
  const sign = offset < 0 ? '-' : '+';
  const seconds = Math.abs(offset);
  const parts = [two(Math.floor(seconds / 3600))];
  if (element !== 'offset-hours') parts.push(two(Math.floor((seconds % 3600) / 60)));
  if (element.endsWith('seconds')) parts.push(two(seconds % 60));
  return sign + parts.join(element.includes('colon') ? ':' : '');
}

/** A zone without a name is written as its offset. */
function zoneName(time: GoTime): string {
  const name = time.zone.shortNameAt(time.seconds);
  return name === '' ? formatOffset(time.zone.offsetAt(time.seconds), 'offset') : name;
}

function formatFraction(nanoseconds: number, text: string, { digits, isTrimmed }: Fraction): string {
  const written = String(nanoseconds).padStart(9, '0').padEnd(digits, '0').slice(0, digits);
  const kept = isTrimmed ? written.replace(/0+$/, '') : written;
  return isTrimmed && kept === '' ? '' : `${text[0]}${kept}`;
}
