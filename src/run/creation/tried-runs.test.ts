import { describe, expect, it } from 'vitest';
import type { GithubResult } from '../../github/github.ts';
import type { ClusterFailure } from '../../kubernetes/kubernetes.ts';
import { startRun } from '../start-run.ts';
import { eventOf, makePush } from '../testing/deliveries.ts';
import { makeWorkflow, requestFor, submit } from '../testing/requests.ts';
import { type RunStage, setRunStage } from '../testing/tools.ts';
import { forgetTriedRuns } from './tried-runs.ts';

const request = requestFor(submit({ resource: makeWorkflow() }), eventOf(makePush()));

/** Starts it, and again with what GitHub answers about its check; the Workflow is gone in between. */
async function startAgain(stage: RunStage, answer: GithubResult<boolean>) {
  const first = await startRun(request, stage.tools);
  stage.cluster.workflows.clear();
  return { first, again: await startRun(request, { ...stage.tools, hasCheck: async () => answer }) };
}

describe('a run whose delivery comes again', () => {
  it('is not made once more when its check was told and its Workflow is gone', async () => {
    const stage = setRunStage();
    const { first, again } = await startAgain(stage, { ok: true, value: true });
    expect(again).toEqual({ ...first, again: true });
    expect(stage.cluster.workflows.size).toBe(0);
  });

  it('is made when nobody has told of it: it had not begun', async () => {
    const stage = setRunStage();
    const { again } = await startAgain(stage, { ok: true, value: false });
    expect(again.kind).toBe('started');
    expect(stage.cluster.workflows.size).toBe(1);
  });

  it('waits for GitHub rather than being made twice', async () => {
    const stage = setRunStage();
    const failure = { kind: 'later' as const, message: 'GitHub is away', retryAfterMs: 4000 };
    const { again } = await startAgain(stage, { ok: false, failure });
    expect(again).toMatchObject({ kind: 'later', afterMs: 4000, problem: { code: 'run.check-not-read' } });
    expect(stage.cluster.workflows.size).toBe(0);
  });

  it('waits for a permission to ask GitHub, too', async () => {
    const stage = setRunStage();
    const failure = { kind: 'refused' as const, message: 'not accessible', isForbidden: true as const };
    const { again } = await startAgain(stage, { ok: false, failure });
    expect(again).toMatchObject({ kind: 'later', problem: { code: 'run.check-not-read' } });
    expect(stage.cluster.workflows.size).toBe(0);
  });

  it('waits for the cluster, too', async () => {
    const stage = setRunStage();
    await startRun(request, stage.tools);
    stage.cluster.answer = (call) => (call.startsWith('get') ? { kind: 'later', message: 'away' } : undefined);
    const again = await startRun(request, stage.tools);
    expect(again).toMatchObject({ kind: 'later', problem: { code: 'run.cluster-away' } });
  });

  it.each<ClusterFailure['kind']>(['forbidden', 'invalid'])(
    'waits until it may look into the cluster (%s), and is neither made twice nor refused',
    async (kind) => {
      const stage = setRunStage();
      const first = await startRun(request, stage.tools);
      stage.cluster.workflows.clear();
      stage.cluster.answer = (call) => (call.startsWith('get') ? { kind, message: 'no get' } : undefined);
      const tools = { ...stage.tools, hasCheck: async () => ({ ok: true, value: true }) as const };
      const blind = await startRun(request, tools);
      expect(blind).toMatchObject({ kind: 'later', problem: { code: 'run.workflow-not-read' } });
      expect(stage.cluster.workflows.size).toBe(0);
      stage.cluster.answer = () => undefined;
      expect(await startRun(request, tools)).toEqual({ ...first, again: true });
      expect(stage.cluster.workflows.size).toBe(0);
    },
  );

  it('asks nobody the first time, and only the cluster while its Workflow is there', async () => {
    const stage = setRunStage();
    const hasCheck = () => Promise.reject(new Error('GitHub was asked'));
    await startRun(request, { ...stage.tools, hasCheck });
    expect(stage.cluster.calls.map((call) => call.split(' ')[0])).toEqual(['create']);
    const again = await startRun(request, { ...stage.tools, hasCheck });
    expect(again.kind).toBe('started');
    expect(stage.cluster.workflows.size).toBe(1);
  });

  it('is not made once more when its Workflow goes right after it was found', async () => {
    const stage = setRunStage();
    const first = await startRun(request, stage.tools);
    // Its TTL is over and its check told just then, so the name is free again.
    stage.cluster.answer = (call) => {
      if (call.startsWith('create')) stage.cluster.workflows.clear();
      return undefined;
    };
    expect(await startRun(request, stage.tools)).toEqual({ ...first, again: true });
    expect(stage.cluster.calls.filter((call) => call.startsWith('create'))).toHaveLength(1);
  });

  it('is refused where somebody else’s Workflow took its name meanwhile', async () => {
    const stage = setRunStage();
    await startRun(request, stage.tools);
    const workflow = stage.cluster.only();
    stage.cluster.workflows.set(`${workflow.metadata.namespace}/${workflow.metadata.name}`, {
      ...workflow,
      metadata: { ...workflow.metadata, annotations: {} },
    });
    expect(await startRun(request, stage.tools)).toMatchObject({
      kind: 'refused',
      problems: [{ code: 'run.name-taken' }],
    });
  });

  it('is forgotten with its delivery', async () => {
    const stage = setRunStage();
    await startRun(request, stage.tools);
    await forgetTriedRuns(stage.records, stage.tools.now());
    expect(await stage.records.list('tried-runs', '')).toHaveLength(1);
    await forgetTriedRuns(stage.records, stage.tools.now() + 1);
    expect(await stage.records.list('tried-runs', '')).toEqual([]);
  });
});
