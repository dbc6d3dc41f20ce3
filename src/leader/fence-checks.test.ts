import { describe, expect, it } from 'vitest';
import { createFakeGithub } from '../flow/testing/fake-github.ts';
import { fenceChecks } from './fence-checks.ts';

const repository = { installationId: 1, id: 2, owner: 'acme', name: 'shop' };
const state = { status: 'completed' as const, conclusion: 'success' as const, output: { title: 't', summary: 's' } };

describe('GitHub behind the fence', () => {
  it('takes checks from the leader alone', async () => {
    const written: number[] = [];
    const api = {
      ...createFakeGithub().api,
      updateCheckRun: async (_repository: unknown, id: number) => {
        written.push(id);
        return { ok: true as const, value: undefined };
      },
    };
    let remaining = 1;
    const fenced = fenceChecks(api, () => remaining);
    expect(await fenced.updateCheckRun(repository, 7, state)).toEqual({ ok: true, value: undefined });
    remaining = 0;
    expect(await fenced.updateCheckRun(repository, 8, state)).toMatchObject({ ok: false, failure: { kind: 'later' } });
    expect(
      await fenced.createCheckRun(repository, { name: 'ci', headSha: 'a', externalId: 'e', ...state }),
    ).toMatchObject({
      failure: { kind: 'later' },
    });
    expect(written).toEqual([7]);
  });
});
