import { isRecord } from '../../json/is-record.ts';
import { mapLocks } from './map-locks.ts';

/**
 * The mutexes that a Workflow of a repository writes itself, under names that are the repository's own: those of other repositories
 * in the namespace, of strangers and of this app cannot be met. A name that has the prefix already (of a Workflow that is made
 * again) keeps it. Semaphores name ConfigMaps, which the policy judges.
 */
export function prefixLocks(spec: Record<string, unknown>, prefix: string): Record<string, unknown> {
  const rename = (mutex: unknown) => (isRecord(mutex) ? { ...mutex, name: prefixName(mutex.name, prefix) } : mutex);
  return mapLocks(spec, (synchronization) => {
    const { mutex, mutexes } = synchronization;
    return {
      ...synchronization,
      ...(mutex === undefined ? {} : { mutex: rename(mutex) }),
      ...(Array.isArray(mutexes) ? { mutexes: mutexes.map(rename) } : {}),
    };
  });
}

/** One without a name would be the same lock for everybody. What is no text is the API server's to refuse. */
function prefixName(name: unknown, prefix: string): unknown {
  if (name === undefined || name === null) return prefix;
  if (typeof name !== 'string' || name.startsWith(prefix)) return name;
  return prefix + name;
}
