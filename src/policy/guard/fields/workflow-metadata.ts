import { workflowMetadataKeys } from '../rules/metadata-keys.ts';
import { ownNamespace, refusedOwner } from '../rules/names.ts';
import { anything, object } from '../rules/shape.ts';

/** `metadata` of a Workflow. What the API server overwrites anyway may stand there, since exported objects have it. */
export const workflowMetadata = object({
  annotations: workflowMetadataKeys,
  creationTimestamp: anything,
  finalizers: refusedOwner,
  generateName: anything,
  generation: anything,
  labels: workflowMetadataKeys,
  managedFields: anything,
  name: anything,
  namespace: ownNamespace,
  ownerReferences: refusedOwner,
  selfLink: anything,
  uid: anything,
});
