import { createHash } from 'node:crypto';
import type { RequestOptions } from 'node:https';
import { delimiter } from 'node:path';
import type { KubeConfig } from '@kubernetes/client-node';
import { Agent, type Dispatcher } from 'undici';
import { loadKubeConfig } from './load-kube-config.ts';

/** What a request needs beside its path: the account's headers, and the connections that trust the cluster. */
export interface Credentials {
  headers: Record<string, string>;
  dispatcher: Dispatcher | undefined;
}

export interface ClusterConnection {
  /** Address of the API server, without a slash at the end. */
  server: string;
  /** Current credentials: tokens and certificates that change on disk are read again within a second. */
  authorize(): Promise<Credentials>;
}

/** The app's own way to the cluster, and others' ways to the same cluster. */
export interface ConnectedCluster extends ClusterConnection {
  /**
   * The cluster as whoever sent this `Authorization` header sees it: reached by address and CA alone. None of the app's own
   * credentials goes along, because a client certificate would make the API server overlook a wrong token.
   */
  asCaller(authorization: string): ClusterConnection;
}

/**
 * Reads how to reach the cluster: the kubeconfig's current context, or the pod's own account. client-node is used for this
 * alone, because its API classes open a new TLS connection for every request (2.0.1); here connections are kept as long as the
 * certificates stay the same. Rejects with a sentence where there is no usable configuration.
 */
export async function connectCluster(kubeconfig: string | undefined): Promise<ConnectedCluster> {
  const { KubeConfig, RequestContext, HttpMethod } = await loadKubeConfig();
  const config = new KubeConfig();
  if (kubeconfig === undefined) {
    config.loadFromCluster();
  } else {
    loadFiles(config, kubeconfig.split(delimiter), () => new KubeConfig());
  }
  const cluster = config.getCurrentCluster();
  if (cluster === null) {
    throw new Error('The kubeconfig has no current context with a cluster.');
  }
  const server = cluster.server.replace(/\/+$/, '');
  const anyone = new KubeConfig();
  anyone.loadFromClusterAndUser(cluster, { name: 'anyone' });
  const makeDispatcher = async (whose: KubeConfig, options: RequestOptions) => {
    if (cluster.proxyUrl === undefined)
      return new Agent({ ...keptOpen, connect: { ...tlsOf(options), ...livingSockets } });
    const context = new RequestContext(server, HttpMethod.GET);
    await whose.applySecurityAuthentication(context);
    return context.getDispatcher();
  };
  const authorize = rarely(keepConnections(config, makeDispatcher), ownKeptMs);
  const authorizeAnyone = rarely(keepConnections(anyone, makeDispatcher), caKeptMs);

  await authorize();
  return {
    server,
    authorize,
    asCaller: (authorization) => ({
      server,
      async authorize() {
        const { dispatcher } = await authorizeAnyone();
        return { headers: { authorization }, dispatcher };
      },
    }),
  };
}

/**
 * HTTP/1.1, because many small requests at a time cost Node, and the API server, a third more over HTTP/2; kept open for less than
 * the 90 seconds of the API server and the 60 of common load balancers, because each costs both sides a handshake.
 */
const keptOpen = { allowH2: false, keepAliveTimeout: 45_000 } as const;

/** Load balancers forget connections that say nothing for longer, as while nothing changes that is watched. */
const livingSockets = { keepAlive: true, keepAliveInitialDelay: 30_000 };

function tlsOf(options: RequestOptions) {
  const { ca, cert, key, pfx, passphrase, rejectUnauthorized, servername } = options;
  const given = Object.entries({ ca, cert, key, pfx, passphrase, rejectUnauthorized, servername });
  return Object.fromEntries(given.filter(([, value]) => value !== undefined));
}

/** Reads the credentials anew, and makes new connections only when certificates have changed. */
function keepConnections(
  config: KubeConfig,
  makeDispatcher: (whose: KubeConfig, options: RequestOptions) => Promise<Dispatcher | undefined>,
): () => Promise<Credentials> {
  let kept: { fingerprint: string; dispatcher: Dispatcher | undefined } | undefined;
  return async () => {
    const options: RequestOptions = {};
    await config.applyToHTTPSOptions(options);
    const fingerprint = fingerprintOf(options);
    if (kept?.fingerprint !== fingerprint) kept = { fingerprint, dispatcher: await makeDispatcher(config, options) };
    return { headers: readHeaders(options), dispatcher: kept.dispatcher };
  };
}

/** Of all tokens of Kubernetes none lives so short that it is missed; one that ended all the same is answered by another try. */
const ownKeptMs = 1000;

/** A CA changes rarely. */
const caKeptMs = 10_000;

/** Credentials are looked for this often: reading and comparing them costs as much as a call. */
function rarely(authorize: () => Promise<Credentials>, keptMs: number): () => Promise<Credentials> {
  let last: { at: number; credentials: Promise<Credentials> } | undefined;
  return () => {
    const now = performance.now();
    if (last === undefined || now - last.at > keptMs) {
      const credentials = authorize();
      last = { at: now, credentials };
      credentials.catch(() => {
        last = undefined;
      });
    }
    return last.credentials;
  };
}

function loadFiles(config: KubeConfig, files: string[], create: () => KubeConfig): void {
  const [first = '', ...more] = files.filter((file) => file !== '');
  config.loadFromFile(first);
  for (const file of more) {
    const other = create();
    other.loadFromFile(file);
    config.mergeConfig(other, true);
  }
}

function fingerprintOf(options: RequestOptions): string {
  const hash = createHash('sha256');
  for (const part of [options.ca, options.cert, options.key, options.servername, options.rejectUnauthorized]) {
    hash.update(`${String(part)}\0`);
  }
  return hash.digest('hex');
}

function readHeaders(options: RequestOptions): Record<string, string> {
  const given = Object.entries(options.headers ?? {}).map(([name, value]) => [
    name.toLowerCase(),
    String(value).trim(),
  ]);
  const headers: Record<string, string> = Object.fromEntries(given);
  if (typeof options.auth === 'string' && headers.authorization === undefined) {
    headers.authorization = `Basic ${Buffer.from(options.auth).toString('base64')}`;
  }
  return headers;
}
