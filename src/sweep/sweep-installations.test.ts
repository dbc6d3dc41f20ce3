import { describe, expect, it } from 'vitest';
import { type Stage, setStage } from '../flow/testing/stage.ts';
import type { GithubResult } from '../github/github.ts';
import { createMemoryObjects } from '../kubernetes/testing/memory-objects.ts';
import { reportFinalizer } from '../run/labels.ts';
import { type PlacedRun, placeRun } from '../run/testing/runs.ts';
import { emptyWorld } from '../trigger/testing/empty-world.ts';
import { sweepInstallations } from './sweep-installations.ts';

/** `listed`: the installations that GitHub lists; `active`: those it knows when it is asked for one. */
function setUp({ listed, active = listed }: { listed: number[] | 'away'; active?: number[] | 'away' }) {
  const stage = setStage({ triggers: { ...emptyWorld, cluster: createMemoryObjects().api } });
  const asked: string[] = [];
  const away: GithubResult<never> = { ok: false, failure: { kind: 'later', message: '502' } };
  const installations = {
    async listInstallations() {
      asked.push('list');
      return listed === 'away' ? away : { ok: true as const, value: new Set(listed) };
    },
    async isActive(id: number) {
      asked.push(`get ${id}`);
      return active === 'away' ? away : { ok: true as const, value: active.includes(id) };
    },
  };
  return { ...stage, asked, sweep: () => sweepInstallations({ ...stage.tools, installations }) };
}

async function hold(stage: Stage, run: PlacedRun) {
  const { metadata } = await placeRun(stage.cluster, run);
  await stage.cluster.api.patchWorkflow(metadata.namespace ?? '', metadata.name ?? '', {
    metadata: { finalizers: ['another/one', reportFinalizer] },
  });
}

function stateOf({ cluster }: Stage, name: string) {
  const workflow = cluster.workflows.get(`ci/${name}`);
  return [workflow?.metadata.finalizers?.includes(reportFinalizer), workflow?.spec.shutdown];
}

describe('a sweep of installations', () => {
  it('lets go of the runs of one that is gone, and of no other', async () => {
    const stage = setUp({ listed: [8] });
    await hold(stage, { name: 'live', phase: 'Running' });
    await hold(stage, { name: 'ended', phase: 'Succeeded' });
    await hold(stage, { name: 'other', phase: 'Running', identity: { installationId: 8, repositoryId: 43 } });
    await stage.records.put('open-problems', '42/main', {});
    await stage.sweep();
    expect(stateOf(stage, 'live')).toEqual([false, 'Stop']);
    expect(stateOf(stage, 'ended')).toEqual([false, undefined]);
    expect(stateOf(stage, 'other')).toEqual([true, undefined]);
    expect(await stage.records.list('open-problems', '')).toEqual([]);
  });

  it('asks nothing where nothing is held, and one thing where all is well', async () => {
    const stage = setUp({ listed: [7, 8] });
    await stage.sweep();
    expect(stage.asked).toEqual([]);
    await hold(stage, { name: 'live', phase: 'Running' });
    await stage.sweep();
    expect(stage.asked).toEqual(['list']);
  });

  it.each<[string, Parameters<typeof setUp>[0]]>([
    ['cannot list them', { listed: 'away' }],
    ['missed one in its list', { listed: [], active: [7] }],
    ['cannot say', { listed: [], active: 'away' }],
  ])('touches nothing where GitHub %s', async (_what, now) => {
    const stage = setUp(now);
    await hold(stage, { name: 'live', phase: 'Running' });
    await stage.sweep();
    expect(stateOf(stage, 'live')).toEqual([true, undefined]);
  });

  it('does nothing a second time', async () => {
    const stage = setUp({ listed: [] });
    await hold(stage, { name: 'ended', phase: 'Succeeded' });
    await stage.sweep();
    stage.asked.splice(0);
    await stage.sweep();
    expect(stage.asked).toEqual([]);
  });
});
