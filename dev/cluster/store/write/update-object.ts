import { isDeepStrictEqual } from 'node:util';
import {
  badRequest,
  conflict,
  type FailureCause,
  invalid,
  notFound,
  type Outcome,
  refuse,
  staleObject,
} from '../failure.ts';
import { trackUpdate } from '../fields/track-owners.ts';
import type { Draft, KubeMeta, KubeObject } from '../kube-object.ts';
import type { ObjectStore } from '../object-store.ts';
import { validateMetadata } from '../validate-metadata.ts';
import { checkIdentity, type Place, timestamp, type WriteOptions } from './create-object.ts';
import { normalizeContent } from './normalize-content.ts';

/**
 * `PUT`, and the end of every `PATCH`: replaces an object. A stale resourceVersion is a conflict; a write that changes nothing
 * makes no event; an object marked as deleted goes for good when its last finalizer does.
 */
export function updateObject(
  store: ObjectStore,
  place: Place & { name: string },
  draft: Draft,
  options: WriteOptions,
): Outcome<KubeObject> {
  const { resource, namespace, name } = place;
  const mismatch = checkIdentity(place, draft);
  if (mismatch !== undefined) return refuse(badRequest(mismatch));
  const current = store.get(resource, namespace, name);
  if (current === undefined) return refuse(notFound(resource, name));
  const stale = checkVersion(place, draft, current);
  if (stale !== undefined) return stale;
  const causes = [
    ...validateMetadata(resource, { ...draft.metadata, name }),
    ...checkNoNewFinalizers(current.metadata, draft.metadata.finalizers ?? []),
  ];
  if (causes.length > 0) return refuse(invalid(resource, name, causes));
  const content = normalizeContent(resource, draft);
  if (!content.ok) return content;

  const next: KubeObject = { ...content.value, metadata: mergeMetadata(current.metadata, draft) };
  const owned = withGivenOwners(current, draft);
  if (isSame(current, next) && options.managedFields === undefined && owned === current)
    return { ok: true, value: current };
  if (resource.custom && !isSame(withoutMetadata(current), withoutMetadata(next))) {
    next.metadata.generation = (current.metadata.generation ?? 1) + 1;
  }
  const writer = { manager: options.manager, time: timestamp(store.now()) };
  next.metadata.managedFields = options.managedFields ?? trackUpdate(owned, next, writer);
  if (options.dryRun === true) return { ok: true, value: next };
  if (next.metadata.deletionTimestamp !== undefined && (next.metadata.finalizers ?? []).length === 0) {
    return { ok: true, value: store.remove(resource, next) };
  }
  return { ok: true, value: store.put(resource, next) };
}

/** Whoever writes `managedFields` with an object says who owns what from then on. */
function withGivenOwners(current: KubeObject, draft: Draft): KubeObject {
  const { managedFields } = draft.metadata;
  // Clients write times in a form of their own.
  const timeless = (entries: KubeMeta['managedFields']) => entries?.map((each) => ({ ...each, time: '' }));
  const isKnown = isDeepStrictEqual(timeless(managedFields), timeless(current.metadata.managedFields));
  if (managedFields === undefined || isKnown) return current;
  return { ...current, metadata: { ...current.metadata, managedFields } };
}

function checkVersion(place: Place & { name: string }, draft: Draft, current: KubeObject) {
  const { resource, name } = place;
  const { resourceVersion, uid } = draft.metadata;
  if (uid !== undefined && uid !== current.metadata.uid) {
    const why = `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${current.metadata.uid}`;
    return refuse(conflict(resource, name, why));
  }
  if (resourceVersion === undefined && resource.custom) {
    const cause = {
      reason: 'FieldValueInvalid',
      message: 'Invalid value: 0: must be specified for an update',
      field: 'metadata.resourceVersion',
    };
    return refuse(invalid(resource, name, [cause]));
  }
  if (resourceVersion !== undefined && resourceVersion !== current.metadata.resourceVersion) {
    return refuse(conflict(resource, name, staleObject));
  }
  return undefined;
}

function checkNoNewFinalizers(current: KubeMeta, finalizers: string[]): FailureCause[] {
  if (current.deletionTimestamp === undefined) return [];
  const added = finalizers.filter((name) => !(current.finalizers ?? []).includes(name));
  if (added.length === 0) return [];
  return [
    {
      reason: 'FieldValueForbidden',
      message: `Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{${added.map((name) => JSON.stringify(name)).join(', ')}}`,
      field: 'metadata.finalizers',
    },
  ];
}

function mergeMetadata(current: KubeMeta, draft: Draft): KubeMeta {
  const { labels, annotations, finalizers, ownerReferences } = draft.metadata;
  return {
    name: current.name,
    ...(current.namespace === undefined ? {} : { namespace: current.namespace }),
    ...(current.generateName === undefined ? {} : { generateName: current.generateName }),
    uid: current.uid,
    resourceVersion: current.resourceVersion,
    creationTimestamp: current.creationTimestamp,
    ...(current.generation === undefined ? {} : { generation: current.generation }),
    ...(current.deletionTimestamp === undefined ? {} : { deletionTimestamp: current.deletionTimestamp }),
    ...(current.deletionGracePeriodSeconds === undefined
      ? {}
      : { deletionGracePeriodSeconds: current.deletionGracePeriodSeconds }),
    ...(labels === undefined ? {} : { labels }),
    ...(annotations === undefined ? {} : { annotations }),
    ...(finalizers === undefined ? {} : { finalizers }),
    ...(ownerReferences === undefined ? {} : { ownerReferences }),
  };
}

function isSame(current: object, next: object): boolean {
  return isDeepStrictEqual(comparable(current), comparable(next));
}

function comparable(object: object): unknown {
  return JSON.parse(JSON.stringify(object, (key, value: unknown) => (key === 'managedFields' ? undefined : value)));
}

function withoutMetadata(object: KubeObject): object {
  const { metadata: _metadata, ...content } = object;
  return content;
}
