import { guarded } from '../rules/feature.ts';
import { workflowMetadataKeys } from '../rules/metadata-keys.ts';
import { secretReference, serviceAccountName, templateName } from '../rules/names.ts';
import { anything, listOf, object } from '../rules/shape.ts';
import { argumentsOf, artifactGc, artifactRepositoryRef } from './artifact.ts';
import { podSecurityContext } from './security-context.ts';
import { synchronization } from './synchronization.ts';
import { executor, hooks, podMetadata, template } from './template.ts';
import { volume, volumeClaimTemplate } from './volume.ts';

/** `spec` of a Workflow: Argo Workflows 3.4 to 4.1. */
export const workflowSpec = object({
  activeDeadlineSeconds: anything,
  affinity: anything,
  archiveLogs: anything,
  arguments: argumentsOf,
  artifactGC: artifactGc,
  artifactRepositoryRef,
  automountServiceAccountToken: anything,
  dnsConfig: anything,
  dnsPolicy: anything,
  entrypoint: anything,
  executor,
  executorPlugins: guarded('plugins'),
  hooks,
  hostAliases: anything,
  hostNetwork: guarded('hostNetwork'),
  imagePullSecrets: listOf(secretReference),
  metrics: anything,
  nodeSelector: anything,
  onExit: anything,
  parallelism: anything,
  podDisruptionBudget: object({
    maxUnavailable: anything,
    minAvailable: anything,
    selector: guarded('podDisruptionBudgetSelector'),
    unhealthyPodEvictionPolicy: anything,
  }),
  podGC: anything,
  podMetadata,
  podPriority: guarded('priority'),
  podPriorityClassName: guarded('priority'),
  podResources: anything,
  podSpecPatch: guarded('podSpecPatch'),
  priority: guarded('priority'),
  resourceClaims: guarded('resourceClaims'),
  retryStrategy: anything,
  schedulerName: guarded('schedulerName'),
  securityContext: podSecurityContext,
  serviceAccountName,
  shutdown: anything,
  suspend: anything,
  synchronization,
  templateDefaults: template,
  templates: listOf(template),
  tolerations: guarded('tolerations'),
  ttlStrategy: anything,
  volumeClaimGC: anything,
  volumeClaimTemplates: listOf(volumeClaimTemplate),
  volumes: listOf(volume),
  workflowMetadata: object({
    annotations: workflowMetadataKeys,
    labels: workflowMetadataKeys,
    labelsFrom: workflowMetadataKeys,
  }),
  workflowTemplateRef: object({ clusterScope: anything, name: templateName }),
});
