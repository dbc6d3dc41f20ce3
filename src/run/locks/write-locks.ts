import { isRecord } from '../../json/is-record.ts';
import type { WorkflowManifest } from '../../kubernetes/workflow.ts';
import { type Problem, problem } from '../../problem/problem.ts';
import type { GroupLock } from './group-lock.ts';
import { mapLocks } from './map-locks.ts';

/** How a version of Argo Workflows takes locks: lists since 3.6, before that one `mutex` or one `semaphore`. */
export type LockForm = 'lists' | 'single';

export type WrittenLocks = { ok: true; manifest: WorkflowManifest } | { ok: false; problem: Problem };

/**
 * The Workflow with its locks as that version of Argo wants them, whichever form they were written in, and with the lock of its
 * group beside its own.
 *
 * Problems: `run.one-lock`.
 */
export function writeLocks(manifest: WorkflowManifest, lock: GroupLock | undefined, form: LockForm): WrittenLocks {
  const spec = lock === undefined ? manifest.spec : addLock(manifest.spec, lock);
  let tooMany: Problem | undefined;
  const written = mapLocks(spec, (synchronization, path) => {
    const locks = readLocks(synchronization);
    if (form === 'lists') return { ...locks.others, ...asLists(locks) };
    const count = locks.mutexes.length + locks.semaphores.length;
    if (count > 1) tooMany ??= problem('run.one-lock', { count, path });
    return { ...locks.others, ...asSingle(locks) };
  });
  return tooMany === undefined
    ? { ok: true, manifest: { ...manifest, spec: written } }
    : { ok: false, problem: tooMany };
}

interface Locks {
  mutexes: unknown[];
  semaphores: unknown[];
  /** What is none of the four fields: the API server refuses it. */
  others: Record<string, unknown>;
}

function addLock(spec: Record<string, unknown>, lock: GroupLock): Record<string, unknown> {
  const { mutexes, semaphores, others } = readLocks(isRecord(spec.synchronization) ? spec.synchronization : {});
  const synchronization =
    lock.kind === 'mutex'
      ? { ...others, ...asLists({ mutexes: [...mutexes, { name: lock.name }], semaphores }) }
      : { ...others, ...asLists({ mutexes, semaphores: [...semaphores, describeSemaphore(lock)] }) };
  return { ...spec, synchronization };
}

function describeSemaphore({ configMap, key }: Extract<GroupLock, { kind: 'semaphore' }>): object {
  return { configMapKeyRef: { name: configMap, key } };
}

function readLocks(synchronization: Record<string, unknown>): Locks {
  const { mutex, mutexes, semaphore, semaphores, ...others } = synchronization;
  return { mutexes: listBoth(mutex, mutexes), semaphores: listBoth(semaphore, semaphores), others };
}

function listBoth(one: unknown, several: unknown): unknown[] {
  return [...(one === undefined || one === null ? [] : [one]), ...(Array.isArray(several) ? several : [])];
}

function asLists({ mutexes, semaphores }: Pick<Locks, 'mutexes' | 'semaphores'>): Record<string, unknown> {
  return {
    ...(semaphores.length === 0 ? {} : { semaphores }),
    ...(mutexes.length === 0 ? {} : { mutexes }),
  };
}

function asSingle({ mutexes: [mutex], semaphores: [semaphore] }: Locks): Record<string, unknown> {
  return { ...(semaphore === undefined ? {} : { semaphore }), ...(mutex === undefined ? {} : { mutex }) };
}
