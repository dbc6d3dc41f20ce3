import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { ClusterFailure } from '../../kubernetes/kubernetes.ts';
import { annotations } from '../../kubernetes/labels.ts';
import type { RunIdentity } from '../identity/run-identity.ts';
import { createIdentitySigner } from '../identity/sign-identity.ts';
import { createFakeCluster } from '../testing/fake-cluster.ts';
import { makeWorkflow, signer } from '../testing/requests.ts';
import { createRun } from './create-run.ts';

const identity: RunIdentity = {
  origin: 'github',
  repositoryId: 42,
  owner: 'acme',
  repository: 'shop',
  installationId: 7,
  commit: 'c'.repeat(40),
  checkName: 'ci',
  delivery: 'd-1',
  sensor: 'ci',
  trigger: 'run',
  dependencies: ['push'],
  attempt: 1,
  event: 'push',
  subject: 'main',
  why: [],
  notes: [],
};

function manifestOf(annotation: string | undefined = signer.sign('ci', 'build-1', identity)) {
  const own = annotation === '' ? {} : { annotations: { [annotations.identity]: annotation } };
  return { ...makeWorkflow(), metadata: { name: 'build-1', namespace: 'ci', ...own } };
}

/** A cluster in which the Workflow's name is taken, by one that carries this annotation. */
function takenBy(annotation: string) {
  const cluster = createFakeCluster();
  cluster.workflows.set('ci/build-1', manifestOf(annotation));
  return cluster;
}

function create(cluster = createFakeCluster()) {
  return createRun(manifestOf(), identity, { kubernetes: cluster.api, signer });
}

describe('a Workflow whose name is free', () => {
  it('is created as it was handed in', async () => {
    const cluster = createFakeCluster();

    expect(await create(cluster)).toMatchObject({ kind: 'created', workflow: manifestOf() });
    expect(cluster.calls).toEqual(['create ci/build-1']);
    expect(cluster.only()).toMatchObject(manifestOf());
  });
});

describe('a Workflow whose name is taken', () => {
  it('is there already when the other one is this very run', async () => {
    const cluster = takenBy(signer.sign('ci', 'build-1', identity));

    expect(await create(cluster)).toMatchObject({ kind: 'created', workflow: { metadata: { name: 'build-1' } } });
    expect(cluster.workflows.size).toBe(1);
  });

  it('is there already also when its words for people differ', async () => {
    const cluster = takenBy(signer.sign('ci', 'build-1', { ...identity, why: ['other words'], notes: ['a note'] }));

    expect(await create(cluster)).toMatchObject({ kind: 'created' });
  });

  it.each<[string, Partial<RunIdentity>]>([
    ['origin', { origin: 'calendar' }],
    ['repository', { repositoryId: 43 }],
    ['delivery', { delivery: 'd-2' }],
    ['Sensor', { sensor: 'cd' }],
    ['trigger', { trigger: 'deploy' }],
    ['dependencies', { dependencies: ['pull_request'] }],
    ['attempt', { attempt: 2 }],
  ])('is refused when the other one is a run of another %s', async (_what, change) => {
    const cluster = takenBy(signer.sign('ci', 'build-1', { ...identity, ...change }));

    expect(await create(cluster)).toMatchObject({
      kind: 'refused',
      problem: { code: 'run.name-taken', message: expect.stringContaining('"build-1"') },
    });
  });

  const stranger = createIdentitySigner(
    generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  );
  it.each([
    ['is not of this app', ''],
    ['has a damaged identity', 'v1.e30.AAAA'],
    ['has an identity that another App signed', stranger.sign('ci', 'build-1', identity)],
    ['has the identity of another Workflow', signer.sign('ci', 'build-2', identity)],
    ['has a note in place of the identity', signer.signNote('ci', 'build-1', identity)],
  ])('is refused when the other one %s', async (_what, annotation) => {
    const created = await create(takenBy(annotation));

    expect(created).toMatchObject({
      kind: 'refused',
      problem: { code: 'run.name-taken', hint: expect.stringContaining('metadata.generateName: build-1-') },
    });
  });

  it('is tried again when the other one has gone meanwhile', async () => {
    const cluster = createFakeCluster();
    cluster.answer = (call) => (call.startsWith('create') ? { kind: 'exists', message: 'there' } : undefined);

    expect(await create(cluster)).toMatchObject({ kind: 'later', problem: { code: 'run.cluster-away' } });
    expect(cluster.calls).toEqual(['create ci/build-1', 'get ci/build-1']);
  });

  it('is tried again when the other one cannot be looked at', async () => {
    const cluster = takenBy('');
    cluster.answer = (call) =>
      call.startsWith('get') ? { kind: 'later', message: 'busy', retryAfterMs: 300 } : undefined;

    expect(await create(cluster)).toMatchObject({ kind: 'later', afterMs: 300 });
  });

  it('is tried again when the app may not look at the other one, which may be this run', async () => {
    const cluster = takenBy(signer.sign('ci', 'build-1', identity));
    cluster.answer = (call) => (call.startsWith('get') ? { kind: 'forbidden', message: 'no get' } : undefined);

    expect(await create(cluster)).toMatchObject({ kind: 'later', problem: { code: 'run.workflow-not-read' } });
    cluster.answer = () => undefined;
    expect(await create(cluster)).toMatchObject({ kind: 'created' });
  });
});

describe('a Workflow that the cluster does not take', () => {
  it.each<[ClusterFailure, object]>([
    [
      { kind: 'invalid', message: 'unknown field "spec.foo"' },
      { kind: 'refused', problem: { code: 'run.refused-by-cluster', message: expect.stringContaining('"spec.foo"') } },
    ],
    [
      { kind: 'forbidden', message: 'cannot create' },
      {
        kind: 'refused',
        problem: { code: 'run.forbidden-by-cluster', message: expect.stringContaining('cannot create') },
      },
    ],
    [
      { kind: 'absent', message: 'namespaces "ci" not found' },
      {
        kind: 'refused',
        problem: { code: 'run.refused-by-cluster', message: expect.stringContaining('namespaces "ci"') },
      },
    ],
    [
      { kind: 'later', message: 'too busy', retryAfterMs: 2500 },
      {
        kind: 'later',
        afterMs: 2500,
        problem: { code: 'run.cluster-away', message: expect.stringContaining('too busy') },
      },
    ],
    [
      { kind: 'conflict', message: 'try again' },
      { kind: 'later', problem: { code: 'run.cluster-away' } },
    ],
  ])('is answered by what %j means', async (failure, expected) => {
    const cluster = createFakeCluster();
    cluster.answer = () => failure;

    expect(await create(cluster)).toMatchObject(expected);
    expect(cluster.calls).toEqual(['create ci/build-1']);
  });

  it('names no time to wait where the cluster named none', async () => {
    const cluster = createFakeCluster();
    cluster.answer = () => ({ kind: 'later', message: 'away' });

    expect(await create(cluster)).not.toHaveProperty('afterMs');
  });
});
