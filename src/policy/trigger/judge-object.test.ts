import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ClusterObject } from '../../kubernetes/cluster-objects.ts';
import { type EffectivePolicy, effectivePolicy } from '../effective-policy.ts';
import { judgeObject } from './judge-object.ts';

function policyWith(changes: Partial<EffectivePolicy> = {}): EffectivePolicy {
  const answer = effectivePolicy(undefined, { fullName: 'acme/shop', argoNamespace: 'ci', untrusted: false });
  if (!answer.ok) throw new Error(answer.problem.message);
  return { ...answer.policy, ...changes };
}

function codes(final: ClusterObject, live?: ClusterObject, policy = policyWith()): string[] {
  return judgeObject({ final, live }, policy, { untrusted: false }).map((each) => each.code);
}

function object(apiVersion: string, kind: string, rest: object = {}): ClusterObject {
  return { apiVersion, kind, metadata: { name: 'x', namespace: 'ci' }, ...rest };
}

const pod = { containers: [{ name: 'main', image: 'alpine' }] };

/** Each kind that makes pods, with a pod in its place. */
const podKinds: [string, (spec: object) => ClusterObject][] = [
  ['Pod', (spec) => object('v1', 'Pod', { spec })],
  ['PodTemplate', (spec) => object('v1', 'PodTemplate', { template: { spec } })],
  ['ReplicationController', (spec) => object('v1', 'ReplicationController', { spec: { template: { spec } } })],
  ['Deployment', (spec) => object('apps/v1', 'Deployment', { spec: { replicas: 2, template: { spec } } })],
  ['StatefulSet', (spec) => object('apps/v1', 'StatefulSet', { spec: { template: { spec } } })],
  ['DaemonSet', (spec) => object('apps/v1', 'DaemonSet', { spec: { template: { spec } } })],
  ['ReplicaSet', (spec) => object('apps/v1', 'ReplicaSet', { spec: { template: { spec } } })],
  ['Job', (spec) => object('batch/v1', 'Job', { spec: { backoffLimit: 1, template: { spec } } })],
  ['CronJob', (spec) => object('batch/v1', 'CronJob', { spec: { jobTemplate: { spec: { template: { spec } } } } })],
];

describe('judgeObject, about what makes pods', () => {
  it.each(podKinds)('lets an ordinary %s through', (_kind, make) => {
    expect(codes(make({ ...pod, serviceAccountName: 'default', schedulerName: 'default-scheduler' }))).toEqual([]);
  });

  it.each(podKinds)('judges the pods of a %s like those of a Workflow', (_kind, make) => {
    expect(codes(make({ ...pod, hostNetwork: true }))).toEqual(['policy.feature']);
    expect(codes(make({ ...pod, hostPID: true }))).toEqual(['policy.feature']);
    expect(codes(make({ ...pod, serviceAccountName: 'admin' }))).toEqual(['policy.service-account']);
    expect(codes(make({ ...pod, volumes: [{ name: 'v', hostPath: { path: '/' } }] }))).toEqual(['policy.feature']);
    expect(codes(make({ ...pod, volumes: [{ name: 'v', secret: { secretName: 's' } }] }))).toEqual(['policy.secret']);
    expect(codes(make({ ...pod, imagePullSecrets: [{ name: 's' }] }))).toEqual(['policy.secret']);
    expect(codes(make({ containers: [{ securityContext: { privileged: true } }] }))).toEqual(['policy.feature']);
    expect(codes(make({ initContainers: [{ envFrom: [{ secretRef: { name: 's' } }] }] }))).toEqual(['policy.secret']);
    expect(codes(make({ ephemeralContainers: [{ env: [{ valueFrom: { secretKeyRef: { name: 's' } } }] }] }))).toEqual([
      'policy.secret',
    ]);
    expect(codes(make({ ...pod, newField: 1 }))).toEqual(['policy.unknown-field']);
  });
});

describe('judgeObject, about Argo’s kinds', () => {
  const bad = { volumes: [{ name: 'v', secret: { secretName: 'payroll' } }] };

  it.each<[string, ClusterObject]>([
    ['Workflow', object('argoproj.io/v1alpha1', 'Workflow', { spec: bad })],
    ['WorkflowTemplate', object('argoproj.io/v1alpha1', 'WorkflowTemplate', { spec: bad })],
    ['ClusterWorkflowTemplate', object('argoproj.io/v1alpha1', 'ClusterWorkflowTemplate', { spec: bad })],
    [
      'CronWorkflow',
      object('argoproj.io/v1alpha1', 'CronWorkflow', { spec: { schedule: '* * * * *', workflowSpec: bad } }),
    ],
  ])('judges a %s as a Workflow', (_kind, given) => {
    expect(codes(given)).toEqual(['policy.secret']);
    expect(codes(given, undefined, policyWith({ secrets: ['pay*'] }))).toEqual([]);
  });

  it('does not let a CronWorkflow’s runs claim to be the app’s', () => {
    const workflowMetadata = { labels: { 'argo-events-app/managed-by': '9' } };
    const spec = { workflowMetadata, workflowSpec: {} };

    expect(codes(object('argoproj.io/v1alpha1', 'CronWorkflow', { spec }))).toEqual(['policy.reserved-metadata']);
  });
});

describe('judgeObject, about other kinds', () => {
  it.each<[string, ClusterObject]>([
    [
      'a ConfigMap, whatever words are in it',
      object('v1', 'ConfigMap', { data: { secretName: 'payroll', hostPath: '/' } }),
    ],
    ['a Secret', object('v1', 'Secret', { type: 'Opaque', stringData: { serviceAccountName: 'admin' } })],
    ['a Service', object('v1', 'Service', { spec: { selector: { app: 'x' }, ports: [{ port: 80 }] } })],
  ])('lets %s through', (_what, given) => {
    expect(codes(given)).toEqual([]);
  });

  it.each<[string, ClusterObject, string]>([
    [
      'a Secret that gets an account’s token',
      {
        ...object('v1', 'Secret', { type: 'kubernetes.io/service-account-token' }),
        metadata: { name: 'x', annotations: { 'kubernetes.io/service-account.name': 'admin' } },
      },
      'policy.service-account',
    ],
    [
      'an Ingress with another’s certificate',
      object('networking.k8s.io/v1', 'Ingress', { spec: { tls: [{ secretName: 'payroll' }] } }),
      'policy.secret',
    ],
    [
      'a kind that makes pods in its own way',
      object('serving.knative.dev/v1', 'Service', { spec: { template: { spec: { serviceAccountName: 'admin' } } } }),
      'policy.service-account',
    ],
    [
      'a status',
      object('v1', 'Service', { status: { loadBalancer: { ingress: [{ ip: '1.2.3.4' }] } } }),
      'policy.status',
    ],
    [
      'labels of Argo Events',
      { ...object('v1', 'ConfigMap'), metadata: { labels: { 'events.argoproj.io/sensor': 'x' } } },
      'policy.reserved-metadata',
    ],
    [
      'labels that are no map',
      { ...object('v1', 'ConfigMap'), metadata: { labels: 'x' as never } },
      'policy.unexpected-shape',
    ],
    ['unknown metadata', { ...object('v1', 'ConfigMap'), metadata: { newField: 1 } as never }, 'policy.unknown-field'],
  ])('refuses %s', (_what, given, code) => {
    expect(codes(given)).toContain(code);
  });

  it('refuses what is too large to be judged', () => {
    let deep: unknown = 1;
    for (let depth = 0; depth < 200; depth += 1) deep = [deep];

    expect(codes(object('v1', 'ConfigMap', { data: deep }))).toEqual(['policy.too-large']);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(
        fc.object(),
        fc.object(),
        fc.constantFrom('Pod', 'Secret', 'Other', 'ConfigMap'),
        (rest, metadata, kind) => {
          const given = { ...rest, apiVersion: 'v1', kind, metadata: metadata as never };
          expect(codes(given, { ...given, metadata: {} })).toEqual(expect.any(Array));
        },
      ),
    );
  });
});

describe('judgeObject, about what is there already', () => {
  const metadata = {
    name: 'x',
    namespace: 'ci',
    uid: 'u',
    resourceVersion: '7',
    generation: 2,
    creationTimestamp: '2026-01-01T00:00:00Z',
    managedFields: [{}] as never,
    labels: { 'argo-events-app/repository-id': '42', 'workflows.argoproj.io/phase': 'Running', team: 'red' },
    annotations: { 'argo-events-app/identity': 'v1.a.b' },
    finalizers: ['argo-events-app/report'],
    ownerReferences: [{ name: 'o' }],
  };
  const live: ClusterObject = { ...object('v1', 'ConfigMap', { status: { phase: 'Running' } }), metadata };

  it('does not judge metadata and status that stay as they are', () => {
    expect(codes(live, live)).toEqual([]);
    expect(codes({ ...live, metadata: { ...metadata, labels: { ...metadata.labels, team: 'blue' } } }, live)).toEqual(
      [],
    );
    const { status: _gone, ...without } = live;
    expect(codes(without as ClusterObject, live)).toEqual([]);
  });

  it.each<[string, object, string]>([
    [
      'a changed owner',
      { labels: { ...metadata.labels, 'argo-events-app/repository-id': '7' } },
      'policy.reserved-metadata',
    ],
    ['a removed owner', { labels: { team: 'red' } }, 'trigger.metadata-removed'],
    ['no labels at all', { labels: undefined }, 'trigger.metadata-removed'],
    ['a removed identity', { annotations: {} }, 'trigger.metadata-removed'],
    [
      'a changed phase',
      { labels: { ...metadata.labels, 'workflows.argoproj.io/phase': 'Succeeded' } },
      'policy.reserved-metadata',
    ],
    ['another finalizer', { finalizers: ['argo-events-app/report', 'a.b/c'] }, 'policy.owner'],
    ['removed finalizers', { finalizers: undefined }, 'trigger.metadata-removed'],
    ['emptied finalizers', { finalizers: [] }, 'trigger.metadata-removed'],
    ['removed owners', { ownerReferences: undefined }, 'trigger.metadata-removed'],
    ['another of its owners', { ownerReferences: [{ name: 'p' }] }, 'policy.owner'],
  ])('refuses %s', (_what, changes, code) => {
    expect(codes({ ...live, metadata: { ...metadata, ...changes } }, live)).toContain(code);
  });

  it('judges the rest again, because what was allowed once need not be so now', () => {
    const reading = object('apps/v1', 'Deployment', {
      spec: { template: { spec: { ...pod, volumes: [{ name: 'v', secret: { secretName: 'payroll' } }] } } },
    });

    expect(codes(reading, reading)).toEqual(['policy.secret']);
  });
});
