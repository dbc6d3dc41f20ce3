import { createHash, createHmac, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agent, fetch } from 'undici';
import { buildMinio } from '../cluster/build-binaries.ts';
import { findFreePorts } from '../process/find-free-ports.ts';
import { type ServerProcess, startServerProcess, waitUntilReady } from '../process/start-server-process.ts';

/** A MinIO on a directory of its own, on loopback at a port that the system chose. */
export interface MinioServer {
  /** `host:port`. */
  endpoint: string;
  accessKey: string;
  secretKey: string;
  put(bucket: string, key: string, body: string): Promise<void>;
  remove(bucket: string, key: string): Promise<void>;
  makeBucket(bucket: string): Promise<void>;
  stop(signal?: NodeJS.Signals): Promise<void>;
  start(): Promise<void>;
  dispose(): Promise<void>;
}

export type StartedMinio = { ok: true; server: MinioServer } | { ok: false; reason: string };

/** With a certificate it speaks TLS. */
export async function startMinio(tls?: { certificate: string; key: string }): Promise<StartedMinio> {
  const built = buildMinio();
  if (!built.ok) return built;
  const directory = mkdtempSync(join(tmpdir(), 'minio-'));
  const certificates = join(directory, 'certs');
  mkdirSync(certificates);
  if (tls !== undefined) {
    writeFileSync(join(certificates, 'public.crt'), tls.certificate);
    writeFileSync(join(certificates, 'private.key'), tls.key, { mode: 0o600 });
  }
  const scheme = tls === undefined ? 'http' : 'https';
  const dispatcher = new Agent({ connect: tls === undefined ? {} : { ca: tls.certificate } });
  const [port = 0, consolePort = 0] = await findFreePorts(2);
  const endpoint = `127.0.0.1:${port}`;
  const [accessKey, secretKey] = [randomBytes(8).toString('hex'), randomBytes(16).toString('hex')];
  let server: ServerProcess | undefined;

  async function start(): Promise<void> {
    const environment = { MINIO_ROOT_USER: accessKey, MINIO_ROOT_PASSWORD: secretKey, MINIO_CI_CD: '1' };
    server = startServerProcess({
      command: 'env',
      arguments: [
        ...Object.entries(environment).map(([name, value]) => `${name}=${value}`),
        ...[built.ok ? built.path : '', 'server', join(directory, 'data')],
        ...['--address', endpoint, '--console-address', `127.0.0.1:${consolePort}`],
        ...['--certs-dir', certificates, '--quiet'],
      ],
      directory,
      logFile: join(directory, 'minio.log'),
    });
    const isReady = async () => (await fetch(`${scheme}://${endpoint}/minio/health/ready`, { dispatcher })).ok;
    await waitUntilReady(server, isReady, 60_000);
  }

  async function call(method: string, path: string, body = ''): Promise<void> {
    const answer = await fetch(`${scheme}://${endpoint}${path}`, {
      ...{ method, dispatcher },
      headers: sign({ method, path, body }, { endpoint, accessKey, secretKey }),
      ...(method === 'PUT' ? { body } : {}),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  }

  await start();
  return {
    ok: true,
    server: {
      ...{ endpoint, accessKey, secretKey, start },
      put: (bucket, key, body) => call('PUT', `/${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`, body),
      remove: (bucket, key) => call('DELETE', `/${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`),
      makeBucket: (bucket) => call('PUT', `/${bucket}`),
      stop: async (signal) => server?.stop(signal),
      async dispose() {
        await server?.stop('SIGKILL');
        await dispatcher.destroy();
        rmSync(directory, { recursive: true, force: true });
      },
    },
  };
}

/** AWS signature version 4 of a request without a query. */
function sign(
  { method, path, body }: { method: string; path: string; body: string },
  { endpoint, accessKey, secretKey }: { endpoint: string; accessKey: string; secretKey: string },
): Record<string, string> {
  const date = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const day = date.slice(0, 8);
  const hash = createHash('sha256').update(body).digest('hex');
  const names = 'host;x-amz-content-sha256;x-amz-date';
  const lines = `host:${endpoint}\nx-amz-content-sha256:${hash}\nx-amz-date:${date}\n`;
  const canonical = [method, path, '', lines, names, hash].join('\n');
  const scope = `${day}/us-east-1/s3/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', date, scope, createHash('sha256').update(canonical).digest('hex')].join('\n');
  let key: string | Buffer = `AWS4${secretKey}`;
  for (const part of [day, 'us-east-1', 's3', 'aws4_request']) key = createHmac('sha256', key).update(part).digest();
  const signature = createHmac('sha256', key).update(toSign).digest('hex');
  const authorization = `AWS4-HMAC-SHA256 Credential=${accessKey}/${scope}, SignedHeaders=${names}, Signature=${signature}`;
  return { 'x-amz-content-sha256': hash, 'x-amz-date': date, authorization };
}
