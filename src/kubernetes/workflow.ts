/** The parts of a Kubernetes object's metadata that this app reads or writes. Times are RFC 3339. */
export interface ObjectMeta {
  name?: string;
  generateName?: string;
  namespace?: string;
  uid?: string;
  resourceVersion?: string;
  creationTimestamp?: string;
  deletionTimestamp?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  finalizers?: string[];
  ownerReferences?: unknown[];
  managedFields?: unknown[];
}

/** A Workflow as written by users: its spec is looked into by few, so it stays JSON here. */
export interface WorkflowManifest {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
  spec: Record<string, unknown>;
}

/** One node of a Workflow's status (Argo Workflows v1alpha1 `NodeStatus`), as far as it is shown. */
export interface WorkflowNode {
  id: string;
  name: string;
  displayName?: string;
  type: string;
  templateName?: string;
  templateRef?: { name?: string; template?: string; clusterScope?: boolean };
  phase?: string;
  message?: string;
  startedAt?: string | null;
  finishedAt?: string | null;
  boundaryID?: string;
  children?: string[];
  inputs?: { parameters?: { name: string; value?: string }[] };
  nodeFlag?: { hooked?: boolean; retried?: boolean };
  outputs?: { exitCode?: string };
}

/** A Workflow in the cluster. */
export interface Workflow extends WorkflowManifest {
  status?: {
    phase?: string;
    message?: string;
    startedAt?: string | null;
    finishedAt?: string | null;
    progress?: string;
    nodes?: Record<string, WorkflowNode>;
    /** base64 of the gzipped `nodes`, in place of `nodes` when the object is large. */
    compressedNodes?: string;
    offloadNodeStatusVersion?: string;
    conditions?: { type: string; status: string; message?: string }[];
  };
}

/** Metadata alone, as a PartialObjectMetadata watch delivers it. */
export interface WorkflowHead {
  metadata: ObjectMeta & { name: string; namespace: string; uid: string; resourceVersion: string };
}
