import { quoteText } from '../../expression/scalar/quote-text.ts';

const layout = '2006-01-02 15:04:05';

/** A time of day in nanoseconds since midnight, or Go's error, which names the date that it is on. */
export type ClockTime = { ok: true; nanoseconds: number } | { ok: false; message: string };

/** Reads `09:00:00` as Go's `time.Parse` does: hours of one or two digits, a fraction after `.` or `,`, nothing else. */
export function parseClockTime(time: string, date: string): ClockTime {
  const whole = `${date} ${time}`;
  const cannot = (rest: string, part: string): ClockTime => ({
    ok: false,
    message: `parsing time ${quoteText(whole)} as ${quoteText(layout)}: cannot parse ${quoteText(rest)} as ${quoteText(part)}`,
  });
  const fail = (reason: string): ClockTime => ({ ok: false, message: `parsing time ${quoteText(whole)}: ${reason}` });

  let rest = time.replace(/^ +/, '');
  const hour = /^\d\d?/.exec(rest)?.[0];
  if (hour === undefined) return cannot(rest, '15');
  if (Number(hour) >= 24) return fail('hour out of range');
  rest = rest.slice(hour.length);
  const numbers = [Number(hour)];
  for (const [part, name] of [
    ['04', 'minute'],
    ['05', 'second'],
  ] as const) {
    if (!rest.startsWith(':')) return cannot(rest, ':');
    rest = rest.slice(1);
    const digits = /^\d\d/.exec(rest)?.[0];
    if (digits === undefined) return cannot(rest, part);
    if (Number(digits) >= 60) return fail(`${name} out of range`);
    numbers.push(Number(digits));
    rest = rest.slice(2);
  }
  const fraction = /^[.,](\d+)/.exec(rest);
  rest = rest.slice(fraction?.[0].length ?? 0);
  if (rest !== '') return fail(`extra text: ${quoteText(rest)}`);
  const [hours = 0, minutes = 0, seconds = 0] = numbers;
  const total = (hours * 60 + minutes) * 60 + seconds;
  return { ok: true, nanoseconds: total * 1e9 + Number((fraction?.[1] ?? '').padEnd(9, '0').slice(0, 9)) };
}
