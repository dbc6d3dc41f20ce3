import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalCase, keepHeaders } from './keep-headers.ts';

describe('keeping headers', () => {
  it.each([
    ['X-GitHub-Event', 'X-Github-Event'],
    ['x-github-delivery', 'X-Github-Delivery'],
    ['X-GitHub-Hook-ID', 'X-Github-Hook-Id'],
    ['CONTENT-TYPE', 'Content-Type'],
    ['user_agent', 'User_agent'],
    ['a--b', 'A--B'],
    ['-x', '-X'],
    ['1a-2b', '1a-2b'],
  ])('writes %s as Go does: %s', (name, canonical) => {
    expect(canonicalCase(name)).toBe(canonical);
  });

  it('keeps every value of a name, in order and whatever its spelling', () => {
    expect(keepHeaders(['accept', 'a', 'X-Other', 'b', 'Accept', 'c'])).toEqual({
      Accept: ['a', 'c'],
      'X-Other': ['b'],
    });
  });

  it('leaves out credentials, signatures and what belongs to the connection', () => {
    const names = ['Authorization', 'cookie', 'Proxy-Authorization', 'X-Hub-Signature', 'x-hub-signature-256', 'host'];
    const rawHeaders = [...names, 'Transfer-Encoding', 'Trailer', '__proto__'].flatMap((name) => [name, 'secret']);
    expect(keepHeaders([...rawHeaders, 'constructor', 'x'])).toEqual({ Constructor: ['x'] });
  });

  it('goes on when there are more names than it remembers', () => {
    const names = Array.from({ length: 600 }, (_, index) => `x-name-${index}`);
    const kept = keepHeaders(names.flatMap((name) => [name, '1']));
    expect(Object.keys(kept)).toHaveLength(600);
    expect(kept['X-Name-599']).toEqual(['1']);
  });

  it('keeps as many values as there were, whatever the names', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.stringMatching(/^q[a-zA-Z0-9-]*$/), fc.string())), (headers) => {
        const kept = keepHeaders(headers.flat());
        expect(Object.values(kept).flat()).toHaveLength(headers.length);
      }),
    );
  });
});
