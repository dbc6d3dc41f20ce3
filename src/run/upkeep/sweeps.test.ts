import { describe, expect, it } from 'vitest';
import { labels } from '../../kubernetes/labels.ts';
import { keepLimit } from '../concurrency/keep-limit.ts';
import { claimNewest, newestRuns } from '../concurrency/newest-runs.ts';
import { placeRun } from '../testing/runs.ts';
import { setRunStage } from '../testing/tools.ts';
import { keepToken } from '../token/keep-token.ts';
import { startSweeps } from './start-sweeps.ts';
import { sweepLimits } from './sweep-limits.ts';
import { sweepOrder } from './sweep-order.ts';
import { sweepSecrets } from './sweep-secrets.ts';

const minute = 60_000;
const place = { namespace: 'ci', name: 'ci-one', repositoryId: 42 };
const group = 'a'.repeat(20);

describe('a Secret without an owner', () => {
  it('is swept after ten minutes', async () => {
    const { kept, pass, tools } = setRunStage();
    await keepToken(place, 7, tools);
    pass(10 * minute);
    await sweepSecrets('ci', tools);
    expect(kept.objects.size).toBe(1);
    pass(1);
    await sweepSecrets('ci', tools);
    expect(kept.objects.size).toBe(0);
  });

  it('is given to its Workflow where that is there', async () => {
    const { cluster, kept, pass, tools } = setRunStage();
    await keepToken(place, 7, tools);
    const { metadata } = await placeRun(cluster, { name: 'ci-one' });
    pass(11 * minute);
    await sweepSecrets('ci', tools);
    expect(kept.objects.get('secrets/ci/ci-one')?.metadata.ownerReferences).toMatchObject([{ uid: metadata.uid }]);
    await sweepSecrets('ci', tools);
    expect(kept.objects.size).toBe(1);
  });

  it('is swept where only a stranger’s Workflow has its name', async () => {
    const { cluster, kept, pass, tools } = setRunStage();
    await keepToken(place, 7, tools);
    await placeRun(cluster, { name: 'ci-one', identity: { repositoryId: 43 } });
    pass(11 * minute);
    await sweepSecrets('ci', tools);
    expect(kept.objects.size).toBe(0);
  });

  it('stays when its event comes again at that very moment', async () => {
    const { kept, pass, tools } = setRunStage();
    await keepToken(place, 7, tools);
    pass(11 * minute);
    // The event is faster than the deletion, which is of the version that was looked at.
    const slow = {
      ...tools,
      cluster: {
        ...kept.api,
        deleteObject: async (...given: Parameters<typeof kept.api.deleteObject>) => {
          await keepToken(place, 7, tools);
          return await kept.api.deleteObject(...given);
        },
      },
    };
    await sweepSecrets('ci', slow);
    expect(kept.objects.size).toBe(1);
  });
});

describe('the limit of a group', () => {
  const limit = { namespace: 'ci', repositoryId: 42, group, limit: 2, occurredAt: 1 };

  it('is swept when the group has had no run for an hour', async () => {
    const { kept, pass, tools } = setRunStage();
    await keepLimit(limit, tools);
    pass(60 * minute);
    await sweepLimits('ci', tools);
    expect(kept.objects.size).toBe(1);
    pass(1);
    await sweepLimits('ci', tools);
    expect(kept.objects.size).toBe(0);
  });

  it('stays as long as a run of the group waits or goes on', async () => {
    const { cluster, kept, pass, tools } = setRunStage();
    await keepLimit(limit, tools);
    await placeRun(cluster, { phase: 'Pending', labels: { [labels.group]: group } });
    pass(90 * minute);
    await sweepLimits('ci', tools);
    expect(kept.objects.size).toBe(1);
  });
});

describe('which event was the newest', () => {
  it('is forgotten after a month', async () => {
    const { records, tools } = setRunStage();
    const run = { order: { occurredAt: 1, receivedAt: 1 }, delivery: 'd', attempt: 1, commit: 'c', event: 'push' };
    await claimNewest({ repositoryId: 42, group }, { ...run, at: tools.now() }, records);
    await sweepOrder(records, tools.now() + 30 * 24 * 60 * minute);
    expect(await records.list(newestRuns, '')).toHaveLength(1);
    await sweepOrder(records, tools.now() + 30 * 24 * 60 * minute + 1);
    expect(await records.list(newestRuns, '')).toEqual([]);
  });
});

describe('sweeping', () => {
  it('goes through every namespace until it is stopped', async () => {
    const { kept, pass, tools } = setRunStage();
    await keepToken(place, 7, tools);
    await keepToken({ ...place, namespace: 'other' }, 7, tools);
    pass(11 * minute);
    const swept = Promise.withResolvers<void>();
    const sweeps = startSweeps({
      ...tools,
      log: { error: () => undefined },
      namespaces: async () => ['ci', 'other'],
      async wait(_ms, signal) {
        swept.resolve();
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
      },
    });
    await swept.promise;
    await sweeps.stop();
    expect(kept.objects.size).toBe(0);
  });
});
