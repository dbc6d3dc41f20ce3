import { describe, expect, it } from 'vitest';
import type { WorkflowManifest } from '../../kubernetes/workflow.ts';
import {
  codes,
  container,
  evil,
  generous,
  input,
  manifest,
  map,
  secret,
  step,
  stranger,
  strict,
  task,
  template,
  volume,
} from './testing/sample-workflows.ts';

const secrets: [string, WorkflowManifest][] = [
  ['a volume', volume({ secret: { secretName: 'prod' } })],
  ['a projected volume', volume({ projected: { sources: [{ secret: { name: 'prod' } }] } })],
  ["a template's volume", template({ volumes: [{ name: 'v', secret: { secretName: 'prod' } }] })],
  ['templateDefaults', manifest({ templateDefaults: { volumes: [{ name: 'v', secret: { secretName: 'prod' } }] } })],
  ['an environment variable', container({ env: [{ name: 'E', valueFrom: { secretKeyRef: secret } }] })],
  ['a whole environment', container({ envFrom: [{ secretRef: { name: 'prod' } }] })],
  ['a script', template({ script: { image: 'x', source: '', env: [{ valueFrom: { secretKeyRef: secret } }] } })],
  ['a sidecar', template({ sidecars: [{ envFrom: [{ secretRef: { name: 'prod' } }] }] })],
  ['an init container', template({ initContainers: [{ envFrom: [{ secretRef: { name: 'prod' } }] }] })],
  ['a container set', template({ containerSet: { containers: [{ envFrom: [{ secretRef: { name: 'prod' } }] }] } })],
  ['imagePullSecrets', manifest({ imagePullSecrets: [{ name: 'prod' }] })],
  ['an s3 artifact', input({ s3: { accessKeySecret: secret } })],
  ["an s3 artifact's session", input({ s3: { sessionTokenSecret: secret } })],
  ["an s3 artifact's authority", input({ s3: { caSecret: secret } })],
  ["an s3 artifact's encryption", input({ s3: { encryptionOptions: { serverSideCustomerKeySecret: secret } } })],
  ['a git password', input({ git: { repo: 'x', passwordSecret: secret } })],
  ['a git user', input({ git: { repo: 'x', usernameSecret: secret } })],
  ['a git key', input({ git: { repo: 'x', sshPrivateKeySecret: secret } })],
  ['an http artifact', input({ http: { url: 'x', auth: { basicAuth: { passwordSecret: secret } } } })],
  ['an http certificate', input({ http: { url: 'x', auth: { clientCert: { clientKeySecret: secret } } } })],
  ['an http token', input({ http: { url: 'x', auth: { oauth2: { clientSecretSecret: secret } } } })],
  ['an oss artifact', input({ oss: { secretKeySecret: secret } })],
  ['a gcs artifact', input({ gcs: { serviceAccountKeySecret: secret } })],
  ['an hdfs artifact', input({ hdfs: { krbKeytabSecret: secret } })],
  ['an azure artifact', input({ azure: { accountKeySecret: secret } })],
  ['an artifactory artifact', input({ artifactory: { passwordSecret: secret } })],
  ['an output', template({ outputs: { artifacts: [{ s3: { secretKeySecret: secret } }] } })],
  ['an archive location', template({ archiveLocation: { s3: { secretKeySecret: secret } } })],
  ['arguments', manifest({ arguments: { artifacts: [{ name: 'a', s3: { secretKeySecret: secret } }] } })],
  ["a step's arguments", step({ arguments: { artifacts: [{ git: { passwordSecret: secret } }] } })],
  ['a data template', template({ data: { source: { artifactPaths: { s3: { secretKeySecret: secret } } } } })],
  ['an http template', template({ http: { url: 'x', headers: [{ valueFrom: { secretKeyRef: secret } }] } })],
  ['a template inside of a step', step({ inline: evil })],
  ['a template inside of a task', task({ inline: evil })],
  ['a template inside of a template inside of a step', step({ inline: { steps: [[{ inline: evil }]] } })],
  [
    "a hook's arguments",
    manifest({ hooks: { exit: { arguments: { artifacts: [{ git: { passwordSecret: secret } }] } } } }),
  ],
];

describe('Secrets', () => {
  it.each(secrets)('in %s need to be listed', (_case, found) => {
    expect(codes(found)).toEqual(['policy.secret']);
    expect(codes(found, { ...strict, secrets: ['other-*'] })).toEqual(['policy.secret']);
    expect(codes(found, { ...strict, secrets: ['pro*'] })).toEqual([]);
  });

  it.each(secrets)('in %s are never a stranger’s, whatever the policy says', (_case, found) => {
    expect(codes(found, generous, stranger)).toEqual(['policy.untrusted-secret']);
  });

  it('are always allowed if they hold the run’s own token, and nothing else is', () => {
    const token = volume({ secret: { secretName: 'run-token' } });
    expect([codes(token), codes(token, strict, stranger)]).toEqual([[], []]);
    expect(codes(token, strict, { untrusted: false })).toEqual(['policy.secret']);
  });

  it('may be listed, and still not be named by what Argo fills in later', () => {
    const later = volume({ secret: { secretName: '{{workflow.parameters.x}}' } });
    expect(codes(later, { ...strict, secrets: ['ci-*', '?*'] })).toEqual(['policy.templated-name']);
    expect(codes(volume({ secret: { secretName: 'ci-{{=1+1}}' } }), { ...strict, secrets: ['ci-*'] })).toEqual([
      'policy.templated-name',
    ]);
    expect(codes(later, { ...strict, secrets: ['*'] })).toEqual([]);
    expect(codes(later, generous, stranger)).toEqual(['policy.untrusted-secret']);
  });
});

describe('ConfigMaps', () => {
  it.each<[string, WorkflowManifest]>([
    ['a volume', volume({ configMap: { name: 'settings' } })],
    ['a projected volume', volume({ projected: { sources: [{ configMap: { name: 'settings' } }] } })],
    ['an environment variable', container({ env: [{ name: 'E', valueFrom: { configMapKeyRef: map } }] })],
    ['a whole environment', container({ envFrom: [{ configMapRef: { name: 'settings' } }] })],
    ['an argument', manifest({ arguments: { parameters: [{ valueFrom: { configMapKeyRef: map } }] } })],
    ['an input', template({ inputs: { parameters: [{ valueFrom: { configMapKeyRef: map } }] } })],
    ["a task's argument", task({ arguments: { parameters: [{ valueFrom: { configMapKeyRef: map } }] } })],
    ['a semaphore', manifest({ synchronization: { semaphores: [{ configMapKeyRef: map }] } })],
    ['a semaphore of Argo 3.5', template({ synchronization: { semaphore: { configMapKeyRef: map } } })],
    ['a cache', template({ memoize: { key: 'k', cache: { configMap: map } } })],
    ['an artifact repository', manifest({ artifactRepositoryRef: { configMap: 'settings', key: 'k' } })],
    ['an hdfs artifact', input({ hdfs: { krbConfigConfigMap: map } })],
  ])('in %s need to be listed', (_case, found) => {
    expect(codes(found)).toEqual(['policy.config-map']);
    expect(codes(found, { ...strict, configMaps: ['settings'] })).toEqual([]);
  });

  it('that the app keeps for locks are free', () => {
    expect(codes(manifest({ synchronization: { semaphores: [{ configMapKeyRef: { name: 'locks' } }] } }))).toEqual([]);
  });
});

describe('Service accounts', () => {
  it.each<[string, WorkflowManifest]>([
    ['the Workflow', manifest({ serviceAccountName: 'admin' })],
    ['a template', template({ serviceAccountName: 'admin' })],
    ['templateDefaults', manifest({ templateDefaults: { serviceAccountName: 'admin' } })],
    ['the executor', manifest({ executor: { serviceAccountName: 'admin' } })],
    ["a template's executor", template({ executor: { serviceAccountName: 'admin' } })],
    ['artifact collection', manifest({ artifactGC: { serviceAccountName: 'admin' } })],
    ["an artifact's collection", input({ artifactGC: { serviceAccountName: 'admin' } })],
    ['a template inside of a step', step({ inline: { serviceAccountName: 'admin' } })],
  ])('of %s need to be listed', (_case, found) => {
    expect(codes(found)).toEqual(['policy.service-account']);
    expect(codes(found, { ...strict, serviceAccounts: ['adm?n'] })).toEqual([]);
  });

  it('may be the one that the app would set anyway', () => {
    expect(codes(manifest({ serviceAccountName: 'default' }))).toEqual([]);
    const policy = { ...strict, serviceAccount: 'runner' };
    expect(codes(manifest({ serviceAccountName: 'runner' }), policy)).toEqual([]);
    expect(codes(manifest({ serviceAccountName: 'default' }), policy)).toEqual(['policy.service-account']);
  });

  it('must be set where the policy has one', () => {
    for (const spec of [{}, { serviceAccountName: '' }, { serviceAccountName: null }]) {
      expect(codes(manifest(spec), { ...strict, serviceAccount: 'runner' })).toEqual([
        'policy.service-account-missing',
      ]);
    }
  });

  it('cannot be filled in later', () => {
    const later = template({ serviceAccountName: '{{inputs.parameters.account}}' });
    expect(codes(later, { ...strict, serviceAccounts: ['ci-*'] })).toEqual(['policy.templated-name']);
  });

  it('that are no names are refused', () => {
    expect(codes(manifest({ serviceAccountName: ['admin'] }), generous)).toEqual(['policy.unexpected-shape']);
  });
});

describe('Templates of the cluster', () => {
  it.each<[string, WorkflowManifest]>([
    ['the Workflow', manifest({ workflowTemplateRef: { name: 'deploy' } })],
    ['the Workflow, for the whole cluster', manifest({ workflowTemplateRef: { name: 'deploy', clusterScope: true } })],
    ['a step', step({ templateRef: { name: 'deploy', template: 't' } })],
    ['a task', task({ templateRef: { name: 'deploy', template: 't' } })],
    ['a hook', manifest({ hooks: { exit: { templateRef: { name: 'deploy', template: 't' } } } })],
    ["a step's hook", step({ hooks: { exit: { templateRef: { name: 'deploy', template: 't' } } } })],
    ["a task's hook", task({ hooks: { running: { templateRef: { name: 'deploy', template: 't' } } } })],
  ])('of %s need to be listed', (_case, found) => {
    expect(codes(found)).toEqual(['policy.template']);
    expect(codes(found, { ...strict, templates: ['ci-*'] })).toEqual(['policy.template']);
    expect(codes(found, { ...strict, templates: ['dep*'] })).toEqual([]);
  });

  it('may be named by what Argo fills in later only where all are allowed', () => {
    const later = step({ templateRef: { name: '{{item}}', template: 't' } });
    expect(codes(later, { ...strict, templates: ['ci-*'] })).toEqual(['policy.templated-name']);
    expect(codes(later, { ...strict, templates: ['*'] })).toEqual([]);
  });
});
