import { isRecord } from '../store/kube-object.ts';
import type { ObjectStore } from '../store/object-store.ts';
import { configMaps } from '../store/resource.ts';
import type { StopSwitch } from './run/stop-switch.ts';
import type { Synchronization } from './spec/workflow-spec.ts';

/** A mutex, or a semaphore whose limit is in a ConfigMap. `key` is how Argo names it: `ci/Mutex/deploy`. */
export interface Lock {
  kind: 'mutex' | 'semaphore';
  key: string;
  source: { namespace: string; configMap: string; field: string } | undefined;
}

export interface LockRequest {
  /** Who asks: `namespace/workflow`, and the node's id below it. */
  holder: string;
  locks: Lock[];
  priority: number;
  /** RFC 3339; the older goes first. */
  created: string;
  stop: StopSwitch;
  /** Called whenever what it waits for changes. */
  onWaiting(waiting: { lock: Lock; message: string; holders: string[] }): void;
}

export type Locked = { kind: 'held'; release: () => void } | { kind: 'stopped' } | { kind: 'failed'; message: string };

export interface Locks {
  acquire(request: LockRequest): Promise<Locked>;
  close(): void;
}

interface Waiter {
  request: LockRequest;
  resolve(locked: Locked): void;
}

/** The locks that a `synchronization` names, in both spellings. */
export function locksOf(synchronization: Synchronization | null | undefined, namespace: string): Lock[] {
  const { mutex, mutexes, semaphore, semaphores } = synchronization ?? {};
  const named = [...(mutex ? [mutex] : []), ...(mutexes ?? [])].map((each): Lock => {
    const key = `${each.namespace ?? namespace}/Mutex/${each.name ?? ''}`;
    return { kind: 'mutex', key, source: undefined };
  });
  const counted = [...(semaphore ? [semaphore] : []), ...(semaphores ?? [])].map((each): Lock => {
    const { name = '', key = '' } = each.configMapKeyRef ?? {};
    const source = { namespace: each.namespace ?? namespace, configMap: name, field: key };
    return { kind: 'semaphore', key: `${source.namespace}/ConfigMap/${name}/${key}`, source };
  });
  return [...named, ...counted];
}

/** Hands out the locks of a cluster: by priority, then age, and never past one who waits for the same lock. */
export function createLocks(store: ObjectStore): Locks {
  const holders = new Map<string, Set<string>>();
  let waiters: Waiter[] = [];
  const unsubscribe = store.subscribe((change) => {
    if (change.resource === configMaps) queueMicrotask(evaluate);
  });

  const holdersOf = (lock: Lock): Set<string> => {
    const present = holders.get(lock.key) ?? new Set();
    holders.set(lock.key, present);
    return present;
  };

  function limitOf(lock: Lock): number | string {
    if (lock.source === undefined) return 1;
    const { namespace, configMap, field } = lock.source;
    const object = store.get(configMaps, namespace, configMap);
    if (object === undefined) return `configmaps "${configMap}" not found`;
    const value = isRecord(object.data) ? object.data[field] : undefined;
    const limit = typeof value === 'string' ? Number(value) : Number.NaN;
    return Number.isInteger(limit) ? limit : `invalid value of the key ${field} in the ConfigMap ${configMap}`;
  }

  function evaluate(): void {
    const wanted = new Set<string>();
    for (const waiter of [...waiters]) {
      const outcome = judge(waiter, wanted);
      if (outcome === 'waits') for (const lock of waiter.request.locks) wanted.add(lock.key);
      else {
        waiters = waiters.filter((each) => each !== waiter);
        waiter.resolve(outcome);
      }
    }
  }

  function judge(waiter: Waiter, wanted: Set<string>): Locked | 'waits' {
    const { holder, locks, onWaiting } = waiter.request;
    for (const lock of locks) {
      const limit = limitOf(lock);
      if (typeof limit === 'string') {
        return { kind: 'failed', message: `Failed to acquire the synchronization lock. ${limit}` };
      }
      const present = holdersOf(lock);
      const free = limit - present.size;
      if (free > 0 && !wanted.has(lock.key)) continue;
      const message = `Waiting for ${lock.key} lock. Lock status: ${Math.max(free, 0)}/${limit}`;
      onWaiting({ lock, message, holders: [...present] });
      return 'waits';
    }
    for (const lock of locks) holdersOf(lock).add(holder);
    return { kind: 'held', release: () => release(holder, locks) };
  }

  function release(holder: string, locks: Lock[]): void {
    for (const lock of locks) holdersOf(lock).delete(holder);
    evaluate();
  }

  return {
    acquire(request) {
      if (request.locks.length === 0) return Promise.resolve({ kind: 'held', release: () => undefined });
      return new Promise((resolve) => {
        const forget = request.stop.onStop(() => {
          waiters = waiters.filter((each) => each.request !== request);
          resolve({ kind: 'stopped' });
          evaluate();
        });
        const waiter: Waiter = {
          request,
          resolve(locked) {
            forget();
            resolve(locked);
          },
        };
        if (request.stop.reason() !== undefined) return;
        waiters = [...waiters, waiter].sort(byPriorityAndAge);
        evaluate();
      });
    },
    close: unsubscribe,
  };
}

function byPriorityAndAge(a: Waiter, b: Waiter): number {
  const { request: first } = a;
  const { request: second } = b;
  if (first.priority !== second.priority) return second.priority - first.priority;
  if (first.created === second.created) return 0;
  return first.created < second.created ? -1 : 1;
}
