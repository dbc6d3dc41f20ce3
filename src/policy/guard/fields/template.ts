import { guarded } from '../rules/feature.ts';
import type { Rule } from '../rules/inspection.ts';
import { podMetadataKeys } from '../rules/metadata-keys.ts';
import { secretReference, serviceAccountName, templateName } from '../rules/names.ts';
import { anything, lazily, listOf, mapOf, object } from '../rules/shape.ts';
import { argumentsOf, artifact, artifactLocation, outputs } from './artifact.ts';
import { container, containerSet, script, userContainer } from './container.ts';
import { podSecurityContext } from './security-context.ts';
import { memoize, synchronization } from './synchronization.ts';
import { volume } from './volume.ts';

const templateRef = object({ clusterScope: anything, name: templateName, template: anything });

/** What runs around a step, a task or the whole Workflow. */
export const hooks = mapOf(object({ arguments: argumentsOf, expression: anything, template: anything, templateRef }));

const stepFields: Readonly<Record<string, Rule>> = {
  arguments: argumentsOf,
  continueOn: anything,
  hooks,
  inline: lazily(() => template),
  name: anything,
  onExit: anything,
  template: anything,
  templateRef,
  when: anything,
  withItems: anything,
  withParam: anything,
  withSequence: anything,
};

const dag = object({
  failFast: anything,
  target: anything,
  tasks: listOf(object({ ...stepFields, dependencies: anything, depends: anything })),
});

const httpTemplate = object({
  body: anything,
  bodyFrom: anything,
  headers: listOf(object({ name: anything, value: anything, valueFrom: object({ secretKeyRef: secretReference }) })),
  insecureSkipVerify: anything,
  method: anything,
  successCondition: anything,
  timeoutSeconds: anything,
  url: anything,
});

/** Its `manifest` is text that becomes an object only later, so nothing about it can be judged. */
const resource = guarded(
  'resourceTemplates',
  object({
    action: anything,
    failureCondition: anything,
    flags: anything,
    manifest: anything,
    manifestFrom: object({ artifact }),
    mergeStrategy: anything,
    setOwnerReference: anything,
    successCondition: anything,
  }),
);

export const podMetadata = object({ annotations: podMetadataKeys, labels: podMetadataKeys });

export const executor = object({ serviceAccountName });

/** A template of the Workflow, `templateDefaults`, or one written inside of a step. */
export const template: Rule = object({
  activeDeadlineSeconds: anything,
  affinity: anything,
  annotations: anything,
  archiveLocation: artifactLocation,
  automountServiceAccountToken: anything,
  container,
  containerSet,
  daemon: anything,
  dag,
  data: object({ source: object({ artifactPaths: artifact }), transformation: anything }),
  executor,
  failFast: anything,
  hostAliases: anything,
  http: httpTemplate,
  initContainers: listOf(userContainer),
  inputs: argumentsOf,
  memoize,
  metadata: podMetadata,
  metrics: anything,
  name: anything,
  nodeSelector: anything,
  outputs,
  parallelism: anything,
  pendingTimeout: anything,
  plugin: guarded('plugins'),
  podResources: anything,
  podSpecPatch: guarded('podSpecPatch'),
  priority: guarded('priority'),
  priorityClassName: guarded('priority'),
  resource,
  resourceClaims: guarded('resourceClaims'),
  retryStrategy: anything,
  schedulerName: guarded('schedulerName'),
  script,
  securityContext: podSecurityContext,
  serviceAccountName,
  sidecars: listOf(userContainer),
  steps: listOf(listOf(object(stepFields))),
  suspend: anything,
  synchronization,
  timeout: anything,
  tolerations: guarded('tolerations'),
  volumes: listOf(volume),
});
