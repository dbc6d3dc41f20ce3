import { createHmac } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EventBus } from '../../../src/bus/event-bus.ts';
import { openSqliteBus } from '../../../src/bus/sqlite/open-sqlite-bus.ts';
import { routeDelivery } from '../../../src/event/route-delivery.ts';
import { createLogger } from '../../../src/observe/create-logger.ts';
import { createHttpServer } from '../../../src/webhook/create-http-server.ts';
import { createWebhookReceiver } from '../../../src/webhook/create-webhook-receiver.ts';
import { closeServer, listen } from '../../../src/webhook/listen.ts';

const secret = 'a secret of these tests alone';
const path = '/api/github/webhooks';
const silent = createLogger(
  { logLevel: 'fatal', webhookSecrets: [secret], privateKey: '' },
  { write: () => undefined },
);

let directory: string;
let bus: EventBus;
let stop: () => Promise<void>;
let url: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'store-'));
  // Pages of 8 KiB: a store that is full after some dozens of deliveries.
  const opened = await openSqliteBus({
    file: join(directory, 'events.db'),
    route: routeDelivery,
    retentionMs: 60_000,
    log: silent,
    maxPages: 64,
  });
  if (!opened.ok) throw new Error(opened.problem.message);
  bus = opened.value;
  const receiver = createWebhookReceiver({ bus, secrets: [secret], path, now: Date.now, log: silent });
  const server = createHttpServer([receiver], silent);
  const listening = await listen(server, { host: '127.0.0.1', port: 0 });
  if (!listening.ok) throw new Error(listening.problem.message);
  url = `http://127.0.0.1:${listening.port}${path}`;
  stop = async () => {
    await closeServer(server, 0);
    await bus.close();
  };
});

afterAll(async () => {
  await stop();
  await rm(directory, { recursive: true, force: true });
});

async function deliver(id: string): Promise<number> {
  const body = JSON.stringify({ id, padding: Buffer.from(id.repeat(2000)).toString('base64') });
  const signature = createHmac('sha256', secret).update(body).digest('hex');
  const response = await fetch(url, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'x-github-event': 'push',
      'x-github-delivery': id,
      'x-hub-signature-256': `sha256=${signature}`,
    },
  });
  await response.arrayBuffer();
  return response.status;
}

describe('a store that cannot take more', () => {
  it('is answered 503: what was answered 202 is there, and nothing that was not', async () => {
    const ids = Array.from({ length: 80 }, (_, index) => `delivery-${index}`);
    const answers = new Map<string, number>();
    for (const id of ids) answers.set(id, await deliver(id));

    const statuses = [...answers.values()];
    expect(new Set(statuses)).toEqual(new Set([202, 503]));
    expect(statuses.indexOf(503)).toBeGreaterThan(3);
    for (const [id, status] of answers) {
      const stored = await bus.find('github', '', id);
      expect(stored !== undefined, `${id}, answered ${status}`).toBe(status === 202);
    }
  });
});
