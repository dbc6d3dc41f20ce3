import { describe, expect, it } from 'vitest';
import { readSchedule } from '../../time/cron/read-schedule.ts';
import { formatClock } from './format-local.ts';
import { judgeClockChanges } from './judge-clock-changes.ts';

function judge(text: string, timezone: string) {
  const reading = readSchedule(text, timezone);
  if (!reading.ok) throw new Error(reading.message);
  const from = Date.UTC(2026, 0, 1) / 1000;
  return judgeClockChanges(reading.schedule, from, from + 365 * 86_400).map(({ change, skipped, doubled }) => ({
    at: new Date(change.at * 1000).toISOString(),
    skipped: skipped.map(formatClock),
    doubled: doubled.map(formatClock),
  }));
}

const [forward, back] = ['2026-03-29T01:00:00.000Z', '2026-10-25T01:00:00.000Z'];

describe('judgeClockChanges', () => {
  it.each([
    ['0 9 * * *', [], []],
    ['30 2 * * *', ['Sun 2026-03-29 02:30'], ['Sun 2026-10-25 02:30']],
    [
      '0,30 2-3 * * 0',
      ['Sun 2026-03-29 02:00', 'Sun 2026-03-29 02:30'],
      ['Sun 2026-10-25 02:00', 'Sun 2026-10-25 02:30'],
    ],
    ['30 2 * * 1', [], []],
  ])('of %s in Berlin leaves out %j and doubles %j', (text, skipped, doubled) => {
    expect(judge(text, 'Europe/Berlin')).toEqual([
      { at: forward, skipped, doubled: [] },
      { at: back, skipped: [], doubled },
    ]);
  });

  it('says that a midnight which does not come leaves out a day', () => {
    expect(judge('@daily', 'Africa/Cairo')[0]).toMatchObject({ skipped: ['Fri 2026-04-24 00:00'] });
  });

  it.each([
    ['@every 1h', 'Europe/Berlin'],
    ['0 9 * * *', 'Asia/Tokyo'],
  ])('of %s in %s says nothing', (text, timezone) => {
    expect(judge(text, timezone)).toEqual([]);
  });
});
