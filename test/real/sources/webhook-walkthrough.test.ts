import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { webhookWalkthrough } from '../../integration/webhook-walkthrough.ts';
import { type RealWorld, startRealWorld } from '../app/start-real-world.ts';
import { type ApiServer, startApiServer } from '../cluster/start-api-server.ts';

const started = await startApiServer();
if (!started.ok) console.warn(`SKIPPED, no real API server: ${started.reason}`);

const list = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string(), labels: z.record(z.string(), z.string()) }),
      spec: z.object({
        arguments: z.object({ parameters: z.array(z.object({ name: z.string(), value: z.string() })) }),
      }),
    }),
  ),
});

describe.skipIf(!started.ok)('Argo Events’ walkthrough of webhooks, on a real API server', () => {
  const directory = mkdtempSync(join(tmpdir(), 'walkthrough-'));
  let server: ApiServer;
  let world: RealWorld;

  beforeAll(async () => {
    if (!started.ok) throw new Error(started.reason);
    server = started.server;
    writeFileSync(join(directory, 'webhook.yaml'), webhookWalkthrough(12_000));
    world = await startRealWorld(server, { files: {}, environment: { MANIFESTS_DIR: directory } });
  }, 180_000);

  afterAll(async () => {
    await world?.stop();
    await server?.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  it('creates a Workflow with the message that curl sends to port 12000', async () => {
    const isListening = () =>
      fetch('http://127.0.0.1:12000/health').then(
        ({ ok }) => ok,
        () => false,
      );
    await expect.poll(isListening, { timeout: 60_000 }).toBe(true);
    const sent = spawnSync('curl', [
      ...['-sS', '-d', '{"message":"this is my first webhook"}', '-H', 'Content-Type: application/json'],
      ...['-X', 'POST', 'http://localhost:12000/example'],
    ]);
    expect(`${sent.stdout}${sent.stderr}`).toBe('success');

    const workflows = async () => {
      const path = '/apis/argoproj.io/v1alpha1/namespaces/ci/workflows';
      return list.parse(await server.call({ method: 'GET', path })).items;
    };
    await expect.poll(async () => (await workflows()).length, { timeout: 60_000 }).toBe(1);
    const [made] = await workflows();
    expect(made?.metadata.name).toMatch(/^webhook-[a-z0-9]{12}$/);
    expect(made?.metadata.labels).toMatchObject({
      'events.argoproj.io/sensor': 'webhook',
      'events.argoproj.io/trigger': 'webhook-workflow-trigger',
    });
    expect(made?.spec.arguments.parameters).toEqual([
      { name: 'message', value: '{"message":"this is my first webhook"}' },
    ]);
  });
});
