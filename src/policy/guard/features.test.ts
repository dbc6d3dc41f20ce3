import { describe, expect, it } from 'vitest';
import type { WorkflowManifest } from '../../kubernetes/workflow.ts';
import { guardWorkflow } from './guard-workflow.ts';
import {
  codes,
  container,
  generous,
  input,
  manifest,
  own,
  secret,
  step,
  stranger,
  strict,
  template,
  volume,
} from './testing/sample-workflows.ts';

const unconfined = { type: 'Unconfined' };

describe('Guarded features', () => {
  it.each<[string, WorkflowManifest]>([
    ['hostPath', volume({ hostPath: { path: '/' } })],
    ['hostPath', template({ volumes: [{ name: 'v', hostPath: { path: '/' } }] })],
    ['hostPath', step({ inline: { volumes: [{ name: 'v', hostPath: { path: '/' } }] } })],
    ['hostNetwork', manifest({ hostNetwork: true })],
    ['hostNetwork', manifest({ hostNetwork: '{{workflow.parameters.x}}' })],
    ['hostPorts', container({ ports: [{ containerPort: 80, hostPort: 80 }] })],
    ['privileged', container({ securityContext: { privileged: true } })],
    ['privileged', container({ securityContext: { privileged: 'true' } })],
    ['privileged', template({ sidecars: [{ securityContext: { privileged: true } }] })],
    ['privileged', template({ initContainers: [{ securityContext: { privileged: true } }] })],
    ['privileged', template({ script: { securityContext: { privileged: true } } })],
    ['privileged', template({ containerSet: { containers: [{ securityContext: { privileged: true } }] } })],
    ['allowPrivilegeEscalation', container({ securityContext: { allowPrivilegeEscalation: true } })],
    ['capabilities', container({ securityContext: { capabilities: { add: ['CHOWN', 'SYS_ADMIN'] } } })],
    ['capabilities', container({ securityContext: { capabilities: { add: ['ALL'] } } })],
    ['hostProcess', container({ securityContext: { windowsOptions: { hostProcess: true } } })],
    ['gmsaCredentials', manifest({ securityContext: { windowsOptions: { gmsaCredentialSpecName: 'x' } } })],
    ['procMount', container({ securityContext: { procMount: 'Unmasked' } })],
    ['seccompProfile', container({ securityContext: { seccompProfile: unconfined } })],
    ['seccompProfile', template({ securityContext: { seccompProfile: unconfined } })],
    ['appArmorProfile', manifest({ securityContext: { appArmorProfile: unconfined } })],
    ['seLinuxOptions', manifest({ securityContext: { seLinuxOptions: { type: 'spc_t' } } })],
    ['sysctls', manifest({ securityContext: { sysctls: [{ name: 'kernel.msgmax', value: '1' }] } })],
    ['probeHosts', container({ livenessProbe: { httpGet: { host: '169.254.169.254' } } })],
    ['probeHosts', container({ lifecycle: { postStart: { httpGet: { host: 'x' } } } })],
    ['podSpecPatch', manifest({ podSpecPatch: 'hostPID: true' })],
    ['podSpecPatch', template({ podSpecPatch: '{}' })],
    ['podSpecPatch', manifest({ artifactGC: { podSpecPatch: '{}' } })],
    ['podSpecPatch', manifest({ templateDefaults: { podSpecPatch: '{}' } })],
    ['resourceTemplates', template({ resource: { action: 'create', manifest: 'kind: Pod' } })],
    ['plugins', template({ plugin: { slack: {} } })],
    ['plugins', manifest({ executorPlugins: [{ spec: {} }] })],
    ['plugins', input({ plugin: { name: 'x' } })],
    ['databaseLocks', manifest({ synchronization: { semaphores: [{ database: { key: 'licences' } }] } })],
    ['persistentVolumeClaims', volume({ persistentVolumeClaim: { claimName: 'database' } })],
    ['existingVolumes', manifest({ volumeClaimTemplates: [{ spec: { volumeName: 'pv-1' } }] })],
    ['existingVolumes', manifest({ volumeClaimTemplates: [{ spec: { dataSource: { name: 'database' } } }] })],
    ['existingVolumes', manifest({ volumeClaimTemplates: [{ spec: { selector: { matchLabels: {} } } }] })],
    ['existingVolumes', volume({ ephemeral: { volumeClaimTemplate: { spec: { dataSourceRef: { name: 'd' } } } } })],
    ['otherVolumes', volume({ nfs: { server: 'x', path: '/' } })],
    ['otherVolumes', volume({ csi: { driver: 'secrets-store.csi.k8s.io' } })],
    ['otherVolumes', volume({ gitRepo: { repository: 'x' } })],
    ['otherVolumes', volume({ azureFile: { shareName: 'x' } })],
    ['resourceClaims', manifest({ resourceClaims: [{ name: 'gpu', resourceClaimName: 'others' }] })],
    ['tolerations', manifest({ tolerations: [{ operator: 'Exists' }] })],
    ['tolerations', template({ tolerations: [{ operator: 'Exists' }] })],
    ['priority', manifest({ podPriorityClassName: 'system-node-critical' })],
    ['priority', template({ priorityClassName: 'system-node-critical' })],
    ['priority', manifest({ priority: 1000 })],
    ['priority', manifest({ podPriority: 1000 })],
    ['schedulerName', template({ schedulerName: 'mine' })],
    ['podDisruptionBudgetSelector', manifest({ podDisruptionBudget: { selector: { matchLabels: { app: 'db' } } } })],
    ['podMetadata', manifest({ podMetadata: { annotations: { 'vault.hashicorp.com/agent-inject': 'true' } } })],
    ['podMetadata', template({ metadata: { labels: { 'azure.workload.identity/use': 'true' } } })],
    ['podMetadata', template({ metadata: { annotations: { 'iam.amazonaws.com/role': 'admin' } } })],
    ['podMetadata', template({ metadata: { labels: { aadpodidbinding: 'admin' } } })],
    ['podMetadata', template({ metadata: { annotations: { '{{inputs.parameters.key}}': 'true' } } })],
    ['podMetadata', manifest({ artifactGC: { podMetadata: { annotations: { 'sidecar.istio.io/inject': 'x' } } } })],
    [
      'claimMetadata',
      manifest({ volumeClaimTemplates: [{ metadata: { annotations: { 'cdi.kubevirt.io/x': 'y' } } }] }),
    ],
  ])('%s', (feature, found) => {
    const problems = guardWorkflow(found, strict, own);
    expect(problems.map(({ code }) => code)).toEqual(['policy.feature']);
    expect(problems[0]?.message).toContain(`\`${feature}\``);
    expect(problems[0]?.hint).toContain(`allow: ["${feature}"]`);
    expect(codes(found, { ...strict, allow: [feature] })).toEqual([]);
    expect(codes(found, { ...generous, allow: generous.allow.filter((name) => name !== feature) })).toHaveLength(1);
  });

  it('may be spelt out and turned off', () => {
    const off = {
      privileged: false,
      allowPrivilegeEscalation: false,
      procMount: 'Default',
      capabilities: { drop: ['ALL'] },
    };
    expect(codes(container({ securityContext: off, ports: [{ containerPort: 80, hostPort: 0 }] }))).toEqual([]);
    expect(codes(manifest({ hostNetwork: false, podSpecPatch: '', tolerations: [], executorPlugins: null }))).toEqual(
      [],
    );
  });

  it.each<[string, WorkflowManifest]>([
    ['a volume of a driver', volume({ csi: { nodePublishSecretRef: { name: 'prod' } } })],
    ['an azure share', volume({ azureFile: { secretName: 'prod' } })],
    ['a flex volume', volume({ flexVolume: { secretRef: { name: 'prod' } } })],
    [
      'a manifest from an artifact',
      template({ resource: { manifestFrom: { artifact: { git: { passwordSecret: secret } } } } }),
    ],
  ])('do not open Secrets with them: %s', (_case, found) => {
    expect(codes(found, { ...generous, secrets: [] })).toEqual(['policy.secret']);
  });

  it('keep strangers out of the shared artifact store', () => {
    const found = input({ s3: { key: 'others/result.tgz' } });
    expect(codes(found)).toEqual([]);
    expect(codes(found, strict, stranger)).toEqual(['policy.feature']);
    expect(codes(manifest({ artifactRepositoryRef: { key: 'prod' } }), strict, stranger)).toEqual(['policy.feature']);
    expect(codes(found, { ...strict, allow: ['artifactLocations'] }, stranger)).toEqual([]);
  });
});
