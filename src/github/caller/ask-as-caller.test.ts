import { describe, expect, it } from 'vitest';
import type { HttpAnswer } from '../../exchange/send-request.ts';
import { askAsCaller } from './ask-as-caller.ts';

const addresses = { apiUrl: 'https://api.github.test', webUrl: 'https://github.test' };
const token = 'github_pat_secret';

const repository = {
  ...{
    id: 42,
    name: 'shop',
    full_name: 'acme/shop',
    private: true,
    html_url: 'h',
    clone_url: 'c',
    default_branch: 'main',
  },
  owner: { login: 'acme', id: 1, type: 'Organization', avatar_url: 'a' },
  temp_clone_token: 'SECRET',
  permissions: { admin: false, push: true, pull: true },
};

/** GitHub as one answer for each address. */
function serve(
  answers: Record<string, [status: number, body?: unknown, headers?: Record<string, string> | undefined]>,
) {
  const asked: { url: string; headers: Record<string, string> }[] = [];
  const answer = (url: string, sent: Record<string, string>): HttpAnswer => {
    asked.push({ url, headers: sent });
    const [status, body, headers] = answers[url] ?? [404, {}];
    return { status, headers: headers ?? {}, text: typeof body === 'string' ? body : JSON.stringify(body ?? {}) };
  };
  const caller = askAsCaller(addresses, {
    send: async ({ url, headers }) => answer(url, headers),
    async knock(url, init) {
      const { text, ...head } = answer(url, { ...(init?.headers as Record<string, string>) });
      return new Response(text, head);
    },
  })(token);
  return { asked, caller };
}

describe('GitHub asked with a caller’s token', () => {
  it('says who they are', async () => {
    const { asked, caller } = serve({ 'https://api.github.test/user': [200, { id: 7, login: 'ada', type: 'User' }] });
    expect(await caller.readSelf()).toEqual({ ok: true, value: { id: 7, login: 'ada', type: 'User' } });
    expect(asked[0]?.headers.authorization).toBe(`Bearer ${token}`);
  });

  it('says what they see and may, and keeps nothing else of it', async () => {
    const { caller } = serve({ 'https://api.github.test/repos/acme/shop': [200, repository] });
    const seen = await caller.readRepository('acme/shop');
    expect(seen).toMatchObject({
      ok: true,
      value: { id: 42, permission: 'write', isArchived: false, defaultBranch: 'main' },
    });
    expect(JSON.stringify(seen)).not.toContain('SECRET');
  });

  it.each<[string, object | undefined, string]>([
    ['admins', { admin: true, push: true, pull: true }, 'admin'],
    ['readers', { admin: false, push: false, pull: true }, 'read'],
    ['those of whom GitHub says nothing', undefined, 'none'],
  ])('tells %s apart', async (_who, permissions, permission) => {
    const { caller } = serve({ 'https://api.github.test/repos/acme/shop': [200, { ...repository, permissions }] });
    expect(await caller.readRepository('acme/shop')).toMatchObject({ value: { permission } });
  });

  it.each<[number, Record<string, string> | undefined, string]>([
    [401, undefined, 'unauthorized'],
    [403, undefined, 'refused'],
    [403, { 'x-ratelimit-remaining': '0' }, 'later'],
    [403, { 'retry-after': '60' }, 'later'],
    [429, undefined, 'later'],
    [502, undefined, 'later'],
  ])('fails by %i %j as %s', async (status, headers, kind) => {
    const { caller } = serve({ 'https://api.github.test/user': [status, {}, headers] });
    expect(await caller.readSelf()).toMatchObject({ ok: false, failure: { kind } });
  });

  const door = 'https://github.test/acme/shop.git/info/refs?service=git-receive-pack';

  it.each<[number, unknown]>([
    [200, { ok: true, value: true }],
    [401, { ok: true, value: false }],
    [403, { ok: true, value: false }],
    [404, { ok: true, value: false }],
    [301, { ok: true, value: false }],
    [503, { ok: false, failure: expect.objectContaining({ kind: 'later' }) }],
  ])('may push by %i: %j', async (status, said) => {
    const { asked, caller } = serve({ [door]: [status, 'refs'] });
    expect(await caller.mayPush('acme/shop')).toEqual(said);
    expect(asked[0]?.headers.authorization).toBe(`Basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}`);
  });

  it('is not reached, and says nothing of the token', async () => {
    const fail = async (headers: unknown) => {
      throw new TypeError(`fetch failed ${JSON.stringify(headers)}`);
    };
    const caller = askAsCaller(addresses, {
      send: ({ headers }) => fail(headers),
      knock: (_url, init) => fail(init?.headers),
    })(token);
    for (const said of [await caller.readSelf(), await caller.mayPush('acme/shop')]) {
      expect(said).toMatchObject({ ok: false, failure: { kind: 'later' } });
      expect(JSON.stringify(said)).not.toContain('secret');
    }
  });
});
