import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCron } from './read-cron.ts';

describe('readCron', () => {
  it('reads lists, ranges, steps and names', () => {
    const cron = readCron('5,10-12,50/5 9-17/4 ? JAN-mar mon,fri');

    expect(cron).toMatchObject({
      minutes: new Set([5, 10, 11, 12, 50, 55]),
      hours: new Set([9, 13, 17]),
      months: new Set([1, 2, 3]),
      daysOfWeek: new Set([1, 5]),
      isEitherDay: false,
    });
  });

  it.each([
    ['* * 1 * 1', true],
    ['* * */2 * 1', true],
    ['* * * * 1', false],
    ['* * */1 * 1', false],
    ['* * 1,* * 1', false],
  ])('takes the days of %s as alternatives: %s', (expression, expected) => {
    expect(readCron(expression)?.isEitherDay).toBe(expected);
  });

  it.each([
    '',
    '* * * *',
    '* * * * * *',
    '@daily',
    '60 * * * *',
    '* * * * 7',
    '5-1 * * * *',
    '*/0 * * * *',
    '1-2-3 * * * *',
    'TZ=Nowhere * * * * *',
    'TZ=UTC',
    '* '.repeat(600),
  ])('refuses "%s"', (expression) => {
    expect(readCron(expression)).toBeUndefined();
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'0123456789*/-,? TZ=abc') }), (text) => {
        readCron(text);
      }),
    );
  });
});
