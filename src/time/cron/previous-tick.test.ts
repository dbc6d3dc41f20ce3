import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { offsetAt } from '../zone-offset.ts';
import { previousTick } from './previous-tick.ts';
import { type Cron, readCron } from './read-cron.ts';

function cronOf(expression: string): Cron {
  const cron = readCron(expression);
  if (cron === undefined) throw new Error(`no cron expression: ${expression}`);
  return cron;
}

function previous(expression: string, at: string, timezone?: string): string | undefined {
  const tick = previousTick(cronOf(expression), Date.parse(at) / 1000, timezone);
  return tick === undefined ? undefined : new Date(tick * 1000).toISOString().replace('.000', '');
}

describe('previousTick', () => {
  it.each([
    ['* * * * *', '2024-07-15T10:30:59Z', '', '2024-07-15T10:30:00Z'],
    ['30 10 * * *', '2024-07-15T10:30:00Z', '', '2024-07-15T10:30:00Z'],
    ['30 10 * * *', '2024-07-15T10:29:59Z', '', '2024-07-14T10:30:00Z'],
    ['0 9 * * 1-5', '2024-07-14T12:00:00Z', '', '2024-07-12T09:00:00Z'],
    ['0 9 * * 1-5', '2024-07-15T12:30:00Z', 'America/New_York', '2024-07-12T13:00:00Z'],
    ['0 9 * * 1-5', '2024-07-15T13:00:00Z', 'America/New_York', '2024-07-15T13:00:00Z'],
    ['TZ=Asia/Tokyo 0 9 * * *', '2024-07-15T01:00:00Z', 'America/New_York', '2024-07-15T00:00:00Z'],
    ['0 0 29 2 *', '2024-02-28T00:00:00Z', '', '2020-02-29T00:00:00Z'],
    ['0 0 30 2 *', '2024-07-15T00:00:00Z', '', undefined],
    ['0 0 13 * fri', '2024-07-15T00:00:00Z', '', '2024-07-13T00:00:00Z'],
    ['0 0 1,15 * *', '2024-07-14T00:00:00Z', '', '2024-07-01T00:00:00Z'],
    ['*/7 0 * * *', '2024-07-15T00:20:00Z', '', '2024-07-15T00:14:00Z'],
    [', * * * *', '2024-07-15T00:20:00Z', '', undefined],
  ])('of %s at %s in "%s" is %s', (expression, at, timezone, expected) => {
    expect(previous(expression, at, timezone)).toBe(expected);
  });

  it.each([
    ['passes over a time that the clocks leave out', '2024-03-10T08:00:00Z', '2024-03-09T07:30:00Z'],
    ['has the first of two times before the clocks go back', '2024-11-03T05:45:00Z', '2024-11-03T05:30:00Z'],
    ['has the second of two times after the clocks went back', '2024-11-03T06:45:00Z', '2024-11-03T06:30:00Z'],
  ])('%s', (_, at, expected) => {
    const expression = at.startsWith('2024-03') ? '30 2 * * *' : '30 1 * * *';
    expect(previous(expression, at, 'America/New_York')).toBe(expected);
  });

  const field = (low: number, high: number) =>
    fc.oneof(
      fc.constant('*'),
      fc.integer({ min: low, max: high }).map(String),
      fc.uniqueArray(fc.integer({ min: low, max: high }), { minLength: 1, maxLength: 4 }).map((list) => list.join(',')),
    );
  const expressions = fc.tuple(field(0, 59), field(0, 23), field(1, 31), fc.constant('*'), field(0, 6));
  const zones = fc.constantFrom('UTC', 'America/New_York', 'Europe/Berlin', 'Asia/Kolkata', 'Australia/Lord_Howe');

  it('is the last minute whose local time matches', () => {
    // Around the changes of clocks of a year.
    const instants = fc.integer({ min: Date.UTC(2024, 0, 20) / 1000, max: Date.UTC(2025, 0, 1) / 1000 });
    fc.assert(
      fc.property(expressions, instants, zones, (fields, at, zone) => {
        const cron = cronOf(fields.join(' '));
        const tick = previousTick(cron, at, zone);
        expect(tick === undefined || tick > at - 20 * 86_400 ? tick : undefined).toBe(search(cron, at, zone));
      }),
      { numRuns: 60 },
    );
  });
});

/** Looks at every minute of the last 20 days. */
function search(cron: Cron, at: number, zone: string): number | undefined {
  for (let minute = Math.floor(at / 60) * 60; minute > at - 20 * 86_400; minute -= 60) {
    const local = new Date((minute + offsetAt(zone, minute)) * 1000);
    const isDay = cron.isEitherDay
      ? cron.daysOfMonth.has(local.getUTCDate()) || cron.daysOfWeek.has(local.getUTCDay())
      : cron.daysOfMonth.has(local.getUTCDate()) && cron.daysOfWeek.has(local.getUTCDay());
    if (isDay && cron.hours.has(local.getUTCHours()) && cron.minutes.has(local.getUTCMinutes())) return minute;
  }
  return undefined;
}
