import { describe, expect, it } from 'vitest';
import { listDelays, planRetry } from './plan-retry.ts';

describe('planRetry', () => {
  it.each([
    [undefined, { attempts: 1, firstDelayMs: 0, factor: 1, jitter: 0 }],
    [{}, { attempts: 5, firstDelayMs: 1000, factor: 1, jitter: 1 }],
    [{ steps: 0 }, { attempts: 5, firstDelayMs: 1000, factor: 1, jitter: 1 }],
    [
      { duration: '10s', steps: 3, factor: 2, jitter: 0 },
      { attempts: 3, firstDelayMs: 10_000, factor: 2, jitter: 0 },
    ],
    [{ duration: 1_000_000 }, { attempts: 5, firstDelayMs: 1, factor: 1, jitter: 1 }],
  ])('reads %j', (strategy, expected) => {
    expect(planRetry(strategy)).toEqual({ ok: true, retry: expected });
  });

  it.each([
    [
      { factor: '2' },
      String.raw`invalid backoff configuration, invalid factor, strconv.ParseFloat: parsing "\"2\"": invalid syntax`,
    ],
    [
      { jitter: true },
      'invalid backoff configuration, invalid jitter, strconv.ParseFloat: parsing "true": invalid syntax',
    ],
    [{ duration: 'soon' }, 'invalid backoff configuration, invalid duration, time: invalid duration "soon"'],
  ])('cannot read %j', (strategy, message) => {
    expect(planRetry(strategy)).toEqual({ ok: false, message });
  });
});

describe('listDelays', () => {
  it('waits longer each time, and not after the last try', () => {
    const delays = listDelays({ attempts: 4, firstDelayMs: 100, factor: 2, jitter: 0 }, () => 0.5);

    expect(delays).toEqual([100, 200, 400]);
  });

  it('adds a random part of each wait', () => {
    expect(listDelays({ attempts: 3, firstDelayMs: 100, factor: 1, jitter: 0.5 }, () => 0.5)).toEqual([125, 125]);
  });

  it('waits no longer than an hour, however large the factor', () => {
    expect(listDelays({ attempts: 4, firstDelayMs: 1000, factor: 1e6, jitter: 1 }, () => 1)).toEqual([
      2000, 3_600_000, 3_600_000,
    ]);
  });
});
