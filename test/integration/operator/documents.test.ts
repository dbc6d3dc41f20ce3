import { mkdir, rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { type AppProcess, startAppProcess } from '../../faults/start-app-process.ts';
import { eventSource, freePort } from '../../world/start-operator-world.ts';
import { type Surroundings, startSurroundings } from '../../world/start-surroundings.ts';

const patience = { timeout: 30_000 };

let surroundings: Surroundings;
let app: AppProcess;
let folder = '';
let metricsPort = 0;
let versions = 0;

/** Swaps all files at once, as Kubernetes does with those of a mounted ConfigMap. */
async function mount(files: Record<string, string>): Promise<void> {
  versions += 1;
  const version = `..2026_${versions}`;
  await mkdir(join(folder, version), { recursive: true });
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, version, name), text);
  await symlink(version, join(folder, '..data_tmp'));
  await rename(join(folder, '..data_tmp'), join(folder, '..data'));
  for (const name of Object.keys(files)) await symlink(`..data/${name}`, join(folder, name)).catch(() => undefined);
}

function hook(port: number): string {
  return stringify(eventSource('hooks', { webhook: { example: { port: String(port), endpoint: '/example' } } }));
}

function isListening(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/health`).then(
    ({ ok }) => ok,
    () => false,
  );
}

const said = (code: string) => app.lines.filter((line) => line.includes(`"code":"${code}"`)).length;

async function errorsInMetrics(): Promise<string | undefined> {
  const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
  return /manifests_problems\{severity="error"\} (\d+)/.exec(text)?.[1];
}

beforeAll(async () => {
  surroundings = await startSurroundings({});
  folder = join(surroundings.directory, 'manifests');
  metricsPort = await freePort();
});

afterAll(async () => {
  await app?.end('SIGTERM');
  await surroundings.close();
});

describe('the operator’s documents, mounted as a ConfigMap', () => {
  it('are followed by a running app; a broken file keeps the last good ones, and all that is said of it is in the log and the metrics', async () => {
    const [first, second] = [await freePort(), await freePort()];
    await mount({ 'hooks.yaml': hook(first) });
    const environment = { ...surroundings.environment, MANIFESTS_DIR: folder, METRICS_PORT: String(metricsPort) };
    app = startAppProcess(environment, surroundings.directory);
    const port = await app.port;
    await expect.poll(() => isListening(first), patience).toBe(true);

    await mount({ 'hooks.yaml': hook(second) });
    await expect.poll(() => isListening(second), patience).toBe(true);
    await expect.poll(() => isListening(first), patience).toBe(false);

    await mount({ 'hooks.yaml': 'kind: [' });
    await expect.poll(() => said('manifests.kept'), patience).toBe(1);
    expect(said('config.invalid-yaml')).toBe(1);
    expect(await isListening(second)).toBe(true);
    expect(await errorsInMetrics()).toBe('2');
    // What is wrong with a file takes nothing away from the webhooks of GitHub.
    expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200);

    await mount({ 'hooks.yaml': hook(first) });
    await expect.poll(() => isListening(first), patience).toBe(true);
    await expect.poll(errorsInMetrics, patience).toBe('0');
  });
});
