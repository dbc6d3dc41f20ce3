import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classifyFailure } from './classify-failure.ts';

const now = Date.parse('2026-01-01T00:00:00Z');
const reset = String(now / 1000 + 90);

function answered(status: number, message: string, headers: Record<string, string | number> = {}) {
  return Object.assign(new Error(message), { status, response: { headers, data: { message } } });
}

describe('classifyFailure', () => {
  it.each([
    ['primary limit', answered(403, 'API rate limit exceeded', limited('0', reset)), 'later', 91_000],
    ['primary limit, 429', answered(429, 'API rate limit exceeded', limited('0', reset)), 'later', 91_000],
    ['primary limit that is over', answered(403, 'API rate limit exceeded', limited('0', '5')), 'later', 1000],
    ['primary limit without a time', answered(403, 'limit', { 'x-ratelimit-remaining': '0' }), 'later', 60_000],
    ['secondary limit', answered(403, 'secondary rate limit', { 'retry-after': '17' }), 'later', 17_000],
    ['secondary limit without a time', answered(403, 'You have exceeded a secondary rate limit'), 'later', 60_000],
    [
      'secondary limit with a date',
      answered(429, 'x', { 'retry-after': 'Thu, 01 Jan 2026 00:00:30 GMT' }),
      'later',
      30_000,
    ],
    ['secondary limit with rubbish', answered(429, 'x', { 'retry-after': 'soon' }), 'later', 60_000],
    ['secondary limit for days', answered(429, 'x', { 'retry-after': '999999' }), 'later', 3_600_000],
    ['abuse detection', answered(403, 'You have triggered an abuse detection mechanism'), 'later', 60_000],
    ['own budget', Object.assign(new Error('held back'), { retryAfterMs: 123 }), 'later', 123],
    ['500', answered(500, 'x'), 'later', undefined],
    ['502', answered(502, 'x'), 'later', undefined],
    ['503', answered(503, 'x', { 'retry-after': '3' }), 'later', undefined],
    ['408', answered(408, 'x'), 'later', undefined],
    ['401', answered(401, 'Bad credentials'), 'later', undefined],
    ['lost connection', Object.assign(new Error('socket hang up'), { status: 500 }), 'later', undefined],
    ['timeout', new DOMException('timed out', 'TimeoutError'), 'later', undefined],
    ['thrown text', 'boom', 'later', undefined],
    ['404', answered(404, 'Not Found'), 'gone', undefined],
    ['410', answered(410, 'Gone'), 'gone', undefined],
    ['451', answered(451, 'Repository access blocked'), 'gone', undefined],
    ['suspended installation', answered(403, 'This installation has been suspended'), 'gone', undefined],
    ['missing permission', answered(403, 'Resource not accessible by integration'), 'refused', undefined],
    ['other 403', answered(403, 'Must have admin rights'), 'refused', undefined],
    ['422', answered(422, 'Validation Failed'), 'refused', undefined],
    ['409', answered(409, 'Git Repository is empty.'), 'refused', undefined],
  ])('%s', (_, error, kind, retryAfterMs) => {
    const failure = classifyFailure(error, 'readFile', now);
    expect(failure.kind).toBe(kind);
    expect(failure.kind === 'later' ? failure.retryAfterMs : undefined).toBe(retryAfterMs);
    expect(failure.message).toMatch(/^readFile: /);
  });

  it.each([
    [403, true],
    [422, undefined],
  ])('tells whether %i is for want of a permission', (status, isForbidden) => {
    expect(classifyFailure(answered(status, 'no'), 'x', now)).toMatchObject(
      isForbidden === undefined ? { kind: 'refused' } : { kind: 'refused', isForbidden },
    );
  });

  it('says what to do about a missing permission', () => {
    const failure = classifyFailure(answered(403, 'Resource not accessible by integration'), 'createCheckRun', now);
    expect(failure.message).toContain('app.yml');
  });

  it('keeps its message short and on one line', () => {
    const failure = classifyFailure(answered(422, `${'long '.repeat(500)}\nsecond line`), 'x', now);
    expect(failure.message.length).toBeLessThan(400);
    expect(failure.message).not.toContain('\n');
  });

  it('never throws, whatever was thrown', () => {
    fc.assert(
      fc.property(fc.anything(), (thrown) => {
        expect(['later', 'gone', 'refused']).toContain(classifyFailure(thrown, 'x', now).kind);
      }),
    );
  });
});

function limited(remaining: string, at: string): Record<string, string> {
  return { 'x-ratelimit-remaining': remaining, 'x-ratelimit-reset': at, 'x-ratelimit-resource': 'core' };
}
