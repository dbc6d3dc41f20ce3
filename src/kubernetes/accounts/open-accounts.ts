import { isRecord } from '../../json/is-record.ts';
import { callCluster } from '../connection/call-cluster.ts';
import type { ClusterConnection } from '../connection/connect-cluster.ts';
import type { ClusterFailure } from '../kubernetes.ts';
import type { Accounts, AccountToken, ServiceAccount } from './accounts.ts';

/** Ten minutes is the least that the API server gives. */
const tokenSeconds = 3600;

export function openAccounts(connection: ClusterConnection, { timeoutMs }: { timeoutMs: number }): Accounts {
  const get = (path: string) => callCluster(connection, { method: 'GET', path, timeoutMs });
  return {
    async readSecret(namespace, name) {
      const answer = await get(`${pathOf(namespace, 'secrets')}/${encodeURIComponent(name)}`);
      return answer.ok ? { ok: true, value: readData(answer.value) } : answer;
    },
    async readServiceAccount(namespace, name) {
      const answer = await get(`${pathOf(namespace, 'serviceaccounts')}/${encodeURIComponent(name)}`);
      if (!answer.ok) return answer;
      const account = readAccount(answer.value);
      return account === undefined ? { ok: false, failure: somethingElse } : { ok: true, value: account };
    },
    async requestToken(namespace, name) {
      const path = `${pathOf(namespace, 'serviceaccounts')}/${encodeURIComponent(name)}/token`;
      const json = {
        apiVersion: 'authentication.k8s.io/v1',
        kind: 'TokenRequest',
        spec: { expirationSeconds: tokenSeconds },
      };
      const body = { type: 'application/json', json };
      const answer = await callCluster(connection, { method: 'POST', path, body, timeoutMs });
      if (!answer.ok) return answer;
      const token = readToken(answer.value);
      return token === undefined ? { ok: false, failure: somethingElse } : { ok: true, value: token };
    },
  };
}

const somethingElse: ClusterFailure = {
  kind: 'later',
  message: 'The Kubernetes API answered with something else than asked.',
};

function pathOf(namespace: string, plural: string): string {
  return `/api/v1/namespaces/${encodeURIComponent(namespace)}/${plural}`;
}

function readData(secret: unknown): ReadonlyMap<string, Buffer> {
  const data = isRecord(secret) && isRecord(secret.data) ? secret.data : {};
  return new Map(
    Object.entries(data).flatMap(([key, value]) =>
      typeof value === 'string' ? [[key, Buffer.from(value, 'base64')] as const] : [],
    ),
  );
}

function readAccount(account: unknown): ServiceAccount | undefined {
  const metadata = isRecord(account) && isRecord(account.metadata) ? account.metadata : {};
  if (!isRecord(account) || typeof metadata.uid !== 'string') return undefined;
  const secrets: unknown[] = Array.isArray(account.secrets) ? account.secrets : [];
  const annotations = isRecord(metadata.annotations) ? metadata.annotations : {};
  return {
    uid: metadata.uid,
    secrets: secrets.flatMap((each) => (isRecord(each) && typeof each.name === 'string' ? [each.name] : [])),
    annotations: Object.fromEntries(
      Object.entries(annotations).flatMap(([key, value]) => (typeof value === 'string' ? [[key, value]] : [])),
    ),
  };
}

function readToken(answer: unknown): AccountToken | undefined {
  const status = isRecord(answer) && isRecord(answer.status) ? answer.status : {};
  const expiresAt =
    typeof status.expirationTimestamp === 'string' ? Date.parse(status.expirationTimestamp) : Number.NaN;
  if (typeof status.token !== 'string' || Number.isNaN(expiresAt)) return undefined;
  return { token: status.token, expiresAt };
}
