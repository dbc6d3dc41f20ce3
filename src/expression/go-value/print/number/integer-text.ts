import { GoDuration, printDuration } from '../../../go-time/go-duration.ts';
import { monthNames, weekdayNames } from '../../../go-time/names.ts';
import type { Integer } from '../../value.ts';

/** What the `String` method of a whole number's type says; undefined for a type that has none. */
export function integerText({ type, value }: Integer): string | undefined {
  if (type === 'time.Duration') return printDuration(new GoDuration(value));
  if (type === 'time.Month') return monthNames[Number(value) - 1] ?? `%!Month(${value})`;
  if (type === 'time.Weekday') return weekdayNames[Number(value)] ?? `%!Weekday(${value})`;
  return undefined;
}
