import { describe, expect, it } from 'vitest';
import { annotations, labels, reportFinalizer } from '../kubernetes/labels.ts';
import { problem } from '../problem/problem.ts';
import { describeSubject, type RunRequest } from './run-request.ts';
import { startRun } from './start-run.ts';
import { commit, eventOf, makeDelivery, makePullRequest, makePush, receivedAt } from './testing/deliveries.ts';
import { createFakeCluster } from './testing/fake-cluster.ts';
import { makeWorkflow, requestFor, signer, submit } from './testing/requests.ts';
import { setRunStage } from './testing/tools.ts';

const absent = async () => ({ kind: 'absent' as const });

function start(request: RunRequest, cluster = createFakeCluster(), readFile: () => Promise<object> = absent) {
  const { tools } = setRunStage({ kubernetes: cluster.api, readFile: readFile as typeof absent });
  return startRun(request, tools);
}

const request = requestFor(submit({ resource: makeWorkflow([{ name: 'revision' }], { generateName: 'build-' }) }));

describe('starting a run', () => {
  it('creates the finished Workflow, signed, labelled and held', async () => {
    const cluster = createFakeCluster();
    const started = await start(request, cluster);
    const { metadata, spec } = cluster.only();

    expect(started).toEqual({ kind: 'started', namespace: 'ci', name: metadata.name });
    expect(metadata).toMatchObject({
      name: expect.stringMatching(/^build-[a-z2-7]{12}$/),
      namespace: 'ci',
      labels: { [labels.managedBy]: '9', [labels.repositoryId]: '42', [labels.sensor]: 'ci', [labels.trigger]: 'run' },
      finalizers: [reportFinalizer],
    });
    expect(spec).toMatchObject({
      activeDeadlineSeconds: request.policy.limits.timeoutSeconds,
      arguments: { parameters: [{ name: 'revision', value: commit }] },
    });
  });

  it('signs what the Workflow may report on, for its namespace and name', async () => {
    const cluster = createFakeCluster();
    await start({ ...request, notes: ['a warning'] }, cluster);
    const { metadata } = cluster.only();
    const annotation = metadata.annotations?.[annotations.identity];

    expect(signer.read('ci', metadata.name ?? '', annotation)).toEqual({
      origin: 'github',
      repositoryId: 42,
      owner: 'acme',
      repository: 'shop',
      installationId: 7,
      commit,
      checkName: 'ci',
      delivery: 'd-1',
      sensor: 'ci',
      trigger: 'run',
      dependencies: request.firing.dependencies,
      attempt: 1,
      order: { occurredAt: request.event.occurredAt, receivedAt },
      event: 'push',
      subject: 'main',
      why: request.why,
      notes: ['a warning'],
    });
    expect(signer.read('elsewhere', metadata.name ?? '', annotation)).toBeUndefined();
    expect(signer.read('ci', 'build-other', annotation)).toBeUndefined();
  });

  it('twice for the same event creates one Workflow', async () => {
    const cluster = createFakeCluster();
    const first = await start(request, cluster);

    expect(await start(request, cluster)).toEqual(first);
    expect(cluster.workflows.size).toBe(1);
  });

  it('for another event creates another Workflow', async () => {
    const cluster = createFakeCluster();
    await start(request, cluster);
    await start(requestFor(request.firing.trigger, eventOf(makePush({}, { id: 'd-2' }))), cluster);

    expect(cluster.workflows.size).toBe(2);
  });

  it('with a fixed name creates it for the first event and refuses the second', async () => {
    const cluster = createFakeCluster();
    const trigger = submit({ resource: makeWorkflow([], { name: 'nightly' }) });
    const next = requestFor(trigger, eventOf(makePush({}, { id: 'd-2' })));

    expect(await start(requestFor(trigger), cluster)).toEqual({ kind: 'started', namespace: 'ci', name: 'nightly' });
    expect(await start(next, cluster)).toMatchObject({ kind: 'refused', problems: [{ code: 'run.name-taken' }] });
    expect(cluster.workflows.size).toBe(1);
  });

  it('leaves a Workflow of somebody else alone', async () => {
    const cluster = createFakeCluster();
    const theirs = { ...makeWorkflow([], { name: 'nightly' }), metadata: { name: 'nightly' } };
    cluster.workflows.set('ci/nightly', theirs);
    const trigger = submit({ resource: makeWorkflow([], { name: 'nightly' }) });

    expect(await start(requestFor(trigger), cluster)).toMatchObject({ kind: 'refused' });
    expect(cluster.only()).toEqual(theirs);
  });
});

describe('what the policy does not let through', () => {
  const { spec } = makeWorkflow();
  const hostPath = { volumes: [{ name: 'v', hostPath: { path: '/' } }] };

  it.each<[string, object, object, string]>([
    ['another namespace', { namespace: 'kube-system' }, {}, 'policy.namespace'],
    ['another account', {}, { serviceAccountName: 'admin' }, 'policy.service-account'],
    ['the files of the node', {}, hostPath, 'policy.feature'],
    ['a label of the app', { labels: { [labels.managedBy]: '9' } }, {}, 'policy.reserved-metadata'],
    ['the identity of the app', { annotations: { [annotations.identity]: 'v1.x.y' } }, {}, 'policy.reserved-metadata'],
    ['a finalizer', { finalizers: [reportFinalizer] }, {}, 'policy.owner'],
  ])('is refused before anything is created: %s', async (_what, metadata, more, code) => {
    const cluster = createFakeCluster();
    const resource = { ...makeWorkflow([], metadata), spec: { ...spec, ...more } };
    const started = await start(requestFor(submit({ resource })), cluster);

    expect(started).toMatchObject({ kind: 'refused', problems: [{ code }] });
    expect(cluster.calls).toEqual([]);
  });

  it('is refused also when a parameter brings it in at the last moment', async () => {
    const cluster = createFakeCluster();
    const trigger = submit(
      { resource: makeWorkflow() },
      {
        parameters: [
          { src: { dependencyName: 'event', value: 'admin' }, dest: 'spec.serviceAccountName' },
          { src: { dependencyName: 'event', dataKey: 'body.vol', useRawData: true }, dest: 'spec.volumes' },
        ],
      },
    );
    const event = eventOf(makePush({ vol: hostPath.volumes }));

    expect(await start(requestFor(trigger, event), cluster)).toMatchObject({
      kind: 'refused',
      problems: [{ code: 'policy.service-account' }, { code: 'policy.feature' }],
    });
    expect(cluster.calls).toEqual([]);
  });

  it('names every problem, so that all can be mended at once', async () => {
    const resource = { ...makeWorkflow([], { namespace: 'x' }), spec: { ...spec, ...hostPath, hostNetwork: true } };
    const started = await start(requestFor(submit({ resource })));

    expect(started.kind === 'refused' && started.problems.length).toBe(3);
  });
});

describe('what is not to be had', () => {
  it('is refused when there is no such file', async () => {
    expect(await start(requestFor(submit({ file: { path: 'ci.yaml' } })))).toMatchObject({
      kind: 'refused',
      problems: [{ code: 'run.file-missing' }],
    });
  });

  it('is for later when the file or the cluster is', async () => {
    const reason = problem('flow.github-away', { reason: 'limited' });
    const fileLater = async () => ({ kind: 'later', problem: reason, afterMs: 40 });
    const cluster = createFakeCluster();
    cluster.answer = () => ({ kind: 'later', message: 'busy', retryAfterMs: 50 });

    expect(await start(requestFor(submit({ file: { path: 'ci.yaml' } })), cluster, fileLater)).toEqual({
      kind: 'later',
      problem: reason,
      afterMs: 40,
    });
    expect(cluster.calls).toEqual([]);
    expect(await start(request, cluster)).toMatchObject({ kind: 'later', afterMs: 50 });
  });
});

describe('the subject of a run, for people', () => {
  it.each([
    ['the number of a pull request', eventOf(makePullRequest()), '#5'],
    ['the short name of a branch', eventOf(makePush({ ref: 'refs/heads/release/1' })), 'release/1'],
    ['the short name of a tag', eventOf(makePush({ ref: 'refs/tags/v1' })), 'v1'],
    ['else the event', eventOf(makeDelivery('issues', { action: 'opened' })), 'issues'],
  ])('is %s', (_what, event, expected) => {
    expect(describeSubject(event)).toBe(expected);
  });
});
