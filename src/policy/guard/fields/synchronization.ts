import { guarded } from '../rules/feature.ts';
import { configMapReference, ownNamespace } from '../rules/names.ts';
import { anything, listOf, object } from '../rules/shape.ts';

const mutex = object({ database: anything, name: anything, namespace: ownNamespace });

/** A semaphore in Argo's database is shared by name with all of the cluster, and more; a mutex gets a name of the repository's own. */
const semaphore = object({
  configMapKeyRef: configMapReference,
  database: guarded('databaseLocks'),
  namespace: ownNamespace,
});

/** Locks, in the forms of Argo 3.5 (`mutex`, `semaphore`) and since 3.6 (lists). */
export const synchronization = object({
  mutex,
  mutexes: listOf(mutex),
  semaphore,
  semaphores: listOf(semaphore),
});

/** A template's cache of results is a ConfigMap that Argo reads and writes. */
export const memoize = object({
  cache: object({ configMap: configMapReference }),
  key: anything,
  maxAge: anything,
});
