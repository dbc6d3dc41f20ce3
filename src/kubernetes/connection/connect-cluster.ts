import { createHash } from 'node:crypto';
import type { RequestOptions } from 'node:https';
import { delimiter } from 'node:path';
import type { KubeConfig } from '@kubernetes/client-node';
import type { Dispatcher } from 'undici';

/** What a request needs beside its path: the account's headers, and the connections that trust the cluster. */
export interface Credentials {
  headers: Record<string, string>;
  dispatcher: Dispatcher | undefined;
}

export interface ClusterConnection {
  /** Address of the API server, without a slash at the end. */
  server: string;
  /** Current credentials: tokens and certificates that change on disk are read again. */
  authorize(): Promise<Credentials>;
}

/**
 * Reads how to reach the cluster: the kubeconfig's current context, or the pod's own account. client-node is used for this
 * alone, because its API classes open a new TLS connection for every request (2.0.1); here connections are kept as long as the
 * certificates stay the same. Rejects with a sentence where there is no usable configuration.
 */
export async function connectCluster(kubeconfig: string | undefined): Promise<ClusterConnection> {
  const { KubeConfig, RequestContext, HttpMethod } = await import('@kubernetes/client-node');
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
  let kept: { fingerprint: string; dispatcher: Dispatcher | undefined } | undefined;

  async function authorize(): Promise<Credentials> {
    const options: RequestOptions = {};
    await config.applyToHTTPSOptions(options);
    const fingerprint = fingerprintOf(options);
    if (kept?.fingerprint !== fingerprint) {
      const context = new RequestContext(server, HttpMethod.GET);
      await config.applySecurityAuthentication(context);
      kept = { fingerprint, dispatcher: context.getDispatcher() };
    }
    return { headers: readHeaders(options), dispatcher: kept.dispatcher };
  }

  await authorize();
  return { server, authorize };
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
