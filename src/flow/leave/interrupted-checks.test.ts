import { expect, it } from 'vitest';
import type { FoundCheck, GithubFailure, GithubResult } from '../../github/github.ts';
import { checkRows } from '../../report/rows/check-row.ts';
import { createMemoryRecords } from '../../report/testing/memory-records.ts';
import { concludeInterrupted } from './interrupted-checks.ts';

const check = { name: 'ci', headSha: 'c'.repeat(40), externalId: 'ci/run/1/d-1' };
const open: FoundCheck = { id: 3, externalId: check.externalId, status: 'in_progress' };
const repository = { installationId: 7, id: 42, owner: 'acme', name: 'shop' };

async function setUp() {
  const records = createMemoryRecords();
  await records.put('interrupted-checks', '7/uid', { repository, check, at: 0 });
  let answer: GithubResult<FoundCheck[]> = { ok: true, value: [open] };
  const tools = {
    ...{ records, wakeReporter: () => undefined, now: () => 1000 },
    github: { listCheckRuns: async () => answer },
  };
  return {
    async conclude(next: GithubResult<FoundCheck[]>) {
      answer = next;
      return await concludeInterrupted(7, tools);
    },
    left: async () => (await records.list('interrupted-checks', '')).length,
    concluded: async () => (await records.list(checkRows, '')).length,
  };
}

function fail(failure: GithubFailure) {
  return { ok: false, failure } as const;
}

it('an interrupted check waits where the App is suspended once more, and concludes when that ends', async () => {
  const stage = await setUp();
  await stage.conclude(fail({ kind: 'gone', message: 'This installation has been suspended', isSuspended: true }));
  expect([await stage.left(), await stage.concluded()]).toEqual([1, 0]);
  await stage.conclude({ ok: true, value: [open] });
  expect([await stage.left(), await stage.concluded()]).toEqual([0, 1]);
});

it('an interrupted check is left where its repository is gone, and where it has concluded', async () => {
  const gone = await setUp();
  await gone.conclude(fail({ kind: 'gone', message: 'Not Found' }));
  const done = await setUp();
  await done.conclude({ ok: true, value: [{ ...open, status: 'completed', conclusion: 'success' }] });
  for (const stage of [gone, done]) expect([await stage.left(), await stage.concluded()]).toEqual([0, 0]);
});

it('an interrupted check waits while GitHub does not answer', async () => {
  const stage = await setUp();
  const failure: GithubFailure = { kind: 'later', message: 'GitHub answered 502' };
  expect(await stage.conclude(fail(failure))).toEqual(failure);
  expect([await stage.left(), await stage.concluded()]).toEqual([1, 0]);
});
