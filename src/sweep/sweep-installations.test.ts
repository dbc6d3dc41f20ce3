import { describe, expect, it } from 'vitest';
import { scheduleTools } from '../flow/schedules/schedule-tools.ts';
import { type Stage, setStage } from '../flow/testing/stage.ts';
import type { GithubResult } from '../github/github.ts';
import { reportFinalizer } from '../kubernetes/labels.ts';
import { createMemoryObjects } from '../kubernetes/testing/memory-objects.ts';
import { type PlacedRun, placeRun } from '../run/testing/runs.ts';
import { emptyWorld } from '../trigger/testing/empty-world.ts';
import type { InstallationSweepTools } from './leave-lost-repositories.ts';
import { sweepInstallations } from './sweep-installations.ts';

/** GitHub as it is now. */
interface Now {
  /** The installations that it lists. */
  listed: number[] | 'away';
  /** Those that it knows when it is asked for one. */
  active?: number[] | 'away';
  /** Pages of the ids of repositories that installation 7 reaches, or 8; without one, 42 of 7 and 43 of 8. */
  reached?: number[][] | 'away';
  /** The installation that a repository is found through when it is asked for by its name. */
  found?: number | 'away';
}

function setUp({ listed, active = listed, reached = [[42, 43]], found }: Now) {
  const stage = setStage({ triggers: { ...emptyWorld, cluster: createMemoryObjects().api } });
  const asked: string[] = [];
  const away: GithubResult<never> = { ok: false, failure: { kind: 'later', message: '502' } };
  const installations: InstallationSweepTools['installations'] = {
    async listInstallations() {
      asked.push('list');
      return listed === 'away' ? away : { ok: true as const, value: new Set(listed) };
    },
    async isActive(id) {
      asked.push(`get ${id}`);
      return active === 'away' ? away : { ok: true as const, value: active.includes(id) };
    },
    async listRepositories(id, page) {
      asked.push(`repositories of ${id} page ${page}`);
      if (reached === 'away') return away;
      const repositories = (reached[page - 1] ?? []).map((each) => ({ id: each, owner: 'acme', name: `r${each}` }));
      return { ok: true as const, value: { repositories, isLast: page >= reached.length } };
    },
    async findInstallation(name) {
      asked.push(`find ${name}`);
      return found === 'away' ? away : { ok: true as const, value: found };
    },
  };
  const syncing = scheduleTools(stage.tools);
  const github = {
    ...stage.github.api,
    listCheckRuns: async () => ({
      ok: true as const,
      value: [{ id: 5, externalId: 'x', status: 'in_progress' as const }],
    }),
  };
  const tools = { ...stage.tools, installations, syncing, github };
  return { ...stage, asked, sweep: () => sweepInstallations(tools, new AbortController().signal) };
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

  it('asks one thing where nothing is held, and pages of repositories until it has seen those that it holds', async () => {
    const stage = setUp({ listed: [7, 8], reached: [[1], [42], [2]] });
    await stage.sweep();
    expect(stage.asked.splice(0)).toEqual(['list']);
    await hold(stage, { name: 'live', phase: 'Running' });
    await stage.sweep();
    expect(stage.asked).toEqual(['list', 'repositories of 7 page 1', 'repositories of 7 page 2']);
    expect(stateOf(stage, 'live')).toEqual([true, undefined]);
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
    expect(stage.asked).toEqual(['list']);
  });
});

describe('a repository that an installation lost while nobody was told', () => {
  it('is left: its runs, its schedules, its webhooks and what is remembered of it', async () => {
    const stage = setUp({ listed: [7], reached: [[1], [43]] });
    await hold(stage, { name: 'live', phase: 'Running' });
    await hold(stage, { name: 'ended', phase: 'Succeeded' });
    await hold(stage, { name: 'other', phase: 'Running', identity: { repositoryId: 43 } });
    await stage.records.put('schedules', '42', scheduleRow(42));
    await stage.records.put('schedules', '43', scheduleRow(43));
    await stage.records.put('repository-sources', '42', { installationId: 7, repository: repositoryOf(42), hooks: [] });
    await stage.sweep();
    expect(stateOf(stage, 'live')).toEqual([false, 'Stop']);
    expect(stateOf(stage, 'ended')).toEqual([false, undefined]);
    expect(stateOf(stage, 'other')).toEqual([true, undefined]);
    expect((await stage.records.list('schedules', '')).map(({ key }) => key)).toEqual(['43']);
    expect(await stage.records.list('repository-sources', '')).toEqual([]);
    // The second time by what its runs say of it, once they are listed.
    expect(stage.asked.filter((each) => each.startsWith('find'))).toEqual(['find acme/r42', 'find acme/shop']);
  });

  it('is left also where only its webhooks are there', async () => {
    const stage = setUp({ listed: [7], reached: [[1]] });
    await stage.records.put('repository-sources', '42', { installationId: 7, repository: repositoryOf(42), hooks: [] });
    await stage.sweep();
    expect(await stage.records.list('repository-sources', '')).toEqual([]);
  });

  it.each<[string, Omit<Now, 'listed'>]>([
    ['cannot list them', { reached: 'away' }],
    ['missed it in its list', { reached: [[1]], found: 7 }],
    ['has it under another installation by now', { reached: [[1]], found: 8 }],
    ['cannot say', { reached: [[1]], found: 'away' }],
  ])('is left alone where GitHub %s', async (_what, now) => {
    const stage = setUp({ listed: [7], ...now });
    await hold(stage, { name: 'live', phase: 'Running' });
    await stage.records.put('schedules', '42', scheduleRow(42));
    await stage.sweep();
    expect(stateOf(stage, 'live')).toEqual([true, undefined]);
    expect(await stage.records.list('schedules', '')).toHaveLength(1);
  });
});

describe('an installation that works again while nobody was told', () => {
  const interrupted = {
    ...{ repository: { installationId: 7, id: 42, owner: 'acme', name: 'shop' }, id: 5, at: 0 },
    check: { name: 'ci', headSha: 'c'.repeat(40), externalId: 'x' },
  };

  it.each([
    [[7], 1],
    [[], 0],
  ])(
    'has the checks that were interrupted concluded, and its schedules looked at: active %j',
    async (active, looked) => {
      const stage = setUp({ listed: [7], active });
      await stage.records.put('interrupted-checks', '7/uid', interrupted);
      await stage.records.put('schedules', '42', { ...scheduleRow(42), left: true });
      stage.github.repositories.set('acme/r42', {
        ...{ ...repositoryOf(42), isArchived: false, defaultBranch: 'main', pushedAt: 1 },
      });
      await stage.sweep();
      expect((await stage.checks()).map(({ conclusion }) => conclusion)).toEqual(looked === 1 ? ['cancelled'] : []);
      expect(stage.github.calls.filter((each) => each === 'repository acme/r42')).toHaveLength(looked);
    },
  );

  it('has all its repositories looked at, and so has one that is new; once', async () => {
    const stage = setUp({ listed: [7, 8] });
    await stage.records.put('installations-looked-through', '8', {});
    await stage.records.put('installations-looked-through', '6', {});
    await stage.sweep();
    const rows = await stage.records.list('installations-looked-through', '');
    expect(rows.map(({ key, value }) => [key, value])).toEqual([
      ['7', { nextPage: 1 }],
      ['8', {}],
    ]);
  });
});

function repositoryOf(id: number) {
  const name = `r${id}`;
  return { id, owner: 'acme', name, fullName: `acme/${name}`, url: '', cloneUrl: '', private: true };
}

function scheduleRow(id: number) {
  const applied = { nightly: { namespace: 'ci', hash: 'x', schedules: ['0 2 * * *'], timezone: '' } };
  return { repository: { ...repositoryOf(id), installationId: 7, defaultBranch: 'main' }, at: 1, applied };
}
