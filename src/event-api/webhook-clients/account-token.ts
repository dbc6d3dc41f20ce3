import { createShare } from '../../cache/create-share.ts';
import type { Accounts, AccountToken, ServiceAccount } from '../../kubernetes/accounts/accounts.ts';
import type { ClusterResult } from '../../kubernetes/kubernetes.ts';

export interface AccountTokens {
  /** A token of the service account, or why there is none. */
  get(namespace: string, name: string): Promise<ClusterResult<string>>;
  /** The cluster did not take the account's token any more. */
  forget(namespace: string, name: string): void;
}

/** Less than the second within which a change of an account or its Secret has to count. */
const readKeptMs = 800;
/** A requested token is not handed out any more when it has less than this to live. */
const marginMs = 5 * 60_000;
const maxKept = 2_000;

/**
 * Tokens of service accounts, found as Argo's server finds them: the first Secret that the account lists, the one that its annotation
 * `workflows.argoproj.io/service-account-token.name` names, or `<account>.service-account-token`. An account without such a
 * Secret, as clusters have made them since 1.24, gets a token of the API server, asked for anew before it expires.
 */
export function createAccountTokens(accounts: Accounts, now: () => number): AccountTokens {
  const tokens = createShare<ClusterResult<string>>({ keepMs: () => readKeptMs, maxEntries: maxKept, now });
  const requested = createShare<ClusterResult<RequestedToken>>({
    keepMs: (token) => (token.ok ? Math.max(0, token.value.expiresAt - marginMs - now()) : readKeptMs),
    maxEntries: maxKept,
    now,
  });

  async function read(namespace: string, name: string): Promise<ClusterResult<string>> {
    const account = await accounts.readServiceAccount(namespace, name);
    if (!account.ok) return account;
    const secret = await accounts.readSecret(namespace, nameOfSecret(account.value, name));
    if (secret.ok) return tokenOf(secret.value);
    if (secret.failure.kind !== 'absent' && secret.failure.kind !== 'forbidden') return secret;
    return await request(namespace, name, account.value.uid);
  }

  async function request(namespace: string, name: string, uid: string): Promise<ClusterResult<string>> {
    const load = async (): Promise<ClusterResult<RequestedToken>> => {
      const token = await accounts.requestToken(namespace, name);
      return token.ok ? { ok: true, value: { ...token.value, uid } } : token;
    };
    const key = keyOf(namespace, name);
    const kept = await requested.get(key, load);
    // Another account of the same name: the cluster does not take the old one's token.
    if (kept.ok && kept.value.uid !== uid) requested.forget(key);
    const token = kept.ok && kept.value.uid !== uid ? await requested.get(key, load) : kept;
    return token.ok ? { ok: true, value: token.value.token } : token;
  }

  return {
    get: (namespace, name) => tokens.get(keyOf(namespace, name), () => read(namespace, name)),
    forget(namespace, name) {
      tokens.forget(keyOf(namespace, name));
      requested.forget(keyOf(namespace, name));
    },
  };
}

interface RequestedToken extends AccountToken {
  /** Of the account that it was asked for. */
  uid: string;
}

function keyOf(namespace: string, name: string): string {
  return `${namespace}/${name}`;
}

const tokenNameAnnotation = 'workflows.argoproj.io/service-account-token.name';

function nameOfSecret({ secrets, annotations }: ServiceAccount, name: string): string {
  return secrets[0] ?? annotations[tokenNameAnnotation] ?? `${name}.service-account-token`;
}

function tokenOf(data: ReadonlyMap<string, Buffer>): ClusterResult<string> {
  const token = data.get('token')?.toString('utf8') ?? '';
  // Kubernetes fills a new Secret of this type a moment after it was made.
  return token === ''
    ? { ok: false, failure: { kind: 'absent', message: 'The Secret of the service account holds no token.' } }
    : { ok: true, value: token };
}
