import { describe, expect, it } from 'vitest';
import { eventOf, makePush } from '../../run/testing/deliveries.ts';
import { dependency, makeWorkflow } from '../../run/testing/requests.ts';
import type { KubernetesTrigger, Trigger, TriggerParameter } from '../../sensor/sensor.ts';
import { codesOf, ownLabels, setStage, type TriggerStage } from '../testing/stage.ts';

function change(operation: string, resource: object, more: Partial<KubernetesTrigger> = {}): Trigger {
  return { template: { name: operation, k8s: { operation, source: { resource }, ...more } } };
}

function configMap(data: object, metadata: object = {}): object {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'state', ...metadata }, data };
}

const ref: TriggerParameter = { src: { dependencyName: dependency, dataKey: 'body.ref' }, dest: 'data.ref' };
const policy = { triggers: ['workflow', 'k8s'], kinds: ['ConfigMap'] };

/** A cluster that holds the ConfigMap `state`, the repository's own unless told other labels. */
async function withState(labels: Record<string, string> = ownLabels, kinds = ['ConfigMap']): Promise<TriggerStage> {
  const stage = await setStage({ policy: { ...policy, kinds } });
  stage.cluster.create(configMap({ a: '1', list: 'x' }, { namespace: 'ci', labels: { ...labels, team: 'red' } }));
  return stage;
}

function dataOf(stage: TriggerStage): unknown {
  return stage.find('configmaps', 'state')?.data;
}

describe('a k8s trigger that updates', () => {
  it('merges into what is there, and empty values count', async () => {
    const stage = await withState();

    const outcome = await stage.carryOut(change('update', configMap({ a: '', b: '2' }), { parameters: [ref] }));

    expect(outcome).toEqual({ kind: 'done', again: false });
    expect(dataOf(stage)).toEqual({ a: '', b: '2', list: 'x', ref: 'refs/heads/main' });
    expect(stage.find('configmaps', 'state')?.metadata.labels).toEqual({ ...ownLabels, team: 'red' });
    const puts = stage.cluster.requests({ method: 'PUT' });
    expect(puts.map((each) => each.query.includes('dryRun=All'))).toEqual([true, false]);
  });

  it('takes no version or identity from an object that was exported once', async () => {
    const stage = await withState();
    const exported = { uid: 'u', resourceVersion: '1', creationTimestamp: '2020-01-01T00:00:00Z', generation: 9 };

    expect(codesOf(await stage.carryOut(change('update', configMap({ a: '2' }, exported))))).toEqual(['done']);
    await stage.forget();
    expect(codesOf(await stage.carryOut(change('patch', configMap({ b: '2' }, exported))))).toEqual(['done']);
    expect(dataOf(stage)).toEqual({ a: '2', b: '2', list: 'x' });
  });

  it('creates what is not there, as its own', async () => {
    const stage = await setStage({ policy });

    expect(codesOf(await stage.carryOut(change('update', configMap({ a: '1' }))))).toEqual(['done']);
    expect(stage.find('configmaps', 'state')?.metadata.labels).toMatchObject(ownLabels);
  });

  it('places parameters in the live object with liveObject, and once', async () => {
    const stage = await withState();
    const append = { ...ref, dest: 'data.list', operation: 'append' };
    const trigger = change('update', configMap({}), { liveObject: true, parameters: [append] });

    await stage.carryOut(trigger);
    await stage.forget();
    expect(codesOf(await stage.carryOut(trigger))).toEqual(['done']);

    expect(dataOf(stage)).toEqual({ a: '1', list: 'xrefs/heads/main' });
    await stage.carryOut(trigger, eventOf(makePush({}, { id: 'd-2' })));
    expect(dataOf(stage)).toEqual({ a: '1', list: 'xrefs/heads/mainrefs/heads/main' });
  });

  it('starts over when somebody else was faster', async () => {
    const stage = await withState();
    stage.cluster.injectFault({ match: { method: 'PUT' }, times: 2, fault: { status: 409, reason: 'Conflict' } });

    expect(codesOf(await stage.carryOut(change('update', configMap({ a: '2' }))))).toEqual(['done']);
    expect(dataOf(stage)).toEqual({ a: '2', list: 'x' });
  });

  it('comes again when somebody else is always faster', async () => {
    const stage = await withState();
    stage.cluster.injectFault({ match: { method: 'PUT' }, times: 99, fault: { status: 409, reason: 'Conflict' } });

    const outcome = await stage.carryOut(change('update', configMap({ a: '2' })));

    expect(outcome).toMatchObject({ kind: 'later', problem: { code: 'trigger.changed-meanwhile' } });
  });

  it.each<[string, object]>([
    ['somebody else', {}],
    ['another repository', { ...ownLabels, 'argo-events-app/repository-id': '7' }],
    ['another App', { ...ownLabels, 'argo-events-app/managed-by': '8' }],
  ])('leaves an object of %s alone, unless the policy says any', async (_whose, labels) => {
    const closed = await withState({ ...labels });
    const open = await withState({ ...labels }, ['ConfigMap/any']);
    const trigger = change('update', configMap({ a: '2' }));

    expect(codesOf(await closed.carryOut(trigger))).toEqual(['trigger.not-own']);
    expect(closed.cluster.requests({ method: 'PUT' })).toEqual([]);
    expect(codesOf(await open.carryOut(trigger))).toEqual(['done']);
    expect(open.find('configmaps', 'state')?.metadata.labels).toEqual({ ...labels, team: 'red' });
  });

  it.each<[string, object, string]>([
    ['whose it is', { labels: { 'argo-events-app/repository-id': '7' } }, 'policy.reserved-metadata'],
    ['what Argo Events wrote', { labels: { 'events.argoproj.io/sensor': 'x' } }, 'policy.reserved-metadata'],
    ['its finalizers', { finalizers: ['a.b/c'] }, 'policy.owner'],
  ])('does not let an update change %s', async (_what, metadata, code) => {
    const stage = await withState();

    expect(codesOf(await stage.carryOut(change('update', configMap({}, metadata))))).toEqual([code]);
  });

  it('judges what comes of the merge, not only what was written', async () => {
    const stage = await setStage({ policy: { ...policy, kinds: ['WorkflowTemplate/any'] } });
    const { apiVersion, spec } = makeWorkflow();
    const reading = { ...spec, volumes: [{ name: 'v', secret: { secretName: 'payroll' } }] };
    const metadata = { name: 'go', namespace: 'ci' };
    stage.cluster.create({ apiVersion, kind: 'WorkflowTemplate', metadata, spec: reading });
    const ours = { apiVersion, kind: 'WorkflowTemplate', metadata: { name: 'go' }, spec: { entrypoint: 'evil' } };

    expect(codesOf(await stage.carryOut(change('update', ours)))).toEqual(['policy.secret']);
    const removing = { ...ours, spec: { entrypoint: 'main', volumes: [] } };
    await stage.forget();
    expect(codesOf(await stage.carryOut(change('update', removing)))).toEqual(['done']);
  });

  it('makes of a Workflow that is not there a run', async () => {
    const stage = await setStage({ policy });
    const workflow = makeWorkflow([], { name: 'build' });

    expect(await stage.carryOut(change('update', workflow))).toMatchObject({ run: { namespace: 'ci', name: 'build' } });
    expect(stage.find('workflows', 'build')?.metadata.annotations).toHaveProperty(['argo-events-app/identity']);
  });

  it('changes a Workflow of its own, but not what it reports on nor what Argo says of it', async () => {
    const stage = await setStage({ policy });
    await stage.carryOut(change('update', makeWorkflow([], { name: 'build' })));
    const before = stage.find('workflows', 'build')?.metadata.annotations?.['argo-events-app/identity'];
    const push = (id: string) => eventOf(makePush({}, { id }));
    const suspending = { ...makeWorkflow([], { name: 'build' }), spec: { suspend: true } };
    const reporting = makeWorkflow([], { name: 'build', annotations: { 'argo-events-app/identity': 'v1.x.y' } });
    const claiming = { ...makeWorkflow([], { name: 'build' }), status: { phase: 'Succeeded' } };

    expect(codesOf(await stage.carryOut(change('update', suspending), push('d-2')))).toEqual(['done']);
    expect(codesOf(await stage.carryOut(change('update', reporting), push('d-3')))).toEqual([
      'policy.reserved-metadata',
    ]);
    expect(codesOf(await stage.carryOut(change('update', claiming), push('d-4')))).toEqual(['policy.status']);

    const after = stage.find('workflows', 'build');
    expect(after).toMatchObject({ spec: { suspend: true, entrypoint: 'main' } });
    expect(after?.metadata.annotations?.['argo-events-app/identity']).toBe(before);
  });

  it('needs a name', async () => {
    const stage = await setStage({ policy });
    const unnamed = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { generateName: 'x-' } };

    expect(codesOf(await stage.carryOut(change('update', unnamed)))).toEqual(['trigger.unnamed']);
    expect(codesOf(await stage.carryOut(change('patch', unnamed)))).toEqual(['trigger.unnamed']);
    expect(codesOf(await stage.carryOut(change('delete', unnamed)))).toEqual(['trigger.unnamed']);
    await stage.forget();
    const live = change('update', unnamed, { liveObject: true });
    expect(codesOf(await stage.carryOut(live))).toEqual(['trigger.unnamed']);
  });
});

describe('a k8s trigger that patches', () => {
  it('sends the object as a merge patch, after a dry run of the same version', async () => {
    const stage = await withState();

    expect(codesOf(await stage.carryOut(change('patch', configMap({ a: null, b: '2' }))))).toEqual(['done']);

    expect(dataOf(stage)).toEqual({ b: '2', list: 'x' });
    const patches = stage.cluster.requests({ method: 'PATCH' });
    expect(patches.map((each) => each.query.includes('dryRun=All'))).toEqual([true, false]);
  });

  it('applies, and creates what is not there', async () => {
    const stage = await withState();
    const patchStrategy = 'application/apply-patch+yaml';

    expect(codesOf(await stage.carryOut(change('patch', configMap({ a: '3' }), { patchStrategy })))).toEqual(['done']);
    expect(dataOf(stage)).toEqual({ a: '3', list: 'x' });
    await stage.forget();
    const other = configMap({ z: '1' }, { name: 'other' });
    expect(codesOf(await stage.carryOut(change('patch', other, { patchStrategy })))).toEqual(['done']);
    expect(stage.find('configmaps', 'other')?.metadata.labels).toMatchObject(ownLabels);
  });

  it('does it once, whatever comes in between', async () => {
    const stage = await withState();
    const trigger = change('patch', configMap({ a: '2' }));
    await stage.carryOut(trigger);
    stage.cluster.forgetRequests();
    await stage.forget();

    expect(codesOf(await stage.carryOut(trigger))).toEqual(['done']);
    expect(stage.cluster.requests({ method: 'PATCH' })).toEqual([]);
  });

  it('starts over when the object changed between the dry run and the patch', async () => {
    const stage = await withState();
    stage.cluster.injectFault({ match: { method: 'PATCH' }, fault: { status: 409, reason: 'Conflict' } });

    expect(codesOf(await stage.carryOut(change('patch', configMap({ a: '2' }))))).toEqual(['done']);
  });

  it.each<[string, object, string]>([
    [
      'take the label of its owner away',
      { labels: { 'argo-events-app/repository-id': null } },
      'trigger.metadata-removed',
    ],
    ['take all labels away', { labels: null }, 'trigger.metadata-removed'],
    ['give the object to another', { labels: { 'argo-events-app/repository-id': '7' } }, 'policy.reserved-metadata'],
    ['add a finalizer', { finalizers: ['a.b/c'] }, 'policy.owner'],
  ])('does not let a patch %s', async (_what, metadata, code) => {
    const stage = await withState();

    expect(codesOf(await stage.carryOut(change('patch', configMap({}, metadata))))).toContain(code);
    expect(stage.find('configmaps', 'state')?.metadata.labels).toEqual({ ...ownLabels, team: 'red' });
  });

  it('gives a CronWorkflow back what the patch took away', async () => {
    const stage = await setStage({ policy: { ...policy, kinds: ['CronWorkflow'], serviceAccount: 'runner' } });
    const cron = (workflowSpec: object) => ({
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'CronWorkflow',
      metadata: { name: 'nightly' },
      spec: { schedule: '0 0 * * *', workflowSpec },
    });
    await stage.carryOut(change('update', cron({ entrypoint: 'main' })));

    const patch = cron({ serviceAccountName: null, activeDeadlineSeconds: 9e9 });
    expect(codesOf(await stage.carryOut(change('patch', patch)))).toEqual(['done']);

    expect(stage.find('cronworkflows', 'nightly')).toMatchObject({
      spec: { workflowSpec: { serviceAccountName: 'runner', activeDeadlineSeconds: 21_600, entrypoint: 'main' } },
    });
  });

  it.each(['application/json-patch+json', 'merge', 'application/merge-patch+json; charset=utf-8'])(
    'refuses the strategy %s',
    async (patchStrategy) => {
      const stage = await withState();

      const outcome = await stage.carryOut(change('patch', configMap({}), { patchStrategy }));

      expect(codesOf(outcome)).toEqual(['trigger.patch-strategy']);
    },
  );
});

describe('a k8s trigger that deletes', () => {
  it('deletes its own, and what is not there is deleted already', async () => {
    const stage = await withState();
    const trigger = change('delete', configMap({}));

    expect(codesOf(await stage.carryOut(trigger))).toEqual(['done']);
    expect(stage.find('configmaps', 'state')).toBeUndefined();
    await stage.forget();
    expect(codesOf(await stage.carryOut(trigger))).toEqual(['done']);
    const deletes = stage.cluster.requests({ method: 'DELETE' });
    expect(deletes).toHaveLength(2);
  });

  it('leaves others’ alone, and waits for nothing where it is being deleted', async () => {
    const foreign = await withState({});
    expect(codesOf(await foreign.carryOut(change('delete', configMap({}))))).toEqual(['trigger.not-own']);

    const going = await setStage({ policy });
    going.cluster.create(configMap({}, { namespace: 'ci', labels: ownLabels, finalizers: ['a.b/c'] }));
    going.cluster.remove('configmaps', 'ci', 'state');
    expect(codesOf(await going.carryOut(change('delete', configMap({}))))).toEqual(['done']);
    expect(going.cluster.requests({ method: 'DELETE' })).toEqual([]);
  });

  it('refuses an operation that there is none of', async () => {
    const stage = await withState();

    expect(codesOf(await stage.carryOut(change('replace', configMap({}))))).toEqual(['trigger.kind-unknown']);
  });
});
