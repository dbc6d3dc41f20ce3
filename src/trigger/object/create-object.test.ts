import { describe, expect, it } from 'vitest';
import { eventOf, makePush } from '../../run/testing/deliveries.ts';
import { dependency, makeWorkflow } from '../../run/testing/requests.ts';
import type { KubernetesTrigger, Trigger } from '../../sensor/sensor.ts';
import { codesOf, ownLabels, setStage } from '../testing/stage.ts';

function create(resource: object, more: Partial<KubernetesTrigger> = {}): Trigger {
  return { template: { name: 'make', k8s: { operation: 'create', source: { resource }, ...more } } };
}

function configMap(metadata: object, data: object = { a: '1' }): object {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata, data };
}

const policy = { triggers: ['workflow', 'k8s'], kinds: ['ConfigMap'] };

describe('a k8s trigger that creates', () => {
  it('makes the object with labels that say whose it is and why, after a dry run', async () => {
    const stage = await setStage({ policy });
    const ref = { src: { dependencyName: dependency, dataKey: 'body.ref' }, dest: 'data.ref' };

    const outcome = await stage.carryOut(create(configMap({ name: 'state' }), { parameters: [ref] }));

    expect(outcome).toEqual({ kind: 'done', again: false });
    const made = stage.find('configmaps', 'state');
    expect(made).toMatchObject({ data: { a: '1', ref: 'refs/heads/main' } });
    expect(made?.metadata.labels).toMatchObject({
      ...ownLabels,
      'events.argoproj.io/sensor': 'ci',
      'events.argoproj.io/trigger': 'make',
      'events.argoproj.io/action-timestamp': expect.stringMatching(/^\d{13}$/),
    });
    const posts = stage.cluster.requests({ method: 'POST', resource: 'configmaps' });
    expect(posts.map((each) => each.query.includes('dryRun=All'))).toEqual([true, false]);
  });

  it('gives a generateName the same name each time the event comes, and makes one object', async () => {
    const stage = await setStage({ policy });
    const trigger = create(configMap({ generateName: 'state-' }));

    await stage.carryOut(trigger);
    await stage.forget();
    const again = await stage.carryOut(trigger);

    expect(again).toEqual({ kind: 'done', again: false });
    expect(stage.cluster.list('configmaps', 'ci').map((each) => each.metadata.name)).toEqual([
      expect.stringMatching(/^state-[a-z2-7]{12}$/),
    ]);
    expect(codesOf(await stage.carryOut(trigger, eventOf(makePush({}, { id: 'd-2' }))))).toEqual(['done']);
    expect(stage.cluster.list('configmaps', 'ci')).toHaveLength(2);
  });

  it('refuses a name that another event took', async () => {
    const stage = await setStage({ policy });
    const trigger = create(configMap({ name: 'state' }));

    await stage.carryOut(trigger);
    const second = await stage.carryOut(trigger, eventOf(makePush({}, { id: 'd-2' })));

    expect(codesOf(second)).toEqual(['trigger.name-taken']);
  });

  it('does not take what only looks like its own for it', async () => {
    const stage = await setStage({ policy });
    const trigger = create(configMap({ name: 'state' }));
    await stage.carryOut(trigger);
    const { metadata } = stage.find('configmaps', 'state') ?? { metadata: undefined };
    stage.cluster.replace(configMap({ ...metadata, labels: { ...ownLabels, 'argo-events-app/repository-id': '7' } }));
    await stage.forget();

    expect(codesOf(await stage.carryOut(trigger))).toEqual(['trigger.name-taken']);
  });

  it('keeps what an event says from being evaluated by Argo', async () => {
    const stage = await setStage({ policy });
    const push = eventOf(makePush({ head: '{{workflow.parameters.token}}' }));
    const head = { src: { dependencyName: dependency, dataKey: 'body.head' }, dest: 'data.head' };

    await stage.carryOut(create(configMap({ name: 'state' }), { parameters: [head] }), push);

    expect(stage.find('configmaps', 'state')).toMatchObject({ data: { head: '{ {workflow.parameters.token}}' } });
  });

  it('gives a WorkflowTemplate and a CronWorkflow the account and deadline that the app gives Workflows', async () => {
    const kinds = ['WorkflowTemplate', 'CronWorkflow'];
    const stage = await setStage({ policy: { ...policy, kinds, serviceAccount: 'runner' } });
    const { spec, apiVersion } = makeWorkflow();
    const template = { apiVersion, kind: 'WorkflowTemplate', metadata: { name: 'go' }, spec };
    const workflowSpec = { ...spec, activeDeadlineSeconds: 99_999_999 };
    const cron = {
      apiVersion,
      kind: 'CronWorkflow',
      metadata: { name: 'nightly' },
      spec: { schedule: '0 0 * * *', workflowSpec },
    };

    expect(codesOf(await stage.carryOut(create(template)))).toEqual(['done']);
    await stage.forget();
    expect(codesOf(await stage.carryOut(create(cron)))).toEqual(['done']);

    expect(stage.find('workflowtemplates', 'go')).toMatchObject({ spec: { serviceAccountName: 'runner' } });
    expect(stage.find('cronworkflows', 'nightly')).toMatchObject({
      spec: { workflowSpec: { serviceAccountName: 'runner', activeDeadlineSeconds: 21_600 } },
    });
  });

  it('makes a Workflow a run, which needs no right to k8s triggers', async () => {
    const stage = await setStage({ policy: { triggers: ['workflow'] } });

    const outcome = await stage.carryOut(create(makeWorkflow()));

    expect(outcome).toMatchObject({ kind: 'done', run: { namespace: 'ci' } });
    const [made] = stage.cluster.list('workflows', 'ci');
    expect(made?.metadata.annotations).toHaveProperty(['argo-events-app/identity']);
  });

  it.each<[string, object, Partial<KubernetesTrigger>, string]>([
    [
      'a kind that the policy does not list',
      { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'x' } },
      {},
      'trigger.object-kind',
    ],
    [
      'a kind of the same name in another group',
      { apiVersion: 'evil.example/v1', kind: 'ConfigMap', metadata: { name: 'x' } },
      {},
      'trigger.object-kind',
    ],
    [
      'a version that the cluster does not serve',
      { apiVersion: 'v9', kind: 'ConfigMap', metadata: { name: 'x' } },
      {},
      'trigger.kind-not-served',
    ],
    [
      'an apiVersion that is a path',
      { apiVersion: '../v1', kind: 'ConfigMap', metadata: { name: 'x' } },
      {},
      'trigger.object-kind',
    ],
    ['another namespace', configMap({ name: 'x', namespace: 'other' }), {}, 'policy.namespace'],
    [
      'labels of the app',
      configMap({ name: 'x', labels: { 'argo-events-app/repository-id': '7' } }),
      {},
      'policy.reserved-metadata',
    ],
    ['finalizers', configMap({ name: 'x', finalizers: ['a.b/c'] }), {}, 'policy.owner'],
    ['owners', configMap({ name: 'x', ownerReferences: [{ name: 'o' }] }), {}, 'policy.owner'],
    ['no object', { kind: 'ConfigMap', metadata: {} }, {}, 'trigger.not-an-object'],
    ['no metadata', { apiVersion: 'v1', kind: 'ConfigMap' }, {}, 'trigger.not-an-object'],
    ['a name that is no text', configMap({ name: 7 }), {}, 'trigger.not-an-object'],
    [
      'a kind that a parameter puts there',
      configMap({ name: 'x' }),
      { parameters: [{ src: { dependencyName: dependency, value: 'Secret' }, dest: 'kind' }] },
      'trigger.object-kind',
    ],
    [
      'a Workflow that a parameter makes of it',
      { apiVersion: 'argoproj.io/v1alpha1', kind: 'CronWorkflow', metadata: { name: 'x' } },
      { parameters: [{ src: { dependencyName: dependency, value: 'Workflow' }, dest: 'kind' }] },
      'run.not-a-workflow',
    ],
    [
      'a namespace that a parameter puts there',
      configMap({ name: 'x' }),
      { parameters: [{ src: { dependencyName: dependency, value: 'other' }, dest: 'metadata.namespace' }] },
      'policy.namespace',
    ],
  ])('refuses %s and makes nothing', async (_what, resource, more, code) => {
    const stage = await setStage({ policy: { ...policy, kinds: ['ConfigMap', 'CronWorkflow'] } });

    expect(codesOf(await stage.carryOut(create(resource, more)))).toEqual([code]);
    expect(stage.cluster.requests({ method: 'POST' })).toEqual([]);
  });

  it('needs the right to k8s triggers', async () => {
    const stage = await setStage({ policy: { kinds: ['ConfigMap'] } });

    expect(codesOf(await stage.carryOut(create(configMap({ name: 'x' }))))).toEqual(['trigger.kind-not-allowed']);
  });

  it('reaches what has no namespace only where the policy names its kind', async () => {
    const kind = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'preview', namespace: 'ci' } };
    const closed = await setStage({ policy });
    const open = await setStage({ policy: { ...policy, kinds: ['Namespace'] } });

    expect(codesOf(await closed.carryOut(create(kind)))).toEqual(['trigger.object-kind']);
    expect(codesOf(await open.carryOut(create(kind)))).toEqual(['done']);
    expect(open.cluster.get('namespaces', '', 'preview')?.metadata.labels).toMatchObject(ownLabels);
  });

  it('waits for a cluster that does not answer, and says what it refuses', async () => {
    const stage = await setStage({ policy });
    const trigger = create(configMap({ name: 'Not A Name' }));
    const [problem] = refusalOf(await stage.carryOut(trigger));
    expect(problem).toMatchObject({ code: 'trigger.cluster-refused', message: expect.stringContaining('make') });

    await stage.forget();
    stage.cluster.injectFault({ match: { method: 'POST' }, fault: { status: 503 } });
    const later = await stage.carryOut(create(configMap({ name: 'state' })));
    expect(later).toMatchObject({ kind: 'later', problem: { code: 'trigger.cluster-away' } });
    expect(codesOf(await stage.carryOut(create(configMap({ name: 'state' }))))).toEqual(['done']);
  });
});

function refusalOf(outcome: Awaited<ReturnType<Awaited<ReturnType<typeof setStage>>['carryOut']>>) {
  return outcome.kind === 'refused' ? outcome.problems : [];
}
