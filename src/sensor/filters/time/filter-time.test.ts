import { describe, expect, it } from 'vitest';
import type { EventFilters } from '../../sensor.ts';
import { filterTime } from './filter-time.ts';

type TimeFilter = NonNullable<EventFilters['time']>;

function passes(filter: TimeFilter, time: string): boolean | string {
  const { passed, error } = filterTime(filter, time);
  return error ?? passed;
}

describe('filterTime', () => {
  it('says what it saw and compared with', () => {
    const filter = { start: '09:00:00', stop: '17:00:00', timezone: 'Europe/Berlin' };

    expect(filterTime(filter, '2024-07-15T06:59:59.999999999Z').trace).toEqual([
      {
        kind: 'time',
        subject: 'time',
        seen: '2024-07-15T06:59:59.999999999Z',
        expected: 'is from 09:00:00 to 17:00:00 (Europe/Berlin)',
        outcome: 'rejected',
      },
    ]);
  });

  it.each<[TimeFilter, string, boolean | string]>([
    [{ start: '10:00:00', stop: '10:00:00' }, '2024-07-15T03:00:00Z', true],
    [
      { start: '10:00:00', stop: '11:00:00', timezone: '+02:00' },
      '2024-07-15T10:00:00Z',
      "time filter error (invalid timezone '+02:00': unknown time zone +02:00)",
    ],
    [
      { start: '10:00:00', stop: '11:00:00', timezone: 'utc' },
      '2024-07-15T10:00:00Z',
      "time filter error (invalid timezone 'utc': unknown time zone utc)",
    ],
    [
      { start: '10:00:00', stop: '11:00:00', timezone: '../etc' },
      '2024-07-15T10:00:00Z',
      "time filter error (invalid timezone '../etc': time: invalid location name)",
    ],
    // Over midnight: what is left of the event's day from the start on, and its beginning before the stop.
    [{ start: '22:00:00', stop: '02:00:00' }, '2026-03-28T23:30:00Z', true],
    [{ start: '22:00:00', stop: '02:00:00' }, '2026-03-29T01:59:59.999999999Z', true],
    [{ start: '22:00:00', stop: '02:00:00' }, '2026-03-29T02:00:00Z', false],
    // An hour that does not exist is the one after it, and of two that are called alike the later one counts.
    [{ start: '02:15:00', stop: '02:45:00', timezone: 'Europe/Berlin' }, '2026-03-29T00:20:00Z', false],
    [{ start: '02:15:00', stop: '02:45:00', timezone: 'Europe/Berlin' }, '2026-03-29T01:20:00Z', true],
    [{ start: '02:15:00', stop: '02:45:00', timezone: 'Europe/Berlin' }, '2026-10-25T00:20:00Z', false],
    [{ start: '02:15:00', stop: '02:45:00', timezone: 'Europe/Berlin' }, '2026-10-25T01:20:00Z', true],
    [{ start: '18:00:00', stop: '19:00:00' }, '2026-01-01T23:30:00+05:00', true],
    [{ start: '10:00:00', stop: '11:00:00' }, 'yesterday', false],
    [
      {},
      '2024-07-15T10:00:00Z',
      'time filter error (parsing time "2024-07-15 " as "2006-01-02 15:04:05": cannot parse "" as "15")',
    ],
  ])('is decided by clock times: %j at %s: %s', (filter, time, expected) => {
    expect(passes(filter, time)).toBe(expected);
  });

  const working = { schedule: '0 9 * * 1-5', duration: '9h', timezone: 'Europe/Berlin' };
  it.each<[string, TimeFilter, string, boolean | string]>([
    ['inside working hours', working, '2024-07-15T07:00:00Z', true],
    ['before working hours', working, '2024-07-15T06:59:59Z', false],
    ['after working hours', working, '2024-07-15T16:00:00Z', false],
    ['at the weekend', working, '2024-07-14T10:00:00Z', false],
    ['a window over midnight', { schedule: '0 22 * * *', duration: '4h' }, '2024-07-15T01:59:00Z', true],
    ['until the end of the day', { schedule: '0 12 * * *' }, '2024-07-15T23:59:59.9Z', true],
    ['on the next day', { schedule: '0 12 * * *' }, '2024-07-16T00:00:00Z', false],
    ['a window that never opened', { schedule: '0 0 30 2 *' }, '2024-07-16T00:00:00Z', false],
    [
      'a broken schedule',
      { schedule: 'daily' },
      '2024-07-16T00:00:00Z',
      "time filter error (invalid schedule 'daily')",
    ],
    [
      'a broken duration',
      { schedule: '* * * * *', duration: '1d' },
      '2024-07-16T00:00:00Z',
      "time filter error (invalid duration '1d')",
    ],
  ])('is decided by a schedule: %s', (_, filter, time, expected) => {
    expect(passes(filter, time)).toBe(expected);
  });
});
