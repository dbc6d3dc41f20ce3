import { describe, expect, it } from 'vitest';
import type { GithubResult } from '../github/github.ts';
import type { Permission } from '../github/people/people.ts';
import type { CommandTools } from './command-tools.ts';
import { judgeAsker } from './judge-asker.ts';

const repository = {
  installationId: 7,
  id: 42,
  owner: 'acme',
  name: 'shop',
  fullName: 'acme/shop',
  defaultBranch: 'main',
};
const policy = {
  operators: [],
  defaults: {},
  untrusted: {},
  repositories: [{ pattern: 'acme/*', rights: { trustedBots: ['renovate[bot]'] } }],
};

async function judge(login: string, answer: GithubResult<Permission>, isBot = false) {
  const asked: string[] = [];
  const readPermission = async (_repository: unknown, who: string) => {
    asked.push(who);
    return answer;
  };
  const tools = { github: { readPermission }, policy: () => policy } as unknown as CommandTools;
  return { asked, result: await judgeAsker(repository, { login, isBot }, 'a re-run', tools) };
}

describe('who may have something done', () => {
  it.each<[Permission, string]>([
    ['admin', 'done'],
    ['write', 'done'],
    ['read', 'refused'],
    ['none', 'refused'],
  ])('is who has the permission %s now: %s', async (permission, kind) => {
    const { asked, result } = await judge('ada', { ok: true, value: permission });
    expect(asked).toEqual(['ada']);
    expect(result).toMatchObject({ kind });
  });

  it('is told who was refused what, and why', async () => {
    const { result } = await judge('eve', { ok: true, value: 'read' });
    expect(result).toMatchObject({
      problem: {
        code: 'command.not-permitted',
        message: '@eve has the permission "read" on this repository; a re-run takes write permission.',
      },
    });
  });

  it.each([
    ['renovate[bot]', 'done'],
    ['other[bot]', 'refused'],
    ['RENOVATE[bot]', 'refused'],
  ])('is a bot only by the policy, without a call: %s is %s', async (login, kind) => {
    const { asked, result } = await judge(login, { ok: true, value: 'admin' }, true);
    expect(asked).toEqual([]);
    expect(result).toMatchObject({ kind });
  });

  it('is not decided while GitHub does not say', async () => {
    const away = { kind: 'later', message: 'away', retryAfterMs: 5 } as const;
    expect((await judge('ada', { ok: false, failure: away })).result).toMatchObject({ kind: 'later', afterMs: 5 });
    const wrong = { kind: 'refused', message: 'no' } as const;
    expect((await judge('ada', { ok: false, failure: wrong })).result).toMatchObject({ kind: 'refused' });
  });
});
