import { describe, expect, it } from 'vitest';
import { annotations, labels } from '../../kubernetes/labels.ts';
import { commit, makeDelivery, makePullRequest } from '../../run/testing/deliveries.ts';
import { placeRun } from '../../run/testing/runs.ts';
import { type Stage, setStage } from '../testing/stage.ts';

const at = Date.parse('2026-03-04T05:00:00Z');
const order = (occurredAt: number) => ({ occurredAt, receivedAt: occurredAt });

/** Pull request 5 closed at that second after five. */
function close(second: number, changes: object = {}) {
  const updatedAt = new Date(at + second * 1000).toISOString();
  const base = JSON.parse(Buffer.from(makePullRequest({ updated_at: updatedAt }).body).toString());
  return makeDelivery('pull_request', { ...base, action: 'closed', ...changes }, { id: 'd-closed' });
}

function ended({ cluster }: Stage) {
  return [...cluster.workflows.values()]
    .filter((each) => each.spec.shutdown !== undefined)
    .map((each) => [each.metadata.name, each.metadata.annotations?.[annotations.endedBecause]]);
}

describe('a pull request that is closed', () => {
  it('ends its live runs, in every namespace, and no others', async () => {
    const stage = setStage();
    await stage.records.put('run-namespaces', 'earlier', {});
    const own = { pullRequest: 5, event: 'pull_request', order: order(at) };
    await placeRun(stage.cluster, { name: 'a', phase: 'Running', identity: own });
    await placeRun(stage.cluster, { name: 'b', namespace: 'earlier', phase: 'Pending', identity: own });
    await placeRun(stage.cluster, { name: 'c', phase: 'Running', identity: { ...own, pullRequest: 6 } });
    await placeRun(stage.cluster, { name: 'd', phase: 'Running' });
    await placeRun(stage.cluster, { name: 'e', phase: 'Running', identity: { ...own, repositoryId: 43 } });
    expect(await stage.handle(close(10))).toEqual({ kind: 'done' });
    const because = 'Pull request #5 was closed';
    expect(ended(stage)).toEqual([
      ['a', because],
      ['b', because],
    ]);
  });

  it('leaves runs of newer events alone, because it was opened again, and those of the closing itself', async () => {
    const stage = setStage();
    const own = { pullRequest: 5, event: 'pull_request' };
    await placeRun(stage.cluster, {
      name: 'reopened',
      phase: 'Running',
      identity: { ...own, order: order(at + 20_000) },
    });
    const itself = {
      ...own,
      delivery: 'd-closed',
      order: { occurredAt: at + 10_000, receivedAt: Date.parse('2026-03-04T05:06:07Z') },
    };
    await placeRun(stage.cluster, { name: 'cleanup', phase: 'Running', identity: itself });
    await stage.handle(close(10));
    expect(ended(stage)).toEqual([]);
  });

  it('starts what its file wants at closing, and ends what that file started before', async () => {
    const stage = setStage();
    stage.commit({
      '.argo-events.yaml':
        'pipelines: { clean: { on: { pull_request: { types: [closed] } }, workflow: { spec: { entrypoint: main } } } }',
    });
    await stage.handle(close(10));
    expect(stage.runs().map(({ checkName }) => checkName)).toEqual(['clean']);
    expect(ended(stage)).toEqual([]);
  });

  it('starts nothing for what happened before and comes late: a cancelled check says why', async () => {
    const stage = setStage();
    stage.commit({
      '.argo-events.yaml': 'pipelines: { ci: { on: pull_request, workflow: { spec: { entrypoint: main } } } }',
    });
    await stage.handle(close(10));
    await stage.handle(makePullRequest({ updated_at: new Date(at).toISOString() }, { id: 'd-late' }));
    expect(stage.runs()).toEqual([]);
    expect(await stage.checks()).toMatchObject([
      { name: 'ci', headSha: commit, conclusion: 'cancelled', output: { title: 'Pull request #5 was closed' } },
    ]);
  });

  it('comes again while the cluster does not answer', async () => {
    const stage = setStage();
    stage.cluster.answer = () => ({ kind: 'later', message: 'busy', retryAfterMs: 5 });
    expect(await stage.handle(close(10))).toMatchObject({ kind: 'retry', afterMs: 5 });
  });
});

describe('a merge group that is destroyed', () => {
  const group = {
    head_sha: commit,
    head_ref: 'refs/heads/gh-readonly-queue/main/pr-5-x',
    base_sha: 'b'.repeat(40),
    base_ref: 'refs/heads/main',
    head_commit: { id: commit, timestamp: new Date(at).toISOString() },
  };

  it('ends the runs of its commit, whose event has the same time', async () => {
    const stage = setStage();
    const own = { event: 'merge_group', order: { occurredAt: at, receivedAt: at } };
    await placeRun(stage.cluster, { name: 'a', phase: 'Running', identity: own });
    await placeRun(stage.cluster, { name: 'b', phase: 'Running', identity: { ...own, commit: 'e'.repeat(40) } });
    // The same commit is pushed after the merge.
    await placeRun(stage.cluster, { name: 'c', phase: 'Running', identity: { order: own.order } });
    await stage.handle(makeDelivery('merge_group', { action: 'destroyed', merge_group: group }, { id: 'd-closed' }));
    expect(ended(stage)).toEqual([['a', 'The merge group is no more']]);
    expect(stage.cluster.workflows.get('ci/a')?.metadata.labels?.[labels.repositoryId]).toBe('42');
  });

  it('lets go on what its end itself starts, also when that is told twice', async () => {
    const stage = setStage();
    stage.commit({
      '.argo-events.yaml': `
apiVersion: argoproj.io/v1alpha1
kind: Sensor
metadata: { name: clean }
spec:
  dependencies: [{ name: group, eventSourceName: github, eventName: merge_group }]
  triggers:
    - template:
        name: run
        argoWorkflow:
          operation: submit
          source: { resource: { apiVersion: argoproj.io/v1alpha1, kind: Workflow, metadata: {}, spec: { entrypoint: main } } }
`,
    });
    const end = makeDelivery('merge_group', { action: 'destroyed', merge_group: group });
    await stage.handle(end);
    await stage.handle(end);
    expect(stage.runs()).toMatchObject([{ checkName: 'clean/run' }]);
    expect(ended(stage)).toEqual([]);
  });

  it('starts nothing any more, also where GitHub tells its end first', async () => {
    const stage = setStage();
    stage.commit({
      '.argo-events.yaml': 'pipelines: { ci: { on: merge_group, workflow: { spec: { entrypoint: main } } } }',
    });
    const tell = (action: string) =>
      stage.handle(makeDelivery('merge_group', { action, merge_group: group }, { id: action }));
    await tell('destroyed');
    await tell('checks_requested');
    expect(stage.runs()).toEqual([]);
    expect(await stage.checks()).toMatchObject([{ name: 'ci', conclusion: 'cancelled' }]);
  });
});
