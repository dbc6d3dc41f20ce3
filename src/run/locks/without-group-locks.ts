import { isRecord } from '../../json/is-record.ts';

/** What the names of this app's own mutexes and of the ConfigMaps of its semaphores begin with. */
const ownPrefix = 'argo-events-app-';

/** The spec of a Workflow that was made, without the lock of the group that it was made in: a new one gets its own. */
export function withoutGroupLocks(spec: Record<string, unknown>): Record<string, unknown> {
  if (!isRecord(spec.synchronization)) return spec;
  const { synchronization, ...rest } = spec;
  const kept = Object.entries(synchronization as Record<string, unknown>).flatMap(([field, value]) => {
    const list = Array.isArray(value) ? value.filter((each) => !isOwn(each)) : value;
    return (Array.isArray(list) && list.length === 0) || isOwn(list) ? [] : [[field, list]];
  });
  return kept.length === 0 ? rest : { ...rest, synchronization: Object.fromEntries(kept) };
}

function isOwn(lock: unknown): boolean {
  if (!isRecord(lock)) return false;
  const name = isRecord(lock.configMapKeyRef) ? lock.configMapKeyRef.name : lock.name;
  return typeof name === 'string' && name.startsWith(ownPrefix);
}
