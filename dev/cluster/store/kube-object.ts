import { z } from 'zod';

/** One entry of `metadata.managedFields`. `fieldsV1` is the nested `f:name` form of Kubernetes. */
export interface ManagedFields {
  manager: string;
  operation: 'Apply' | 'Update';
  apiVersion: string;
  time: string;
  fieldsType: 'FieldsV1';
  fieldsV1: Record<string, unknown>;
}

export interface OwnerReference {
  apiVersion: string;
  kind: string;
  name: string;
  uid: string;
  controller?: boolean | undefined;
  blockOwnerDeletion?: boolean | undefined;
}

export interface KubeMeta {
  name: string;
  namespace?: string;
  generateName?: string;
  uid: string;
  resourceVersion: string;
  generation?: number;
  creationTimestamp: string;
  deletionTimestamp?: string;
  deletionGracePeriodSeconds?: number;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  finalizers?: string[];
  ownerReferences?: OwnerReference[];
  managedFields?: ManagedFields[];
}

/** An object as the store keeps it. Stored objects are values: a write makes a new one, nothing changes one in place. */
export interface KubeObject {
  apiVersion: string;
  kind: string;
  metadata: KubeMeta;
  [field: string]: unknown;
}

const managedFieldsShape = z.object({
  manager: z.string(),
  operation: z.enum(['Apply', 'Update']),
  apiVersion: z.string(),
  time: z.string(),
  fieldsType: z.literal('FieldsV1'),
  fieldsV1: z.record(z.string(), z.unknown()),
});

const metadataShape = z.looseObject({
  name: z.string().nullish(),
  namespace: z.string().nullish(),
  generateName: z.string().nullish(),
  uid: z.string().nullish(),
  resourceVersion: z.string().nullish(),
  labels: z.record(z.string(), z.string()).nullish(),
  annotations: z.record(z.string(), z.string()).nullish(),
  finalizers: z.array(z.string()).nullish(),
  ownerReferences: z
    .array(
      z.looseObject({
        apiVersion: z.string(),
        kind: z.string(),
        name: z.string(),
        uid: z.string(),
        controller: z.boolean().optional(),
        blockOwnerDeletion: z.boolean().optional(),
      }),
    )
    .nullish(),
  deletionGracePeriodSeconds: z.number().nullish(),
  managedFields: z.array(managedFieldsShape).nullish(),
});

const draftShape = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: metadataShape.nullish(),
});

/** Metadata as a client sends it: what it leaves out or sets to null is absent. */
export type DraftMeta = Partial<Omit<KubeMeta, 'generation' | 'creationTimestamp' | 'deletionTimestamp'>>;

/** An object as a client sends it. */
export interface Draft {
  apiVersion: string;
  kind: string;
  metadata: DraftMeta;
  [field: string]: unknown;
}

/** Reads a request's body as an object; the text says what is wrong with it. */
export function readDraft(body: unknown): { ok: true; draft: Draft } | { ok: false; message: string } {
  const parsed = draftShape.safeParse(body);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return { ok: false, message: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not an object'}` };
  }
  return { ok: true, draft: { ...parsed.data, metadata: presentFields(parsed.data.metadata ?? {}) } };
}

function presentFields(metadata: z.infer<typeof metadataShape>): DraftMeta {
  const present: DraftMeta = {};
  if (metadata.name) present.name = metadata.name;
  if (metadata.namespace) present.namespace = metadata.namespace;
  if (metadata.generateName) present.generateName = metadata.generateName;
  if (metadata.uid) present.uid = metadata.uid;
  if (metadata.resourceVersion) present.resourceVersion = metadata.resourceVersion;
  if (metadata.managedFields) present.managedFields = metadata.managedFields;
  if (metadata.labels) present.labels = metadata.labels;
  if (metadata.annotations) present.annotations = metadata.annotations;
  if (metadata.finalizers && metadata.finalizers.length > 0) present.finalizers = metadata.finalizers;
  if (metadata.ownerReferences && metadata.ownerReferences.length > 0) {
    present.ownerReferences = metadata.ownerReferences;
  }
  if (typeof metadata.deletionGracePeriodSeconds === 'number') {
    present.deletionGracePeriodSeconds = metadata.deletionGracePeriodSeconds;
  }
  return present;
}

/** True for a JSON object: not null, not a list. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
