import { isDeepStrictEqual } from 'node:util';
import type { ClusterObject } from '../../kubernetes/cluster-objects.ts';
import { reservedPrefix } from '../../kubernetes/labels.ts';
import type { ObjectMeta } from '../../kubernetes/workflow.ts';

export interface Bare {
  /** The object with the metadata and status that it did not have before. */
  bare: ClusterObject;
  /** Paths of what the live object has and this one lacks: this app's own labels and annotations, finalizers, owners. */
  removed: string[];
}

/** What the API server writes on every object. */
export const servedMetadata: readonly string[] = [
  'creationTimestamp',
  'deletionGracePeriodSeconds',
  'deletionTimestamp',
  'generation',
  'managedFields',
  'resourceVersion',
  'selfLink',
  'uid',
];

/**
 * The object as it would have to be written by its author: without what the API server adds to each, and without labels,
 * annotations, owners, finalizers and status that it has in the cluster already.
 */
export function withoutUnchanged(final: ClusterObject, live: ClusterObject | undefined): Bare {
  const metadata: Record<string, unknown> = { ...final.metadata };
  for (const key of servedMetadata) delete metadata[key];
  const before = live?.metadata ?? {};
  for (const key of ['labels', 'annotations'] as const) {
    const changed = changedEntries(final.metadata[key], before[key]);
    if (changed === undefined) delete metadata[key];
    else metadata[key] = changed;
  }
  for (const key of ['finalizers', 'ownerReferences'] as const) {
    if (isDeepStrictEqual(final.metadata[key], before[key])) delete metadata[key];
  }
  const { status, ...rest } = final;
  const isReported = status !== undefined && !isEmpty(status) && !isDeepStrictEqual(status, live?.status);
  const bare: ClusterObject = { ...rest, metadata: metadata as ObjectMeta, ...(isReported ? { status } : {}) };
  const removed = [
    ...lostKeys('labels', final, live),
    ...lostKeys('annotations', final, live),
    ...(['finalizers', 'ownerReferences'] as const)
      .filter((key) => !isEmpty(before[key] ?? []) && isEmpty(final.metadata[key] ?? []))
      .map((key) => `metadata.${key}`),
  ];
  return { bare, removed };
}

/** A value that is no map of texts stays as it is: the guard refuses it. */
function changedEntries(after: unknown, before: unknown): unknown {
  if (after === undefined) return undefined;
  if (typeof after !== 'object' || after === null) return after;
  const known: Record<string, unknown> = Object.fromEntries(Object.entries(before ?? {}));
  return Object.fromEntries(
    Object.entries(after).filter(([key, value]) => !Object.hasOwn(known, key) || known[key] !== value),
  );
}

function lostKeys(field: 'labels' | 'annotations', final: ClusterObject, live: ClusterObject | undefined): string[] {
  const after = final.metadata[field] ?? {};
  return Object.keys(live?.metadata[field] ?? {})
    .filter((key) => key.startsWith(reservedPrefix) && !Object.hasOwn(after, key))
    .map((key) => `metadata.${field}["${key}"]`);
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}
