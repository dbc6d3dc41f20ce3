import { type ChildProcess, spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const main = fileURLToPath(new URL('./main.ts', import.meta.url));
const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});

/** A cluster at a port where nobody listens: starting asks it for nothing. */
const kubeconfig = JSON.stringify({
  apiVersion: 'v1',
  kind: 'Config',
  clusters: [{ name: 'none', cluster: { server: 'https://127.0.0.1:9' } }],
  contexts: [{ name: 'none', context: { cluster: 'none', user: 'none' } }],
  users: [{ name: 'none', user: {} }],
  'current-context': 'none',
});

let directory: string;
let settings: Record<string, string>;
let processes: ChildProcess[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'argo-events-app-main-'));
  writeFileSync(join(directory, 'kubeconfig'), kubeconfig);
  settings = {
    APP_ID: '9',
    PRIVATE_KEY: privateKey,
    WEBHOOK_SECRET: 'a secret of the test',
    GHE_HOST: '127.0.0.1:9',
    GHE_PROTOCOL: 'http',
    HOST: '127.0.0.1',
    PORT: '0',
    METRICS_PORT: '0',
    EVENT_BUS: `sqlite:${join(directory, 'events.db')}`,
    KUBECONFIG: join(directory, 'kubeconfig'),
    ARGO_NAMESPACE: 'ci',
  };
});

afterEach(() => {
  for (const each of processes) each.kill('SIGKILL');
  processes = [];
  rmSync(directory, { recursive: true, force: true });
});

/** The app as its own process, with nothing but these settings, in an empty directory. */
function start(environment: Record<string, string>) {
  const child = spawn(process.execPath, [main], { cwd: directory, env: environment });
  processes.push(child);
  const output = { log: '', errors: '' };
  child.stdout.on('data', (text) => {
    output.log += text;
  });
  child.stderr.on('data', (text) => {
    output.errors += text;
  });
  const ended = once(child, 'close').then(([code]) => ({ code, ...output }));
  const listening = new Promise<void>((resolve, reject) => {
    child.stdout.on('data', () => output.log.includes('is listening') && resolve());
    child.on('close', () => reject(new Error(`it ended: ${output.errors}`)));
  });
  listening.catch(() => undefined);
  return { child, ended, listening };
}

describe('the process', { timeout: 60_000 }, () => {
  it('ends with 2 and one line for each setting that is missing', async () => {
    const { code, errors, log } = await start({}).ended;

    expect(code).toBe(2);
    for (const name of ['APP_ID', 'PRIVATE_KEY', 'WEBHOOK_SECRET', 'ARGO_NAMESPACE']) expect(errors).toContain(name);
    expect(log).toBe('');
  });

  it('ends with 2 when a setting is wrong, and does not repeat a secret', async () => {
    const { code, errors } = await start({ ...settings, PRIVATE_KEY: 'not-a-key-at-all' }).ended;

    expect(code).toBe(2);
    expect(errors).toContain('PRIVATE_KEY');
    expect(errors).not.toContain('not-a-key-at-all');
  });

  it('takes what the environment lacks from .env in its directory', async () => {
    writeFileSync(join(directory, '.env'), 'PORT=nonsense\n');
    const { PORT: _given, ...others } = settings;
    const { code, errors } = await start(others).ended;

    expect(code).toBe(2);
    expect(errors).toContain('PORT');
  });

  it('ends with 3 when its port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' ? String(address?.port) : '';
    const { code, errors } = await start({ ...settings, PORT: port }).ended;
    other.close();

    expect(code).toBe(3);
    expect(errors).toContain(port);
  });

  it('ends with 3 when its event store is in use by another', async () => {
    const first = start(settings);
    await first.listening;
    const { code, errors } = await start(settings).ended;

    expect(code).toBe(3);
    expect(errors).toContain('events.db');
  });

  it.each<NodeJS.Signals>(['SIGTERM', 'SIGINT'])('ends with 0 when it is asked to by %s', async (signal) => {
    const { child, ended, listening } = start(settings);
    await listening;
    child.kill(signal);
    const { code, log } = await ended;

    expect(code).toBe(0);
    expect(log).toContain('stopped');
  });
});
