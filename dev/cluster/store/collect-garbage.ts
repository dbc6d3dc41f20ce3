import type { KubeObject } from './kube-object.ts';
import type { Change, ObjectStore } from './object-store.ts';
import type { Resource } from './resource.ts';
import { deleteObject } from './write/delete-object.ts';

/**
 * Deletes in the background what is left without any of its owners: when an owner goes, and when an object arrives whose owners
 * are all gone already. Returns the function that ends it.
 */
export function collectGarbage(store: ObjectStore): () => void {
  const pending = new Set<NodeJS.Immediate>();

  function later(work: () => void): void {
    const immediate = setImmediate(() => {
      pending.delete(immediate);
      work();
    });
    pending.add(immediate);
  }

  function collect(resource: Resource, object: KubeObject): void {
    const { namespace = '', name, uid } = object.metadata;
    const live = store.get(resource, namespace, name);
    if (live === undefined || live.metadata.uid !== uid || !isOrphaned(store, live)) return;
    deleteObject(store, { resource, namespace, name });
  }

  const stop = store.subscribe((change: Change) => {
    if (change.type === 'DELETED') {
      const { uid } = change.object.metadata;
      later(() => {
        for (const dependent of store.ownedBy(uid)) collect(dependent.resource, dependent.object);
      });
    } else if (isOrphaned(store, change.object)) later(() => collect(change.resource, change.object));
  });
  return () => {
    stop();
    for (const immediate of pending) clearImmediate(immediate);
  };
}

function isOrphaned(store: ObjectStore, object: KubeObject): boolean {
  const owners = object.metadata.ownerReferences ?? [];
  return owners.length > 0 && owners.every((owner) => !store.holdsUid(owner.uid));
}
