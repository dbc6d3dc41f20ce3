import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { startWorld, type World } from './start-world.ts';
import { webhookWalkthrough } from './webhook-walkthrough.ts';

let world: World | undefined;
let directory: string | undefined;

afterEach(async () => {
  await world?.close();
  world = undefined;
  if (directory !== undefined) await rm(directory, { recursive: true, force: true });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function start(documents: (port: number) => Record<string, string>) {
  directory = await mkdtemp(join(tmpdir(), 'manifests-'));
  const folder = directory;
  await mkdir(folder, { recursive: true });
  const port = await freePort();
  for (const [name, text] of Object.entries(documents(port))) await writeFile(join(folder, name), text);
  world = await startWorld({ environment: { MANIFESTS_DIR: folder } });
  const started = world;
  const post = (path: string, body: string, headers: Record<string, string> = {}) =>
    fetch(`http://127.0.0.1:${port}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
  const workflows = async () =>
    (await started.cluster.list('workflows', 'ci')).map(({ spec }) => {
      const { parameters } = (spec as { arguments: { parameters: { value: string }[] } }).arguments;
      return parameters[0]?.value;
    });
  await expect
    .poll(
      () =>
        post('/health', '').then(
          ({ status }) => status,
          () => 0,
        ),
      { timeout: 20_000 },
    )
    .toBe(200);
  return { world: started, folder, port, post, workflows };
}

describe('the operator’s documents', () => {
  it('make a Workflow of a webhook, as Argo Events’ walkthrough does', async () => {
    const { post, workflows } = await start((port) => ({ 'webhook.yaml': webhookWalkthrough(port) }));
    const answer = await post('/example', '{"message":"this is my first webhook"}');

    expect([answer.status, await answer.text()]).toEqual([200, 'success']);
    await expect.poll(workflows, { timeout: 20_000 }).toEqual(['{"message":"this is my first webhook"}']);
  });
});
