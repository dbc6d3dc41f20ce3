import { shortenMessage } from './text/shorten-message.ts';

/** Argo's sentence: `Waiting for ci/Mutex/deploy lock. Lock status: 0/1`, a semaphore's name with the key behind it. */
const waiting = /^Waiting for [^/\s]+\/(?:Mutex|ConfigMap|Database)\/(\S+) lock\. Lock status: \d+\/(\d+)/;
/** The lock of a pipeline's `limit`, which this app names. */
const ofGroup = /^argo-events-app-(?:limit-)?[0-9a-f]{20}(?:\/limit)?$/;
/** What this app puts before the names of a repository's own locks. */
const prefix = /^[0-9a-f]{12}-(?=.)/;

/** Why a Workflow is queued, in a few words; empty where Argo says nothing. */
export function sayQueued(message: string): string {
  const plain = shortenMessage(message);
  const [, name, limit] = waiting.exec(plain) ?? [];
  if (name === undefined || limit === undefined) return plain;
  if (ofGroup.test(name)) return `waits for its turn, ${limit === '1' ? 'one' : limit} at a time`;
  return `waits for the lock ${name.replace(prefix, '')}`;
}
