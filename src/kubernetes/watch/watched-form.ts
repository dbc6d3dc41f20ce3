import { isRecord } from '../../json/is-record.ts';
import type { ObjectMeta, WorkflowHead } from '../workflow.ts';

/** What a watch has to know of every object: which one it is, and in which version. */
export interface Watched {
  metadata: ObjectMeta & { name: string; uid: string; resourceVersion: string };
}

/** In which form objects are asked for, and how one is read; undefined for what cannot be told from others. */
export interface WatchedForm<Item extends Watched> {
  acceptList: string;
  acceptItem: string;
  read(object: unknown): Item | undefined;
}

/** A whole object. What its kind puts beside the metadata is for the reader to look into. */
export interface WatchedObject extends Watched {
  [other: string]: unknown;
}

/** Metadata alone; a server that cannot cut it out gives whole objects, of which the metadata is read all the same. */
export const headsForm: WatchedForm<WorkflowHead> = {
  acceptList: 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json',
  acceptItem: 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json',
  read(object) {
    const metadata = readMetadata(object);
    return metadata !== undefined && isInNamespace(metadata) ? { metadata } : undefined;
  },
};

export const objectsForm: WatchedForm<WatchedObject> = {
  acceptList: 'application/json',
  acceptItem: 'application/json',
  read(object) {
    const metadata = readMetadata(object);
    return metadata === undefined || !isRecord(object) ? undefined : { ...object, metadata };
  },
};

/** Objects with everything that the API server keeps of them. */
export const completeForm: WatchedForm<WatchedObject> = {
  acceptList: 'application/json',
  acceptItem: 'application/json',
  read(object) {
    return isRecord(object) && isMetadata(object.metadata) ? { ...object, metadata: object.metadata } : undefined;
  },
};

/** `managedFields`, most of the metadata's bytes and nobody's concern, are dropped. */
function readMetadata(object: unknown): Watched['metadata'] | undefined {
  if (!isRecord(object) || !isMetadata(object.metadata)) return undefined;
  const { managedFields: _, ...metadata } = object.metadata;
  return metadata;
}

/** The API server's schema of metadata is trusted beyond the fields that everything here depends on. */
function isMetadata(value: unknown): value is Watched['metadata'] & { managedFields?: unknown } {
  return isRecord(value) && ['name', 'uid', 'resourceVersion'].every((key) => typeof value[key] === 'string');
}

function isInNamespace(metadata: Watched['metadata']): metadata is WorkflowHead['metadata'] {
  return typeof metadata.namespace === 'string';
}
