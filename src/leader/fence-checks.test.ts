import { describe, expect, it } from 'vitest';
import { createFakeGithub } from '../flow/testing/fake-github.ts';
import { scheduleTimer } from '../report/write/schedule.ts';
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
    const fenced = fenceChecks(api, () => remaining, scheduleTimer);
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

  it('gives up what is under way when the lead ends, and not before: a renewal gives it more time', async () => {
    const given: (AbortSignal | undefined)[] = [];
    const answer = Promise.withResolvers<void>();
    const api = {
      ...createFakeGithub().api,
      createCheckRun: async (_repository: unknown, _check: unknown, options: { signal?: AbortSignal } = {}) => {
        given.push(options.signal);
        await answer.promise;
        return { ok: true as const, value: { id: 1 } };
      },
    };
    const timers: { ms: number; fire: () => void }[] = [];
    let remaining = 7000;
    const fenced = fenceChecks(
      api,
      () => remaining,
      (ms, fire) => {
        timers.push({ ms, fire });
        return () => undefined;
      },
    );
    const writing = fenced.createCheckRun(repository, { name: 'ci', headSha: 'a', externalId: 'e', ...state });
    remaining = 5000;
    timers.at(-1)?.fire();
    expect(given[0]?.aborted).toBe(false);
    remaining = 0;
    timers.at(-1)?.fire();
    expect(timers.map(({ ms }) => ms)).toEqual([7000, 5000]);
    expect(given[0]?.aborted).toBe(true);
    answer.resolve();
    await writing;
  });

  it('gives no time limit to who leads alone', async () => {
    const given: unknown[] = [];
    const api = {
      ...createFakeGithub().api,
      updateCheckRun: async (_repository: unknown, _id: number, _state: unknown, options?: object) => {
        given.push(options);
        return { ok: true as const, value: undefined };
      },
    };
    await fenceChecks(api, () => Number.POSITIVE_INFINITY, scheduleTimer).updateCheckRun(repository, 7, state);
    expect(given).toEqual([{}]);
  });
});
