import { createHmac, randomUUID } from 'node:crypto';
import type { DeadLetter, EventBus } from '../../src/bus/event-bus.ts';
import { openSqliteBus } from '../../src/bus/sqlite/open-sqlite-bus.ts';
import { routeDelivery } from '../../src/event/route-delivery.ts';
import type { World } from './start-world.ts';

export interface Webhook {
  event?: string;
  id?: string;
  body: string;
  /** Headers beside or instead of those that GitHub sends. */
  headers?: Record<string, string>;
}

/** Sends bytes to the app as GitHub would, signed with the App's secret unless a header says otherwise. */
export async function sendWebhook(
  world: World,
  webhook: Webhook,
): Promise<{ status: number; id: string; text: string }> {
  const { event = 'push', id = randomUUID(), body, headers } = webhook;
  const signature = createHmac('sha256', world.webhookSecret).update(body).digest('hex');
  const response = await fetch(`http://127.0.0.1:${world.app().port}/api/github/webhooks`, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'x-github-event': event,
      'x-github-delivery': id,
      'x-hub-signature-256': `sha256=${signature}`,
      ...headers,
    },
  });
  return { status: response.status, id, text: await response.text() };
}

/** What the app's store holds, read while the app is stopped. */
export async function readStore<Value>(world: World, read: (bus: EventBus) => Promise<Value>): Promise<Value> {
  await world.stopApp();
  const quiet = { warn: () => undefined, error: () => undefined };
  const file = (world.environment.EVENT_BUS ?? '').replace('sqlite:', '');
  const opened = await openSqliteBus({ file, route: routeDelivery, retentionMs: 60_000, log: quiet });
  if (!opened.ok) throw new Error(opened.problem.message);
  const value = await read(opened.value);
  await opened.value.close();
  await world.startApp();
  return value;
}

export function listDead(world: World): Promise<DeadLetter[]> {
  return readStore(world, (bus) => bus.deadLetters(1000));
}
