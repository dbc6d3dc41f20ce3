import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextTimes } from './next-time.ts';
import { readSchedule } from './read-schedule.ts';

describe('readSchedule', () => {
  it.each([
    ['@every 1h30m', '', { kind: 'every', everySeconds: 5400 }],
    ['@every 1500ms', 'Asia/Tokyo', { kind: 'every', everySeconds: 1 }],
    ['@every -1h', '', { kind: 'every', everySeconds: 1 }],
    ['@daily', 'Europe/Berlin', { kind: 'cron', timezone: 'Europe/Berlin' }],
    ['CRON_TZ=Asia/Tokyo 0 6 * * *', '', { kind: 'cron', timezone: 'Asia/Tokyo' }],
  ])('reads %s in "%s"', (text, timezone, schedule) => {
    expect(readSchedule(text, timezone)).toMatchObject({ ok: true, schedule });
  });

  it.each([
    ['', '', 'empty spec string'],
    ['@reboot', '', 'unrecognized descriptor: @reboot'],
    ['@every 1d', '', 'failed to parse duration @every 1d: time: unknown unit "d" in duration "1d"'],
    ['@every 5', '', 'failed to parse duration @every 5: time: missing unit in duration "5"'],
    ['@every soon', '', 'failed to parse duration @every soon: time: invalid duration "soon"'],
    ['TZ=UTC', '', 'nothing follows the time zone: TZ=UTC'],
    ['0 9 * * *', 'Mars/Base', 'provided bad location Mars/Base: unknown time zone Mars/Base'],
    // The document's zone comes first, so that the schedule's own is a sixth field.
    ['TZ=UTC 0 9 * * *', 'UTC', 'expected exactly 5 fields, found 6: [TZ=UTC 0 9 * * *]'],
    ['0 9 * * mon-sunday', '', 'failed to parse int from sunday: strconv.Atoi: parsing "sunday": invalid syntax'],
    ['*/-5 * * * *', '', 'negative number (-5) not allowed: -5'],
  ])('refuses "%s" in "%s" as Argo does', (text, timezone, message) => {
    expect(readSchedule(text, timezone)).toEqual({ ok: false, message });
  });

  it('takes any text without an exception, and finds its times or that there are none', () => {
    const texts = fc.oneof(
      fc.string({ unit: fc.constantFrom(...'0123456789*/-,?@ TZ=UTCevryhms') }),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(texts, fc.constantFrom('', 'Europe/Berlin', 'Pacific/Apia'), (text, timezone) => {
        const reading = readSchedule(text, timezone);
        if (reading.ok) nextTimes(reading.schedule, Date.UTC(2011, 11, 28), 3);
      }),
    );
  });
});
