/**
 * Features of a Workflow that reach beyond its own pods, by the names that a policy's `allow` uses, with why each is guarded.
 * What is not here is let through without asking (`nodeSelector` and `affinity` choose among nodes that would take the pod
 * anyway; `hostAliases`, `dnsConfig`, `runAsUser` and memory stay within the pod). The rules about containers and volumes are
 * those of Kubernetes' Pod Security Standard "baseline".
 */
export const features = {
  hostPath: 'it opens the node’s files',
  hostNetwork: 'it opens the node’s network',
  hostPorts: 'it takes a port of the node',
  privileged: 'it makes the container an administrator of the node',
  allowPrivilegeEscalation: 'it lets a process gain more rights than its parent',
  capabilities: 'it gives the container rights over the node',
  hostProcess: 'it runs the container on the Windows node itself',
  gmsaCredentials: 'it gives the container a Windows account of the domain',
  procMount: 'it shows the container what the kernel hides',
  seccompProfile: 'it takes the filter of system calls away',
  appArmorProfile: 'it takes AppArmor’s confinement away',
  seLinuxOptions: 'it changes SELinux’s confinement',
  sysctls: 'it changes settings of the kernel',
  probeHosts: 'it makes the node call another host',
  podSpecPatch: 'it can change anything in the pod after it was judged',
  resourceTemplates: 'it does anything in the cluster that the run’s account may',
  plugins: 'it runs code of the cluster’s plugins',
  persistentVolumeClaims: 'it opens a volume that is another’s data',
  existingVolumes: 'the new volume would be, or copy, an existing one',
  otherVolumes: 'the volume is on the network, on the node or made by a driver',
  resourceClaims: 'it takes devices of the cluster',
  tolerations: 'it enters nodes that are set apart',
  priority: 'it goes before others’ runs and may evict their pods',
  schedulerName: 'it chooses who places its pods',
  podDisruptionBudgetSelector: 'it can keep others’ pods from being moved',
  databaseLocks: 'its limit is the operator’s, and whoever holds it holds up others',
  podMetadata: 'labels and annotations with a prefix give orders to the cluster, such as mounting Secrets into the pod',
  claimMetadata: 'labels and annotations with a prefix give orders to the storage',
  artifactLocations: 'files in the shared artifact store belong to others too',
  reservedNamespaces: 'this app or Argo’s controller lives there',
  unknownFields: 'nobody can tell what it does',
} as const;

export type Feature = keyof typeof features;

export const featureNames = Object.keys(features) as Feature[];
