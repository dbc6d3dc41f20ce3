import { createHmac, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import pino from 'pino';
import { Pool } from 'undici';
import { openBus } from '../../src/bus/open-bus.ts';
import { routeDelivery } from '../../src/event/route-delivery.ts';
import { readSettings } from '../../src/settings/read-settings.ts';
import { keepHeaders } from '../../src/webhook/keep-headers.ts';
import { catchWebhooks } from '../../test/world/catch-webhooks.ts';
import { oneStep } from '../../test/world/one-step.ts';
import type { Surroundings } from '../../test/world/start-surroundings.ts';
import { inFlight, runInFlight } from '../run-in-flight.ts';

const accounts = 10;
const branches = 1_000;
const bytes = 8192;

/** A push by its number, as text; each to one of many branches of the repositories in turn, so that they wait in ten thousand queues. */
export type BodyOf = (index: number) => string;

/** Pushes of 8 KB to a repository of each of ten accounts, made of what the stand-in for GitHub sends of a real one. */
export async function makeBodies({ github }: Surroundings): Promise<BodyOf> {
  const files = {
    '.argo-events.yaml': 'pipelines: { ci: { on: push, workflow: .argo/ci.yaml } }\n',
    '.argo/ci.yaml': oneStep('true'),
  };
  const caught = await catchWebhooks(github, 'push', async () => {
    for (let account = 0; account < accounts; account += 1) {
      const repository = `backlog-${account}/shop`;
      await github.createRepository({ repository, files });
      await github.installApp({ account: `backlog-${account}` });
      await github.push({ repository, files: { account: String(account) } });
    }
  });
  const pushes = caught.map((push): Record<string, unknown> => JSON.parse(push));
  return (index) => {
    const push = pushes[index % pushes.length];
    const ref = `refs/heads/branch-${Math.floor(index / pushes.length) % branches}`;
    const text = JSON.stringify({ ...push, ref, padding: '' });
    return `${text.slice(0, -2)}${'x'.repeat(Math.max(bytes - text.length, 0))}"}`;
  };
}

/** Numbers of events: from the first up to the one before the last. */
export interface Stretch {
  from: number;
  to: number;
}

/** Puts them on the bus of these settings as the app's receiver does, while no app is there. */
export async function putOnBus(
  bodyOf: BodyOf,
  { from, to }: Stretch,
  environment: Record<string, string>,
): Promise<void> {
  const read = readSettings(environment, { readFile: (path) => readFileSync(path, 'utf8') });
  if (!read.ok) throw new Error(read.problems.map(({ message }) => message).join('\n'));
  const log = pino({ level: 'silent' });
  const opened = await openBus(read.settings.bus, { route: routeDelivery, retentionMs: 86_400_000, log });
  if (!opened.ok) throw new Error(opened.problem.message);
  await runInFlight(to - from, async (number) => {
    const [id, body] = [randomUUID(), bodyOf(from + number)];
    const headers = keepHeaders(Object.entries(headersOf(id)).flat());
    const event = { source: 'github', tenant: '', id, name: 'push', receivedAt: Date.now(), headers } as const;
    await opened.value.publish({ ...event, body: Buffer.from(body) });
  });
  await opened.value.close();
}

/** Sends them to the app as GitHub does; resolves once all are accepted. */
export async function sendToApp(
  bodyOf: BodyOf,
  { from, to }: Stretch,
  { port, secret }: { port: number; secret: string },
): Promise<void> {
  const pool = new Pool(`http://127.0.0.1:${port}`, { connections: inFlight });
  await runInFlight(to - from, async (number) => {
    const body = bodyOf(from + number);
    const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
    const headers = { ...headersOf(randomUUID()), 'x-hub-signature-256': signature };
    const answer = await pool.request({ method: 'POST', path: '/api/github/webhooks', headers, body });
    await answer.body.dump();
    if (answer.statusCode !== 202) throw new Error(`The app answered ${answer.statusCode}.`);
  });
  await pool.destroy();
}

function headersOf(id: string): Record<string, string> {
  return { 'content-type': 'application/json', 'x-github-event': 'push', 'x-github-delivery': id };
}
