import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { writeRequest } from './write-request.ts';

const api = 'https://api.github.com';

describe('writeRequest', () => {
  it.each([
    [
      'GET /repos/{owner}/{repo}/commits/{ref}/check-runs',
      { owner: 'acme', repo: 'shop', ref: 'a/b', check_name: 'ci & more', page: 2, since: undefined },
      { method: 'GET', url: `${api}/repos/acme/shop/commits/a%2Fb/check-runs?check_name=ci+%26+more&page=2` },
    ],
    [
      'GET /repos/{owner}/{repo}',
      { owner: 'acme', repo: "it's(*)!" },
      { method: 'GET', url: `${api}/repos/acme/it%27s%28%2A%29%21` },
    ],
    [
      'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}',
      { owner: 'acme', repo: 'shop', check_run_id: 5, status: 'queued', name: undefined },
      { method: 'PATCH', url: `${api}/repos/acme/shop/check-runs/5`, body: '{"status":"queued"}' },
    ],
    [
      'POST https://ghe.example/api/graphql',
      { query: '{a}', variables: { b: null } },
      { method: 'POST', url: 'https://ghe.example/api/graphql', body: '{"query":"{a}","variables":{"b":null}}' },
    ],
  ])('writes %s', (route, parameters, expected) => {
    expect(writeRequest(api, route, parameters)).toEqual(expected);
  });

  it('keeps every text within its place in the path', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (owner, page) => {
        const { url } = writeRequest(api, 'GET /repos/{owner}/x', { owner, page });
        const parsed = new URL(url);
        // A path of dots alone means another place to whoever reads it; no account has such a name.
        if (!/^\.{1,2}$/.test(owner))
          expect(parsed.pathname).toBe(`/repos/${url.slice(`${api}/repos/`.length).split('/')[0]}/x`);
        expect(parsed.origin).toBe(api);
        expect(parsed.searchParams.get('page')).toBe(page);
        expect(url.slice(api.length).split('/')).toHaveLength(4);
      }),
    );
  });
});
