import type { GoTime } from '../../go-time/go-time.ts';
import { parseTime } from '../../go-time/parse-time.ts';

/** The layouts that govaluate tries, in its order: dates of logs, clock times with AM and PM, ISO dates. */
const layouts = [
  'Mon Jan _2 15:04:05 2006',
  'Mon Jan _2 15:04:05 MST 2006',
  'Mon Jan 02 15:04:05 -0700 2006',
  '3:04PM',
  '2006-01-02T15:04:05Z07:00',
  '2006-01-02T15:04:05.999999999Z07:00',
  '2006-01-02',
  '2006-01-02 15:04',
  '2006-01-02 15:04:05',
  '2006-01-02 15:04:05-07:00',
  '2006-01-02T15Z0700',
  '2006-01-02T15:04Z0700',
  '2006-01-02T15:04:05Z0700',
  '2006-01-02T15:04:05.999999999Z0700',
];
const maxLength = 100;

/** A text that looks like a date is a time in govaluate; undefined for any other. A date without a zone is of UTC. */
export function readDate(text: string): GoTime | undefined {
  // All layouts begin with a digit or the name of a day.
  if (text.length > maxLength || !/^(?:[A-Za-z]{3} |[ \d])/.test(text)) return undefined;
  for (const layout of layouts) {
    const parsed = parseTime(layout, text);
    if (parsed.ok) return parsed.time;
  }
  return undefined;
}
