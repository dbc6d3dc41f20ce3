import type { ClusterResult } from './kubernetes.ts';
import type { ObjectMeta, WorkflowHead } from './workflow.ts';

/** Any object of the cluster. */
export interface ClusterObject {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
  [other: string]: unknown;
}

/** A kind as the API server serves it. */
export interface ServedKind {
  apiVersion: string;
  kind: string;
  /** The name in the API's addresses: `configmaps`. */
  plural: string;
  namespaced: boolean;
}

/** An object's metadata alone. */
export type ObjectHead = WorkflowHead;

/** Where one object is; the namespace of a kind without namespaces is not looked at. */
export interface ObjectPlace {
  served: ServedKind;
  namespace: string;
  name: string;
}

export type PatchStrategy =
  | 'application/merge-patch+json'
  | 'application/strategic-merge-patch+json'
  | 'application/apply-patch+yaml';

export interface ObjectPatch {
  strategy: PatchStrategy;
  body: object;
}

export interface WriteOptions {
  /** The API server does everything but store it (`dryRun=All`). */
  dryRun: boolean;
}

/**
 * Objects of any kind, as triggers need them. Writes are validated strictly: a field that the kind does not have is `invalid`.
 * No method throws for what the API server answers.
 */
export interface ClusterObjects {
  /** Finds the kind by discovery, by its own name or the one in the API's addresses; what was found is remembered for ten minutes. `absent` when it is not served. */
  findKind(apiVersion: string, name: string, by?: 'kind' | 'plural'): Promise<ClusterResult<ServedKind>>;
  getObject(place: ObjectPlace): Promise<ClusterResult<ClusterObject>>;
  /** Metadata of all objects with these labels, as they are now: nothing of what they hold leaves the API server. */
  listObjects(place: Omit<ObjectPlace, 'name'>, labelSelector: string): Promise<ClusterResult<ObjectHead[]>>;
  /** The object names itself, or has a `generateName`; the place's name is not looked at. */
  createObject(
    place: Omit<ObjectPlace, 'name'>,
    object: ClusterObject,
    options: WriteOptions,
  ): Promise<ClusterResult<ClusterObject>>;
  /** `PUT`; with `metadata.resourceVersion` a stale write is a `conflict`. */
  replaceObject(
    place: ObjectPlace,
    object: ClusterObject,
    options: WriteOptions,
  ): Promise<ClusterResult<ClusterObject>>;
  /** With `metadata.resourceVersion` in the body a stale write is a `conflict`. */
  patchObject(place: ObjectPlace, patch: ObjectPatch, options: WriteOptions): Promise<ClusterResult<ClusterObject>>;
  /** Deletes that very object: another of its name, or with `resourceVersion` another version of it, is a `conflict`. */
  deleteObject(
    place: ObjectPlace,
    preconditions: { uid?: string | undefined; resourceVersion?: string | undefined },
    options: WriteOptions,
  ): Promise<ClusterResult<undefined>>;
  /** One value of a Secret. A Secret without that key is `absent`. */
  readSecretKey(namespace: string, name: string, key: string): Promise<ClusterResult<string>>;
  readConfigMapKey(namespace: string, name: string, key: string): Promise<ClusterResult<string>>;
}
