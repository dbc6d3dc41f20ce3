import type { KubeObject } from './kube-object.ts';
import type { Resource } from './resource.ts';

/** One change, as watches see it. `previous` is the object before it. */
export interface Change {
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  resource: Resource;
  object: KubeObject;
  previous: KubeObject | undefined;
  version: number;
}

/** An object and its kind. */
export interface Stored {
  resource: Resource;
  object: KubeObject;
}

export interface ObjectStore {
  /** `namespace` is '' for kinds without one. */
  get(resource: Resource, namespace: string, name: string): KubeObject | undefined;
  /** Sorted by namespace and name; all namespaces when none is given. */
  list(resource: Resource, namespace?: string): KubeObject[];
  /** Stamps the next resourceVersion on the object and tells the subscribers. */
  put(resource: Resource, object: KubeObject): KubeObject;
  remove(resource: Resource, object: KubeObject): KubeObject;
  holdsUid(uid: string): boolean;
  /** All objects that name this uid as an owner. */
  ownedBy(uid: string): Stored[];
  version(): number;
  now(): Date;
  /** Changes of a kind after a version, oldest first; `expired` when some of them are no longer known. */
  changesSince(resource: Resource, version: number): Change[] | 'expired';
  /** Forgets all past changes: every older version is too old from now on. */
  expireHistory(): void;
  /** Listeners are called at once, in order, while the change is made; they must not throw. */
  subscribe(listener: (change: Change) => void): () => void;
}

interface Shelf {
  objects: Map<string, KubeObject>;
  history: Change[];
  /** The newest version that the history has dropped. */
  droppedUpTo: number;
}

/** Keeps all objects in memory. `historySize` changes of each kind are remembered for watches. */
export function createObjectStore(historySize: number, now: () => Date = () => new Date()): ObjectStore {
  const shelves = new Map<Resource, Shelf>();
  const uids = new Set<string>();
  const owned = new Map<string, Map<string, Stored>>();
  const listeners = new Set<(change: Change) => void>();
  let version = 1000;

  function shelfOf(resource: Resource): Shelf {
    let shelf = shelves.get(resource);
    if (shelf === undefined) {
      shelf = { objects: new Map(), history: [], droppedUpTo: 0 };
      shelves.set(resource, shelf);
    }
    return shelf;
  }

  function record(change: Change): void {
    const shelf = shelfOf(change.resource);
    shelf.history.push(change);
    while (shelf.history.length > historySize) shelf.droppedUpTo = shelf.history.shift()?.version ?? shelf.droppedUpTo;
    for (const listener of [...listeners]) listener(change);
  }

  function indexOwners(resource: Resource, previous: KubeObject | undefined, object: KubeObject | undefined): void {
    for (const owner of previous?.metadata.ownerReferences ?? []) {
      owned.get(owner.uid)?.delete(previous?.metadata.uid ?? '');
      if (owned.get(owner.uid)?.size === 0) owned.delete(owner.uid);
    }
    for (const owner of object?.metadata.ownerReferences ?? []) {
      const dependents = owned.get(owner.uid) ?? new Map<string, Stored>();
      owned.set(owner.uid, dependents);
      if (object !== undefined) dependents.set(object.metadata.uid, { resource, object });
    }
  }

  function stamp(object: KubeObject): KubeObject {
    version += 1;
    return { ...object, metadata: { ...object.metadata, resourceVersion: String(version) } };
  }

  return {
    get: (resource, namespace, name) => shelfOf(resource).objects.get(`${namespace}/${name}`),
    list(resource, namespace) {
      const all = [...shelfOf(resource).objects.entries()];
      const wanted = namespace === undefined ? all : all.filter(([key]) => key.startsWith(`${namespace}/`));
      return wanted.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, object]) => object);
    },
    put(resource, object) {
      const stored = stamp(object);
      const shelf = shelfOf(resource);
      const key = keyOf(stored);
      const previous = shelf.objects.get(key);
      shelf.objects.set(key, stored);
      uids.add(stored.metadata.uid);
      indexOwners(resource, previous, stored);
      record({ type: previous === undefined ? 'ADDED' : 'MODIFIED', resource, object: stored, previous, version });
      return stored;
    },
    remove(resource, object) {
      const last = stamp(object);
      const shelf = shelfOf(resource);
      const previous = shelf.objects.get(keyOf(last));
      shelf.objects.delete(keyOf(last));
      uids.delete(last.metadata.uid);
      indexOwners(resource, previous, undefined);
      record({ type: 'DELETED', resource, object: last, previous, version });
      return last;
    },
    holdsUid: (uid) => uids.has(uid),
    ownedBy: (uid) => [...(owned.get(uid)?.values() ?? [])],
    version: () => version,
    now,
    changesSince(resource, since) {
      const shelf = shelfOf(resource);
      if (since < shelf.droppedUpTo) return 'expired';
      return shelf.history.filter((change) => change.version > since);
    },
    expireHistory() {
      version += 1;
      for (const shelf of shelves.values()) {
        shelf.history = [];
        shelf.droppedUpTo = version;
      }
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function keyOf(object: KubeObject): string {
  return `${object.metadata.namespace ?? ''}/${object.metadata.name}`;
}
