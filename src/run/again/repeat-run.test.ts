import { describe, expect, it } from 'vitest';
import { annotations, labels, reportFinalizer } from '../../kubernetes/labels.ts';
import type { RepositoryRequest } from '../run-request.ts';
import { startRun } from '../start-run.ts';
import { eventOf, makePush, receivedAt } from '../testing/deliveries.ts';
import { createFakeCluster, type FakeCluster } from '../testing/fake-cluster.ts';
import { builtInPolicy, makeWorkflow, requestFor, signer, submit } from '../testing/requests.ts';
import { makeIdentity } from '../testing/runs.ts';
import { setRunStage } from '../testing/tools.ts';
import { type RunToRepeat, repeatRun } from './repeat-run.ts';

const repository = { installationId: 8, id: 42, owner: 'acme', name: 'store' };

/** A run that the app made, with what Argo wrote on it since; then the same once more. */
async function repeatAfter(
  source: object,
  changes: Partial<RunToRepeat> = {},
  asking: Partial<RepositoryRequest> = {},
) {
  const cluster = createFakeCluster();
  const { tools, kept } = setRunStage({ kubernetes: cluster.api });
  const request = requestFor(submit({ resource: source as Record<string, unknown> }), undefined, asking);
  const started = await startRun(request, tools);
  if (started.kind !== 'started') throw new Error(JSON.stringify(started));
  const { namespace, name } = started;
  await cluster.api.patchWorkflow(namespace, name, {
    metadata: {
      labels: {
        'workflows.argoproj.io/phase': 'Failed',
        'workflows.argoproj.io/completed': 'true',
        [labels.managedBy]: '1',
      },
      annotations: { 'workflows.argoproj.io/pod-name-format': 'v2', [annotations.endedBecause]: 'Cancelled by @eve' },
    },
    spec: { shutdown: 'Terminate' },
    status: { phase: 'Failed' },
  });
  const read = await cluster.api.getWorkflow(namespace, name);
  if (!read.ok) throw new Error(read.failure.message);
  const identity = signer.read(namespace, name, read.value.metadata.annotations?.[annotations.identity]);
  if (identity === undefined) throw new Error('it is not signed');
  const asked = { workflow: read.value, identity, repository, attempt: 2, because: '@ada asked', ...changes };
  const again = () => repeatRun(asked, builtInPolicy(), tools);
  return { cluster, kept, tools, first: name, identity, again, repeated: await again() };
}

function newest(cluster: FakeCluster) {
  const made = [...cluster.workflows.values()].at(-1);
  if (made === undefined) throw new Error('there is none');
  return made;
}

const plain = makeWorkflow([{ name: 'title', value: 'A change' }], {
  generateName: 'build-',
  labels: { team: 'shop', 'workflows.argoproj.io/title': 'ours' },
  annotations: { note: 'kept' },
});

describe('a run that is repeated', () => {
  it('is a new Workflow with the same spec and parameters, the users’ labels, and nothing of what became of the first', async () => {
    const { cluster, first, repeated } = await repeatAfter(plain);
    const made = newest(cluster);

    expect(repeated).toEqual({ kind: 'started', namespace: 'ci', name: made.metadata.name });
    expect(made.metadata.name).not.toBe(first);
    expect(made.metadata.name).toMatch(/^build-[a-z2-7]{12}$/);
    const { shutdown, ...spec } = cluster.workflows.get(`ci/${first}`)?.spec ?? {};
    expect(shutdown).toBe('Terminate');
    expect(made.spec).toEqual(spec);
    expect(made).not.toHaveProperty('status');
    expect(made.metadata.labels).toMatchObject({ team: 'shop', 'workflows.argoproj.io/title': 'ours' });
    expect(Object.keys(made.metadata.labels ?? {}).sort()).toEqual(
      [
        ...['team', 'workflows.argoproj.io/title', labels.managedBy, labels.repositoryId],
        ...[labels.sensor, labels.trigger, labels.actionTimestamp],
      ].sort(),
    );
    expect(made.metadata.labels?.[labels.managedBy]).toBe('9');
    expect(Object.keys(made.metadata.annotations ?? {}).sort()).toEqual([annotations.identity, 'note'].sort());
    expect(made.metadata.finalizers).toEqual([reportFinalizer]);
  });

  it('may report on the same check of the same commit, as another attempt, wherever the repository is now', async () => {
    const { cluster, identity } = await repeatAfter(plain);
    const { namespace = '', name = '', annotations: noted } = newest(cluster).metadata;

    expect(signer.read(namespace, name, noted?.[annotations.identity])).toEqual({
      ...identity,
      repository: 'store',
      installationId: 8,
      attempt: 2,
      order: { ...identity.order, askedAt: receivedAt + 2000 },
      why: ['event: every such event', 'run again, @ada asked'],
    });
  });

  it('says only who asked for it last', async () => {
    const { cluster, tools, ...done } = await repeatAfter(plain);
    const made = newest(cluster);
    const identity = { ...done.identity, attempt: 2, why: ['event: every such event', 'run again, @ada asked'] };
    const asked = { workflow: made, identity, repository, attempt: 3, because: '@bob asked' };
    await repeatRun(asked, builtInPolicy(), tools);
    const { namespace = '', name = '', annotations: noted } = newest(cluster).metadata;

    expect(name).toMatch(/^build-[a-z2-7]{12}$/);
    expect(signer.read(namespace, name, noted?.[annotations.identity])?.why).toEqual([
      'event: every such event',
      'run again, @bob asked',
    ]);
  });

  it('is one, however often the same attempt is asked for', async () => {
    const { cluster, again, repeated } = await repeatAfter(plain);

    expect(await again()).toEqual({ ...repeated, again: true });
    expect(cluster.workflows.size).toBe(2);
  });

  it('is named after the first where that had a whole name', async () => {
    const { cluster, first } = await repeatAfter(makeWorkflow([{ name: 'title' }], { name: 'nightly' }));

    expect(first).toBe('nightly');
    expect(newest(cluster).metadata.name).toMatch(/^nightly-[a-z2-7]{12}$/);
  });

  it('is judged by the policy of now, with no more rights than the first', async () => {
    const mounting = { ...makeWorkflow(), spec: { ...makeWorkflow().spec, volumes: [{ name: 'x', emptyDir: {} }] } };
    const { cluster, tools, identity } = await repeatAfter(mounting, {}, { untrusted: true });
    expect(identity.untrusted).toBe(true);
    const workflow = newest(cluster);
    const withSecret = {
      ...workflow,
      spec: { ...workflow.spec, volumes: [{ name: 'x', secret: { secretName: 'payroll' } }] },
    };
    const asked = { workflow: withSecret, identity, repository, attempt: 3, because: '@ada asked' };
    const policy = { ...builtInPolicy(), secrets: ['payroll'] };
    expect(await repeatRun(asked, policy, tools)).toMatchObject({ kind: 'refused' });
    const trusted = { ...asked, identity: makeIdentity() };
    expect(await repeatRun(trusted, policy, tools)).toMatchObject({ kind: 'started' });
  });

  it('comes later while the cluster is away', async () => {
    const { cluster, again } = await repeatAfter(plain);
    cluster.answer = () => ({ kind: 'later', message: 'away' });

    expect(await again()).toMatchObject({ kind: 'later', problem: { code: 'run.cluster-away' } });
  });

  it('has a token of its own where the first had one', async () => {
    const volumes = [{ name: 'git', secret: { secretName: '{{workflow.parameters.git-auth-secret}}' } }];
    const workflow = makeWorkflow([{ name: 'git-auth-secret' }]);
    const { cluster, kept } = await repeatAfter({ ...workflow, spec: { ...workflow.spec, volumes } });
    const { metadata, spec } = newest(cluster);
    expect(spec.arguments).toEqual({ parameters: [{ name: 'git-auth-secret', value: metadata.name }] });
    expect(kept.objects.get(`secrets/ci/${metadata.name}`)?.metadata.ownerReferences).toMatchObject([
      { name: metadata.name },
    ]);
  });

  it('stays in its group, with one lock of it, and is ended by what comes after it', async () => {
    const concurrency = { cancelInProgress: true, limit: 2 };
    const workflow = makeWorkflow();
    const spec = { ...workflow.spec, synchronization: { mutex: { name: 'own' } } };
    const options = { checkName: 'ci', report: 'always' as const, concurrency };
    const { cluster, tools } = await repeatAfter({ ...workflow, spec }, {}, { options });
    const [first, again] = [...cluster.workflows.values()];
    expect(again?.spec.synchronization).toEqual(first?.spec.synchronization);
    expect(again?.spec.synchronization).toMatchObject({ semaphores: [{}], mutexes: [{}] });
    expect(again?.metadata.labels?.[labels.group]).toBe(first?.metadata.labels?.[labels.group]);

    const later = eventOf(makePush({ after: 'd'.repeat(40) }, { id: 'd-2', receivedAt: receivedAt + 5000 }));
    await startRun(requestFor(submit({ resource: workflow }), later, { options }), tools);
    expect(again).not.toBe(undefined);
    expect(cluster.workflows.get(`ci/${again?.metadata.name}`)?.spec.shutdown).toBe('Terminate');
  });
});
