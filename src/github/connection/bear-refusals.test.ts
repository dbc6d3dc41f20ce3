import { describe, expect, it } from 'vitest';
import type { GithubFailure } from '../github.ts';
import { createRefusals } from './bear-refusals.ts';

const forbidden: GithubFailure = { kind: 'refused', message: 'Resource not accessible', isForbidden: true };
const passing: GithubFailure = { kind: 'later', message: 'Resource not accessible' };

describe('a 403 that is no limit', () => {
  it('is believed once it was answered several times and for a while', () => {
    let now = 0;
    const refusals = createRefusals(() => now);
    const judged = [0, 250, 1250, 4250, 14_250, 44_250].map((at) => {
      now = at;
      return refusals.judge([1, 'readFile'], forbidden).kind;
    });
    expect(judged).toEqual(['later', 'later', 'later', 'later', 'refused', 'refused']);
    expect(refusals.judge([1, 'readFile'], forbidden)).toEqual(forbidden);
  });

  it('passes where it comes seldom, or often at once', () => {
    let now = 0;
    const refusals = createRefusals(() => now);
    expect(refusals.judge([1, 'readFile'], forbidden)).toEqual(passing);
    now = 60_000;
    expect(refusals.judge([1, 'readFile'], forbidden)).toEqual(passing);
    for (let count = 0; count < 20; count += 1) {
      expect(refusals.judge([1, 'readRepository'], forbidden)).toEqual(passing);
      expect(refusals.judge([2, 'readFile'], forbidden)).toEqual(passing);
    }
  });

  it('is new again after an answer', () => {
    let now = 0;
    const refusals = createRefusals(() => now);
    for (; now <= 20_000; now += 5000) refusals.judge([1, 'readFile'], forbidden);
    expect(refusals.judge([1, 'readFile'], forbidden)).toEqual(forbidden);
    refusals.forget([1, 'readFile']);
    expect(refusals.judge([1, 'readFile'], forbidden)).toEqual(passing);
  });

  it('is remembered of a bounded number', () => {
    let now = 0;
    const refusals = createRefusals(() => now);
    for (let count = 0; count < 4; count += 1) refusals.judge(['first'], forbidden);
    now = 10_000;
    for (let number = 0; number < 10_000; number += 1) refusals.judge([number], forbidden);
    expect(refusals.judge(['first'], forbidden)).toEqual(passing);
  });

  it.each<GithubFailure>([
    { kind: 'refused', message: 'unprocessable' },
    { kind: 'gone', message: 'not found' },
    { kind: 'later', message: 'rate limit', retryAfterMs: 1000 },
  ])('is told from $message', (failure) => {
    expect(createRefusals(() => 0).judge([1, 'readFile'], failure)).toEqual(failure);
  });
});
