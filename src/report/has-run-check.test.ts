import { describe, expect, it } from 'vitest';
import type { FoundCheck } from '../github/github.ts';
import type { RunIdentity } from '../run/identity/run-identity.ts';
import { hasRunCheck } from './has-run-check.ts';
import { requestCheck } from './rows/check-row.ts';
import { createMemoryRecords } from './testing/memory-records.ts';

const place = { namespace: 'ci', name: 'ci-abc' };
const run = {
  ...{ installationId: 7, repositoryId: 42, owner: 'acme', repository: 'web', commit: 'c0ffee', checkName: 'ci' },
} as RunIdentity;

function listing(...externalIds: string[]) {
  const asked: unknown[] = [];
  const found = externalIds.map((externalId, index): FoundCheck => ({ id: index, externalId, status: 'completed' }));
  return {
    asked,
    listCheckRuns: async (...given: unknown[]) => {
      asked.push(given);
      return { ok: true as const, value: found };
    },
  };
}

describe('whether a run has a check', () => {
  it.each([
    [[], false],
    [['ci/ci-abcd/1/d-1', 'other/ci-abc/1/d-1', 'github:d-1/ci/1'], false],
    [['ci/ci-abcd/1/d-1', 'ci/ci-abc/2/d-1'], true],
  ])('where the commit has %j: %s', async (externalIds, expected) => {
    const github = listing(...externalIds);
    const records = createMemoryRecords();
    expect(await hasRunCheck(run, place, { github, records })).toEqual({ ok: true, value: expected });
    const address = { installationId: 7, id: 42, owner: 'acme', name: 'web' };
    expect(github.asked).toEqual([[address, 'c0ffee', 'ci']]);
  });

  it('where it was handed over and waits to be written: yes, without asking', async () => {
    const github = listing();
    const records = createMemoryRecords();
    await requestCheck(records, {
      key: 'ci/ci-abc/1/d-1/uid-1',
      repository: { installationId: 7, id: 42, owner: 'acme', name: 'web' },
      check: {
        name: 'ci',
        headSha: 'c0ffee',
        externalId: 'ci/ci-abc/1/d-1',
        status: 'queued',
        output: { title: '', summary: '' },
      },
      requestedAt: 0,
    });
    expect(await hasRunCheck(run, place, { github, records })).toEqual({ ok: true, value: true });
    expect(github.asked).toEqual([]);
  });
});
