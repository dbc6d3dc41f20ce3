import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePorts } from '../process/find-free-ports.ts';
import { type ServerProcess, startServerProcess, waitUntilReady } from '../process/start-server-process.ts';
import { buildBinaries } from './build-binaries.ts';
import { type ClusterCall, callCluster } from './call-cluster.ts';
import { installCrds } from './install-crds.ts';
import { readRequests } from './read-requests.ts';
import { writeKubeconfig } from './write-kubeconfig.ts';

/** A real Kubernetes API server on loopback: no kubelets, no controllers, RBAC as in a cluster. */
export interface ApiServer {
  url: string;
  directory: string;
  /** A kubeconfig file of an administrator. */
  kubeconfig: string;
  adminToken: string;
  /** Asks as the administrator; fails unless the answer is 2xx. */
  call(call: ClusterCall): Promise<unknown>;
  /** Makes the namespace unless it is there. */
  addNamespace(name: string): Promise<void>;
  /** Makes a service account with these rules in the namespace; answers its token. */
  addServiceAccount(namespace: string, name: string, rules: readonly object[]): Promise<string>;
  /** Gives a service account of another namespace these rights in this one. */
  grant(namespace: string, account: { namespace: string; name: string }, rules: readonly object[]): Promise<void>;
  /** What a user asked of the server so far, each once, as `verb group/resource[/subresource]`, sorted. */
  requestsOf(user: string): string[];
  /** A kubeconfig file for another token. */
  kubeconfigFor(name: string, token: string): string;
  /** Ends the API server (not its store) and starts it anew on the same port. */
  restart(whileAway?: () => Promise<void>): Promise<void>;
  stop(): Promise<void>;
}

export type StartedApiServer = { ok: true; server: ApiServer } | { ok: false; reason: string };

const startWithinMs = 120_000;

/** Without Go and without binaries in the cache it says so, and the test that asked has to skip aloud. */
export async function startApiServer({
  crds = process.env.ARGO_CRDS,
}: {
  crds?: string | undefined;
} = {}): Promise<StartedApiServer> {
  const binaries = buildBinaries();
  if (!binaries.ok) return binaries;
  const directory = mkdtempSync(join(tmpdir(), 'api-server-'));
  const [port = 0, storePort = 0, peerPort = 0] = await findFreePorts(3);
  const url = `https://127.0.0.1:${port}`;
  const adminToken = randomBytes(16).toString('hex');
  const etcd = startEtcd(binaries.etcd, { directory, storePort, peerPort });
  const start = () => startKubeApiServer(binaries.apiServer, { directory, port, storePort, adminToken });
  let apiServer = start();

  const call = (each: ClusterCall) => callCluster({ url, token: adminToken }, each);
  const isReady = async () => (await call({ method: 'GET', path: '/readyz' })) !== undefined;
  await waitUntilReady(apiServer, isReady, startWithinMs);
  await installCrds(call, crds);

  const kubeconfigFor = (name: string, token: string) =>
    writeKubeconfig(join(directory, `${name}.yaml`), { url, token });
  return {
    ok: true,
    server: {
      ...{ url, directory, adminToken, call, kubeconfigFor },
      kubeconfig: kubeconfigFor('admin', adminToken),
      async addNamespace(name) {
        await call({
          method: 'PATCH',
          path: `/api/v1/namespaces/${name}`,
          apply: { apiVersion: 'v1', kind: 'Namespace', metadata: { name } },
        });
      },
      requestsOf: (user) => readRequests(join(directory, 'audit.log'), user),
      addServiceAccount: (namespace, name, rules) => addServiceAccount(call, { namespace, name, rules }),
      grant: (namespace, account, rules) => grant(call, namespace, account, rules),
      async restart(whileAway = async () => undefined) {
        await apiServer.stop('SIGKILL');
        await whileAway();
        apiServer = start();
        await waitUntilReady(apiServer, isReady, startWithinMs);
      },
      async stop() {
        await apiServer.stop('SIGKILL');
        await etcd.stop('SIGKILL');
        rmSync(directory, { recursive: true, force: true });
      },
    },
  };
}

async function addServiceAccount(
  call: (call: ClusterCall) => Promise<unknown>,
  { namespace, name, rules }: { namespace: string; name: string; rules: readonly object[] },
): Promise<string> {
  const metadata = { name, namespace };
  await call({
    method: 'PATCH',
    path: `/api/v1/namespaces/${namespace}/serviceaccounts/${name}`,
    apply: { apiVersion: 'v1', kind: 'ServiceAccount', metadata },
  });
  await grant(call, namespace, { namespace, name }, rules);
  const answer = await call({
    method: 'POST',
    path: `/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`,
    body: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: 3600 } },
  });
  return (answer as { status: { token: string } }).status.token;
}

async function grant(
  call: (call: ClusterCall) => Promise<unknown>,
  namespace: string,
  account: { namespace: string; name: string },
  rules: readonly object[],
): Promise<void> {
  const { name } = account;
  const rbac = 'rbac.authorization.k8s.io';
  const metadata = { name, namespace };
  const apply = (kind: string, object: object) =>
    call({
      method: 'PATCH',
      path: `/apis/${rbac}/v1/namespaces/${namespace}/${kind}/${name}`,
      apply: { apiVersion: `${rbac}/v1`, metadata, ...object },
    });
  await apply('roles', { kind: 'Role', rules });
  await apply('rolebindings', {
    kind: 'RoleBinding',
    roleRef: { apiGroup: rbac, kind: 'Role', name },
    subjects: [{ kind: 'ServiceAccount', ...account }],
  });
}

const everyRequestOnce = {
  apiVersion: 'audit.k8s.io/v1',
  kind: 'Policy',
  // A watch answers for minutes: what counts is that it began.
  omitStages: ['RequestReceived', 'Panic'],
  rules: [{ level: 'Metadata' }],
};

interface EtcdPlace {
  directory: string;
  storePort: number;
  peerPort: number;
}

function startEtcd(command: string, { directory, storePort, peerPort }: EtcdPlace): ServerProcess {
  const client = `http://127.0.0.1:${storePort}`;
  const peer = `http://127.0.0.1:${peerPort}`;
  return startServerProcess({
    ...{ command, directory, logFile: join(directory, 'etcd.log') },
    arguments: [
      ...['--data-dir', 'etcd-data', '--unsafe-no-fsync'],
      ...['--listen-client-urls', client, '--advertise-client-urls', client],
      ...['--listen-peer-urls', peer, '--initial-advertise-peer-urls', peer, '--initial-cluster', `default=${peer}`],
    ],
  });
}

interface ApiServerPlace {
  directory: string;
  port: number;
  storePort: number;
  adminToken: string;
}

function startKubeApiServer(
  command: string,
  { directory, port, storePort, adminToken }: ApiServerPlace,
): ServerProcess {
  const keyFile = join(directory, 'accounts.key');
  const tokenFile = join(directory, 'tokens.csv');
  mkdirSync(join(directory, 'certs'), { recursive: true });
  const auditPolicy = join(directory, 'audit-policy.yaml');
  writeFileSync(auditPolicy, JSON.stringify(everyRequestOnce));
  writeSigningKey(keyFile);
  writeFileSync(tokenFile, `${adminToken},admin,admin,system:masters\n`, { mode: 0o600 });
  return startServerProcess({
    ...{ command, directory, logFile: join(directory, 'kube-apiserver.log') },
    arguments: [
      ...['--etcd-servers', `http://127.0.0.1:${storePort}`],
      ...['--bind-address', '127.0.0.1', '--advertise-address', '127.0.0.1', '--secure-port', String(port)],
      ...['--cert-dir', join(directory, 'certs'), '--service-cluster-ip-range', '10.0.0.0/24'],
      ...['--service-account-issuer', 'https://kubernetes.default.svc'],
      ...['--service-account-key-file', keyFile, '--service-account-signing-key-file', keyFile],
      ...['--token-auth-file', tokenFile, '--authorization-mode', 'RBAC', '--anonymous-auth=false'],
      ...['--disable-admission-plugins', 'ServiceAccount'],
      ...['--audit-policy-file', auditPolicy, '--audit-log-path', join(directory, 'audit.log')],
    ],
  });
}

/** One key for the server's whole life: a restart must know the tokens that it gave out. */
function writeSigningKey(file: string): void {
  const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  try {
    writeFileSync(file, key.export({ type: 'pkcs1', format: 'pem' }), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}
