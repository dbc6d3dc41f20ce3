import { describe, expect, it } from 'vitest';
import { reportRate } from './report-rate.ts';

describe('how often a schedule’s runs are reported', () => {
  it.each([
    [['0 2 * * *'], 'always'],
    [['0 * * * *'], 'always'],
    [['@every 1h'], 'always'],
    [['*/30 * * * *'], 'failures'],
    [['@every 59m'], 'failures'],
    // Together they are due more often than each.
    [['0 * * * *', '30 * * * *'], 'failures'],
    [['0 9 * * *', '20 9 * * 1'], 'failures'],
    [['0 9 1 1 *'], 'always'],
  ])('%j is %s', (schedules, expected) => {
    expect(reportRate(schedules, 'Europe/Berlin', Date.UTC(2026, 0, 7))).toBe(expected);
  });
});
