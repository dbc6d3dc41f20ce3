import type { Accounts } from '../../kubernetes/accounts/accounts.ts';
import type { ClusterResult } from '../../kubernetes/kubernetes.ts';
import type { BoundedQueue } from './bounded-queue.ts';

/** The same reads, of which no more than the queue takes are under way: whoever has no token can still make the app read. */
export function limitAccounts(accounts: Accounts, queue: BoundedQueue): Accounts {
  const limit = <Value>(read: () => Promise<ClusterResult<Value>>): Promise<ClusterResult<Value>> =>
    queue.run(read) ?? Promise.resolve(busy);
  return {
    readSecret: (namespace, name) => limit(() => accounts.readSecret(namespace, name)),
    readServiceAccount: (namespace, name) => limit(() => accounts.readServiceAccount(namespace, name)),
    requestToken: (namespace, name) => limit(() => accounts.requestToken(namespace, name)),
  };
}

const busy = {
  ok: false,
  failure: { kind: 'later', message: 'Too many questions to the cluster are under way.' },
} as const;
