import { userContainer } from '../guard/fields/container.ts';
import { podSecurityContext } from '../guard/fields/security-context.ts';
import { podMetadata } from '../guard/fields/template.ts';
import { volume, volumeClaimTemplate } from '../guard/fields/volume.ts';
import { guarded, guardedUnless } from '../guard/rules/feature.ts';
import type { Rule } from '../guard/rules/inspection.ts';
import { secretReference, serviceAccountName } from '../guard/rules/names.ts';
import { anything, listOf, object } from '../guard/rules/shape.ts';

/** What Kubernetes itself puts on every pod, besides nothing at all. */
const scheduledAsEver = guardedUnless((value) => value === '' || value === 'default-scheduler', 'schedulerName');

/** A pod's spec (Kubernetes 1.34), by the same rules as the pods of a Workflow. */
export const podSpec: Rule = object({
  activeDeadlineSeconds: anything,
  affinity: anything,
  automountServiceAccountToken: anything,
  containers: listOf(userContainer),
  dnsConfig: anything,
  dnsPolicy: anything,
  enableServiceLinks: anything,
  ephemeralContainers: listOf(userContainer),
  hostAliases: anything,
  hostIPC: guarded('hostNetwork'),
  hostNetwork: guarded('hostNetwork'),
  hostPID: guarded('hostNetwork'),
  hostUsers: anything,
  hostname: anything,
  imagePullSecrets: listOf(secretReference),
  initContainers: listOf(userContainer),
  nodeSelector: anything,
  os: anything,
  overhead: anything,
  preemptionPolicy: anything,
  priority: guarded('priority'),
  priorityClassName: guarded('priority'),
  readinessGates: anything,
  resourceClaims: guarded('resourceClaims'),
  resources: anything,
  restartPolicy: anything,
  runtimeClassName: anything,
  schedulerName: scheduledAsEver,
  schedulingGates: anything,
  securityContext: podSecurityContext,
  serviceAccount: serviceAccountName,
  serviceAccountName,
  setHostnameAsFQDN: anything,
  shareProcessNamespace: anything,
  subdomain: anything,
  terminationGracePeriodSeconds: anything,
  tolerations: guarded('tolerations'),
  topologySpreadConstraints: anything,
  volumes: listOf(volume),
});

const podTemplate = object({ metadata: podMetadata, spec: podSpec });

/** All that these kinds have besides their pods is about how many there are and when. */
const replicated = {
  minReadySeconds: anything,
  paused: anything,
  podManagementPolicy: anything,
  ordinals: anything,
  persistentVolumeClaimRetentionPolicy: anything,
  progressDeadlineSeconds: anything,
  replicas: anything,
  revisionHistoryLimit: anything,
  selector: anything,
  serviceName: anything,
  strategy: anything,
  template: podTemplate,
  updateStrategy: anything,
  volumeClaimTemplates: listOf(volumeClaimTemplate),
};

const jobSpec = object({
  activeDeadlineSeconds: anything,
  backoffLimit: anything,
  backoffLimitPerIndex: anything,
  completionMode: anything,
  completions: anything,
  managedBy: anything,
  manualSelector: anything,
  maxFailedIndexes: anything,
  parallelism: anything,
  podFailurePolicy: anything,
  podReplacementPolicy: anything,
  selector: anything,
  successPolicy: anything,
  suspend: anything,
  template: podTemplate,
  ttlSecondsAfterFinished: anything,
});

const cronJobSpec = object({
  concurrencyPolicy: anything,
  failedJobsHistoryLimit: anything,
  jobTemplate: object({ metadata: anything, spec: jobSpec }),
  schedule: anything,
  startingDeadlineSeconds: anything,
  successfulJobsHistoryLimit: anything,
  suspend: anything,
  timeZone: anything,
});

const workload = { spec: object(replicated) };

/** The fields beside `apiVersion`, `kind`, `metadata` and `status` of Kubernetes' kinds that make pods. */
export const podKinds: ReadonlyMap<string, Readonly<Record<string, Rule>>> = new Map<
  string,
  Readonly<Record<string, Rule>>
>([
  ['/Pod', { spec: podSpec }],
  ['/PodTemplate', { template: podTemplate }],
  ['/ReplicationController', workload],
  ['apps/Deployment', workload],
  ['apps/StatefulSet', workload],
  ['apps/DaemonSet', workload],
  ['apps/ReplicaSet', workload],
  ['batch/Job', { spec: jobSpec }],
  ['batch/CronJob', { spec: cronJobSpec }],
]);
