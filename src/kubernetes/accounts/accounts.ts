import type { ClusterResult } from '../kubernetes.ts';

/** A service account, as far as its token is concerned. */
export interface ServiceAccount {
  uid: string;
  /** Names of its Secrets, as older clusters listed them. */
  secrets: string[];
  annotations: Record<string, string>;
}

export interface AccountToken {
  token: string;
  /** Milliseconds since 1970. */
  expiresAt: number;
}

/** What the app reads of Secrets and service accounts, with its own account. Nothing of it is kept here. */
export interface Accounts {
  /** The Secret's values, decoded. */
  readSecret(namespace: string, name: string): Promise<ClusterResult<ReadonlyMap<string, Buffer>>>;
  readServiceAccount(namespace: string, name: string): Promise<ClusterResult<ServiceAccount>>;
  /** A token of that account for the API server, by the API server's `TokenRequest`. */
  requestToken(namespace: string, name: string): Promise<ClusterResult<AccountToken>>;
}
