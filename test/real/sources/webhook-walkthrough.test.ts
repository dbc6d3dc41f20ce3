import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { eventSource, sensor } from '../../world/start-operator-world.ts';
import { webhookWalkthrough } from '../../world/webhook-walkthrough.ts';
import { type RealWorld, readRole, startRealWorld } from '../app/start-real-world.ts';
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

  async function workflows() {
    const path = '/apis/argoproj.io/v1alpha1/namespaces/ci/workflows';
    return list.parse(await server.call({ method: 'GET', path })).items;
  }

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

  it('joins what it hears of a resource of the cluster with a webhook, once the documents say so', async () => {
    const rules = [
      ...(await readRole()),
      { apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'list', 'watch'] },
    ];
    await server.addServiceAccount('ci', 'argo-events-app', rules);
    const before = (await workflows()).length;
    const documents = [
      eventSource('cluster', {
        resource: {
          made: {
            namespace: 'ci',
            version: 'v1',
            resource: 'configmaps',
            eventTypes: ['ADD'],
            filter: { prefix: 'made-' },
          },
        },
      }),
      eventSource('more', { webhook: { go: { port: '12000', endpoint: '/go' } } }),
      sensor('both', { a: 'more/go', b: 'cluster/made' }, { conditions: 'a && b' }),
    ];
    writeFileSync(join(directory, 'more.yaml'), documents.map((each) => JSON.stringify(each)).join('\n---\n'));
    const post = () =>
      fetch('http://127.0.0.1:12000/go', { method: 'POST', body: '{"message":"joined"}' }).then(
        ({ status }) => status,
        () => 0,
      );
    await expect.poll(post, { timeout: 60_000 }).toBe(200);
    let made = 0;
    const make = async () => {
      made += 1;
      const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: `made-${made}`, namespace: 'ci' } };
      await server.call({ method: 'POST', path: '/api/v1/namespaces/ci/configmaps', body });
      return (await workflows()).length;
    };
    // Whether the watch has begun is nowhere to be seen: what came before it is not an ADD.
    await expect.poll(make, { timeout: 60_000, interval: 1000 }).toBeGreaterThan(before);
    const joined = (await workflows()).filter(({ metadata }) => metadata.name.startsWith('both-'));
    expect(joined.map(({ spec }) => spec.arguments.parameters[0]?.value)).toEqual(['joined']);
  }, 180_000);
});
