import { conflict, notFound, type Outcome, refuse } from '../failure.ts';
import type { KubeObject } from '../kube-object.ts';
import type { ObjectStore } from '../object-store.ts';
import { namespaces, resources } from '../resource.ts';
import { type Place, timestamp } from './create-object.ts';

export interface DeleteOptions {
  dryRun?: boolean;
  propagation?: 'Background' | 'Foreground' | 'Orphan';
  preconditions?: { uid?: string | undefined; resourceVersion?: string | undefined };
}

/** `DELETE`: removes an object, or marks it as deleted while it has finalizers. `gone` says which. */
export function deleteObject(
  store: ObjectStore,
  place: Place & { name: string },
  options: DeleteOptions = {},
): Outcome<{ object: KubeObject; gone: boolean }> {
  const { resource, namespace, name } = place;
  const current = store.get(resource, namespace, name);
  if (current === undefined) return refuse(notFound(resource, name));
  const { uid, resourceVersion } = options.preconditions ?? {};
  if (uid !== undefined && uid !== current.metadata.uid) {
    const why = `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${current.metadata.uid}`;
    return refuse(conflict(resource, name, why));
  }
  if (resourceVersion !== undefined && resourceVersion !== current.metadata.resourceVersion) {
    const why = `Precondition failed: ResourceVersion in precondition: ${resourceVersion}, ResourceVersion in object meta: ${current.metadata.resourceVersion}`;
    return refuse(conflict(resource, name, why));
  }
  const held = (current.metadata.finalizers ?? []).length > 0;
  if (options.dryRun === true) return { ok: true, value: { object: current, gone: !held } };
  if (options.propagation === 'Orphan') orphanDependents(store, current);
  if (resource === namespaces) emptyNamespace(store, name);
  if (!held) return { ok: true, value: { object: store.remove(resource, current), gone: true } };
  if (current.metadata.deletionTimestamp !== undefined) return { ok: true, value: { object: current, gone: false } };
  const marked: KubeObject = {
    ...current,
    metadata: {
      ...current.metadata,
      deletionTimestamp: timestamp(store.now()),
      deletionGracePeriodSeconds: 0,
      ...(current.metadata.generation === undefined ? {} : { generation: current.metadata.generation + 1 }),
    },
  };
  return { ok: true, value: { object: store.put(resource, marked), gone: false } };
}

function orphanDependents(store: ObjectStore, owner: KubeObject): void {
  for (const { resource, object } of store.ownedBy(owner.metadata.uid)) {
    const { ownerReferences = [], ...metadata } = object.metadata;
    const others = ownerReferences.filter((each) => each.uid !== owner.metadata.uid);
    store.put(resource, {
      ...object,
      metadata: { ...metadata, ...(others.length > 0 ? { ownerReferences: others } : {}) },
    });
  }
}

function emptyNamespace(store: ObjectStore, namespace: string): void {
  for (const resource of resources.filter((each) => each.namespaced)) {
    for (const object of store.list(resource, namespace)) {
      deleteObject(store, { resource, namespace, name: object.metadata.name });
    }
  }
}
