import { describe, expect, it } from 'vitest';
import type { GithubResult } from '../../github/github.ts';
import type { ReadToken } from '../../github/installations/installations.ts';
import { createRunTokens } from './run-tokens.ts';

const minute = 60_000;
const repository = { installationId: 7, id: 42 };

function setStage() {
  let time = 0;
  const asked: object[] = [];
  let failure: GithubResult<ReadToken> | undefined;
  const tokens = createRunTokens({
    webUrl: 'https://github.example',
    now: () => time,
    github: {
      async createReadToken(wanted) {
        asked.push(wanted);
        return failure ?? { ok: true, value: { token: `ghs_${asked.length}`, expiresAt: time + 60 * minute } };
      },
    },
  });
  return {
    tokens,
    asked,
    pass: (ms: number) => {
      time += ms;
    },
    fail: (next: typeof failure) => {
      failure = next;
    },
  };
}

describe('tokens of runs', () => {
  it('are one a repository, asked for once by all who want it at the same time', async () => {
    const { tokens, asked } = setStage();
    const both = await Promise.all([tokens.get(repository), tokens.get(repository)]);
    expect(both).toEqual([1, 1].map(() => ({ ok: true, value: { token: 'ghs_1', expiresAt: 60 * minute } })));
    await tokens.get({ installationId: 7, id: 43 });
    await tokens.get({ installationId: 8, id: 42 });
    expect(asked).toEqual([repository, { installationId: 7, id: 43 }, { installationId: 8, id: 42 }]);
  });

  it('last half an hour at least, for whoever gets one', async () => {
    const { tokens, asked, pass } = setStage();
    await tokens.get(repository);
    pass(30 * minute);
    expect(await tokens.get(repository)).toMatchObject({ value: { token: 'ghs_1' } });
    pass(1);
    const both = await Promise.all([tokens.get(repository), tokens.get(repository)]);
    expect(both).toMatchObject([{ value: { token: 'ghs_2' } }, { value: { token: 'ghs_2' } }]);
    expect(asked).toHaveLength(2);
  });

  it('are asked for again after a failure', async () => {
    const { tokens, asked, fail } = setStage();
    fail({ ok: false, failure: { kind: 'later', message: 'down' } });
    const both = await Promise.all([tokens.get(repository), tokens.get(repository)]);
    expect(both).toMatchObject([{ failure: { kind: 'later' } }, { failure: { kind: 'later' } }]);
    expect(asked).toHaveLength(1);
    fail(undefined);
    expect(await tokens.get(repository)).toMatchObject({ ok: true });
  });
});
