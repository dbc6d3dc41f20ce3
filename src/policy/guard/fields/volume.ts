import { guarded } from '../rules/feature.ts';
import { judgeByKeys } from '../rules/judge-unknown.ts';
import { claimMetadataKeys } from '../rules/metadata-keys.ts';
import { configMapName, ownNamespace, refusedOwner, secretName, volumeName } from '../rules/names.ts';
import { anything, listOf, object } from '../rules/shape.ts';

/** A new volume is the run's own; one that names, selects or copies an existing one is not. */
const claimSpec = object({
  accessModes: anything,
  dataSource: guarded('existingVolumes'),
  dataSourceRef: guarded('existingVolumes'),
  resources: anything,
  selector: guarded('existingVolumes'),
  storageClassName: anything,
  volumeAttributesClassName: anything,
  volumeMode: anything,
  volumeName: guarded('existingVolumes'),
});

const claimMetadata = object({
  annotations: claimMetadataKeys,
  creationTimestamp: anything,
  finalizers: refusedOwner,
  generateName: anything,
  labels: claimMetadataKeys,
  name: volumeName,
  namespace: ownNamespace,
});

export const volumeClaimTemplate = object({
  apiVersion: anything,
  kind: anything,
  metadata: claimMetadata,
  spec: claimSpec,
  status: anything,
});

/** Their Secrets are found by key: each driver has its own fields for them. */
const otherVolume = guarded('otherVolumes', judgeByKeys);

/** `items`, modes and the like choose keys within what was judged by name. */
const projection = { defaultMode: anything, items: anything, optional: anything };

const projected = object({
  defaultMode: anything,
  sources: listOf(
    object({
      clusterTrustBundle: anything,
      configMap: object({ ...projection, name: configMapName }),
      downwardAPI: anything,
      podCertificate: otherVolume,
      secret: object({ ...projection, name: secretName }),
      // A token of the pod's own account, which was judged where it is named.
      serviceAccountToken: anything,
    }),
  ),
});

export const volume = object({
  name: volumeName,
  configMap: object({ ...projection, name: configMapName }),
  downwardAPI: anything,
  emptyDir: anything,
  ephemeral: object({ volumeClaimTemplate }),
  hostPath: guarded('hostPath'),
  image: anything,
  persistentVolumeClaim: guarded('persistentVolumeClaims'),
  projected,
  secret: object({ ...projection, secretName }),
  awsElasticBlockStore: otherVolume,
  azureDisk: otherVolume,
  azureFile: otherVolume,
  cephfs: otherVolume,
  cinder: otherVolume,
  csi: otherVolume,
  fc: otherVolume,
  flexVolume: otherVolume,
  flocker: otherVolume,
  gcePersistentDisk: otherVolume,
  gitRepo: otherVolume,
  glusterfs: otherVolume,
  iscsi: otherVolume,
  nfs: otherVolume,
  photonPersistentDisk: otherVolume,
  portworxVolume: otherVolume,
  quobyte: otherVolume,
  rbd: otherVolume,
  scaleIO: otherVolume,
  storageos: otherVolume,
  vsphereVolume: otherVolume,
});
