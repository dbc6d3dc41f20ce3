import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { callCluster } from './call-cluster.ts';
import { connectCluster } from './connect-cluster.ts';

/** What the server saw of each request: the subject of the client's certificate, and the header. */
const seen: { certificate: string | undefined; authorization: string | undefined }[] = [];
let server: Server;
let directory: string;
let kubeconfig: string;

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
if (!hasOpenssl) console.warn('SKIPPED: openssl, which makes the certificates of this test, is missing.');

function makeCertificate(name: string): { cert: string; key: string } {
  const [key, cert] = [join(directory, `${name}.key`), join(directory, `${name}.crt`)];
  const subject = ['-subj', `/CN=${name}`, '-days', '1', '-keyout', key, '-out', cert];
  const made = spawnSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', ...subject], {
    encoding: 'utf8',
  });
  if (made.status !== 0) throw new Error(made.stderr);
  return { cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') };
}

async function prepare(): Promise<void> {
  directory = mkdtempSync(join(tmpdir(), 'connect-cluster-'));
  const options = { ...makeCertificate('server'), requestCert: true, rejectUnauthorized: false };
  server = createServer(options, (request, response) => {
    const { socket } = request;
    const { subject } = socket instanceof TLSSocket ? socket.getPeerCertificate() : {};
    seen.push({ certificate: subject?.CN?.toString(), authorization: request.headers.authorization });
    response.end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  kubeconfig = join(directory, 'kubeconfig');
  const { cert, key } = makeCertificate('the-app');
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const user = { 'client-certificate-data': base64(cert), 'client-key-data': base64(key) };
  const content = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'c', cluster: { server: url, 'insecure-skip-tls-verify': true } }],
    users: [{ name: 'u', user }],
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
    'current-context': 'x',
  };
  writeFileSync(kubeconfig, stringify(content), { mode: 0o600 });
}

describe.skipIf(!hasOpenssl)('connectCluster', () => {
  beforeAll(prepare, 60_000);

  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    rmSync(directory, { recursive: true });
  });

  it('shows the app’s client certificate for the app, and never for a caller', async () => {
    const cluster = await connectCluster(kubeconfig);
    const call = { method: 'GET', path: '/', timeoutMs: 20_000 } as const;
    expect(await callCluster(cluster, call)).toMatchObject({ ok: true });
    expect(await callCluster(cluster.asCaller('Bearer of-a-caller'), call)).toMatchObject({ ok: true });
    expect(seen).toEqual([
      { certificate: 'the-app', authorization: undefined },
      { certificate: undefined, authorization: 'Bearer of-a-caller' },
    ]);
  });
});
