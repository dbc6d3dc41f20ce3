/** What Argo is asked for to keep a group within its limit. */
export type GroupLock = { kind: 'mutex'; name: string } | { kind: 'semaphore'; configMap: string; key: string };
