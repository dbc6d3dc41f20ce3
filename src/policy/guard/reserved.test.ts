import { describe, expect, it } from 'vitest';
import type { WorkflowManifest } from '../../kubernetes/workflow.ts';
import { codes, container, evil, generous, manifest, strict, template, volume } from './testing/sample-workflows.ts';

describe('What nobody may write', () => {
  it.each<[string, WorkflowManifest, string]>([
    ['another kind', { ...manifest({}), kind: 'CronWorkflow' }, 'policy.not-a-workflow'],
    ['another version', { ...manifest({}), apiVersion: 'argoproj.io/v1' }, 'policy.not-a-workflow'],
    ['a status', manifest({}, { status: { storedWorkflowTemplateSpec: { hostNetwork: true } } }), 'policy.status'],
    ['stored templates', manifest({}, { status: { storedTemplates: {} } }), 'policy.status'],
    ['a field beside the spec', manifest({}, { operation: {} }), 'policy.unknown-field'],
    ['another namespace', manifest({}, { metadata: { namespace: 'kube-system' } }), 'policy.namespace'],
    [
      'a lock of another namespace',
      manifest({ synchronization: { mutexes: [{ name: 'm', namespace: 'x' }] } }),
      'policy.namespace',
    ],
    [
      'the same, in the form of 3.5',
      manifest({ synchronization: { mutex: { name: 'm', namespace: 'x' } } }),
      'policy.namespace',
    ],
    [
      'a claim in another namespace',
      manifest({ volumeClaimTemplates: [{ metadata: { namespace: 'x' } }] }),
      'policy.namespace',
    ],
    [
      'an owner',
      manifest({}, { metadata: { ownerReferences: [{ kind: 'Node', name: 'n', uid: 'u' }] } }),
      'policy.owner',
    ],
    ['a finalizer', manifest({}, { metadata: { finalizers: ['argo-events-app/report'] } }), 'policy.owner'],
    [
      'a finalizer of a claim',
      manifest({ volumeClaimTemplates: [{ metadata: { finalizers: ['x/y'] } }] }),
      'policy.owner',
    ],
    [
      'the identity',
      manifest({}, { metadata: { annotations: { 'argo-events-app/identity': '{}' } } }),
      'policy.reserved-metadata',
    ],
    [
      'the app’s label',
      manifest({}, { metadata: { labels: { 'argo-events-app/managed-by': '1' } } }),
      'policy.reserved-metadata',
    ],
    [
      'a Sensor’s label',
      manifest({}, { metadata: { labels: { 'events.argoproj.io/sensor': 'x' } } }),
      'policy.reserved-metadata',
    ],
    [
      'a phase',
      manifest({}, { metadata: { labels: { 'workflows.argoproj.io/phase': 'Succeeded' } } }),
      'policy.reserved-metadata',
    ],
    [
      'completion',
      manifest({}, { metadata: { labels: { 'workflows.argoproj.io/completed': 'true' } } }),
      'policy.reserved-metadata',
    ],
    [
      'a creator',
      manifest({}, { metadata: { labels: { 'workflows.argoproj.io/creator': 'root' } } }),
      'policy.reserved-metadata',
    ],
    [
      'another controller',
      manifest({}, { metadata: { labels: { 'workflows.argoproj.io/controller-instanceid': 'x' } } }),
      'policy.reserved-metadata',
    ],
    [
      'the app’s label, later',
      manifest({ workflowMetadata: { labels: { 'argo-events-app/repository-id': '1' } } }),
      'policy.reserved-metadata',
    ],
    [
      'the app’s label, by an expression',
      manifest({ workflowMetadata: { labelsFrom: { 'argo-events-app/repository-id': { expression: '"1"' } } } }),
      'policy.reserved-metadata',
    ],
    [
      'the node of another Workflow, on a pod',
      template({ metadata: { annotations: { 'workflows.argoproj.io/node-id': 'other' } } }),
      'policy.reserved-metadata',
    ],
    [
      'another Workflow, on all pods',
      manifest({ podMetadata: { labels: { 'workflows.argoproj.io/workflow': 'other' } } }),
      'policy.reserved-metadata',
    ],
    ['the volume of the executor’s token', volume({ name: 'exec-sa-token', emptyDir: {} }), 'policy.volume-name'],
    ['the volume of the operator’s kubeconfig', volume({ name: 'kubeconfig', emptyDir: {} }), 'policy.volume-name'],
    [
      'such a volume, filled in later',
      volume({ name: '{{workflow.parameters.v}}', emptyDir: {} }),
      'policy.volume-name',
    ],
    [
      'such a volume, as a claim',
      manifest({ volumeClaimTemplates: [{ metadata: { name: 'exec-sa-token' } }] }),
      'policy.volume-name',
    ],
    ['a list where there is an object', manifest({ volumes: [[{ hostPath: {} }]] }), 'policy.unexpected-shape'],
    ['an object where there is a list', manifest({ volumes: { 0: { hostPath: {} } } }), 'policy.unexpected-shape'],
    ['a text where there is an object', container({ securityContext: 'privileged' }), 'policy.unexpected-shape'],
    ['steps that are no lists', template({ steps: [{ name: 's', inline: evil }] }), 'policy.unexpected-shape'],
  ])('%s', (_case, found, code) => {
    expect(codes(found, generous)).toEqual(code === 'policy.unknown-field' ? [] : [code]);
    expect(codes(found)).toEqual([code]);
  });

  it.each<[string, WorkflowManifest]>([
    ['of another case', manifest({ ServiceAccountName: 'admin' })],
    ['of another case, deeper', volume({ HostPath: { path: '/' } })],
    ['of the pod, which a Workflow does not have', manifest({ hostPID: true })],
    ['of a newer Argo', template({ newFeature: { podSpec: {} } })],
    ['with the prototype’s name', manifest(JSON.parse('{"__proto__":{"hostNetwork":true}}'))],
    ['of objects in general', manifest({ constructor: {} })],
  ])('fields that are not known are refused: %s', (_case, found) => {
    expect(codes(found)).toEqual(['policy.unknown-field']);
  });

  it.each<[string, object, string]>([
    ['a Secret', { newSecretRef: { name: 'prod' } }, 'policy.secret'],
    ['a Secret by name', { someSecretName: 'prod' }, 'policy.secret'],
    ['Secrets in a list', { deeper: [{ pullSecrets: [{ name: 'prod' }] }] }, 'policy.secret'],
    ['a Secret in an object named so', { volume: { Secret: { SecretName: 'prod' } } }, 'policy.secret'],
    ['a ConfigMap', { configMapKeyRef: { name: 'settings' } }, 'policy.config-map'],
    ['an account', { ServiceAccountName: 'admin' }, 'policy.service-account'],
    ['the host’s files', { HostPath: { path: '/' } }, 'policy.feature'],
    ['the host’s processes', { hostPID: true }, 'policy.feature'],
    ['a claim', { claimName: 'database' }, 'policy.feature'],
  ])('fields that the policy lets through unknown are judged by their keys: %s', (_case, fields, code) => {
    for (const found of [template({ newFeature: fields }), manifest(fields)]) {
      expect(new Set(codes(found, { ...strict, allow: ['unknownFields'] }))).toEqual(new Set([code]));
    }
  });
});
