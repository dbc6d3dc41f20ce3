/**
 * Whether memory stays bounded while events wait: the app as a process takes signed pushes of 8 KB while the cluster answers 500 to
 * everything, so that none of them comes to an end, then the cluster is back and the app works on them for a while. What is measured is the
 * largest resident set of the process in each part.
 *
 *     npm run bench -- backlog [--short]
 *     node bench/backlog.ts sqlite nats      # on these buses alone
 *
 * The embedded store always; unless it is to be short JetStream where nats-server is there, and Kafka where Java is there. The app runs as in its image: built, and with
 * the same flags.
 */
import { createHmac, randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { Pool } from 'undici';
import { startAppProcess } from '../test/faults/start-app-process.ts';
import { type BusKind, openStormBus } from '../test/faults/storm/world/open-storm-bus.ts';
import { catchWebhooks } from '../test/integration/catch-webhooks.ts';
import { oneStep } from '../test/integration/one-step.ts';
import { namespace, type Surroundings, startSurroundings } from '../test/integration/start-surroundings.ts';
import { findFreePorts } from '../test/real/process/find-free-ports.ts';
import { buildApp } from './build-app.ts';
import { printTable } from './print-table.ts';
import { watchMemory } from './watch-memory.ts';

const isShort = process.argv.includes('--short');
const count = isShort ? 3_000 : 100_000;
const workForMs = isShort ? 5_000 : 30_000;
const bytes = 8192;
const connections = 50;
const accounts = 10;
const branches = 1_000;
const entry = buildApp();
const metricPrefix = 'argo_events_app_';

interface Figures {
  acceptedPerSecond: number;
  /** What the app itself said to wait when all had been accepted. */
  waiting: number;
  /** Workflows that it then created, and in how many seconds. */
  created: number;
  seconds: number;
  /** MiB. */
  idle: number | undefined;
  whileAccepting: number | undefined;
  whileWorking: number | undefined;
}

/** The body of a push to each account's repository, as the stand-in for GitHub sends it. */
async function makePushes({ github }: Surroundings): Promise<Record<string, unknown>[]> {
  const files = {
    '.argo-events.yaml': 'pipelines: { ci: { on: push, workflow: .argo/ci.yaml } }\n',
    '.argo/ci.yaml': oneStep('true'),
  };
  const pushes = await catchWebhooks(github, 'push', async () => {
    for (let account = 0; account < accounts; account += 1) {
      const repository = `backlog-${account}/shop`;
      await github.createRepository({ repository, files });
      await github.installApp({ account: `backlog-${account}` });
      await github.push({ repository, files: { account: String(account) } });
    }
  });
  return pushes.map((push): Record<string, unknown> => JSON.parse(push));
}

/** One of many branches of the repositories in turn, so that the events wait in ten thousand queues. */
function bodyOf(pushes: readonly Record<string, unknown>[], index: number): string {
  const push = pushes[index % pushes.length];
  const ref = `refs/heads/branch-${Math.floor(index / pushes.length) % branches}`;
  const text = JSON.stringify({ ...push, ref, padding: '' });
  return `${text.slice(0, -2)}${'x'.repeat(Math.max(bytes - text.length, 0))}"}`;
}

async function sendAll(port: number, secret: string, pushes: readonly Record<string, unknown>[]): Promise<number> {
  const pool = new Pool(`http://127.0.0.1:${port}`, { connections });
  let next = 0;
  async function send(): Promise<void> {
    while (next < count) {
      const body = bodyOf(pushes, next);
      next += 1;
      const headers = {
        'content-type': 'application/json',
        'x-github-event': 'push',
        'x-github-delivery': randomUUID(),
        'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
      };
      const answer = await pool.request({ method: 'POST', path: '/api/github/webhooks', headers, body });
      await answer.body.dump();
      if (answer.statusCode !== 202) throw new Error(`The app answered ${answer.statusCode}.`);
    }
  }
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: connections }, send));
  const seconds = (performance.now() - startedAt) / 1000;
  await pool.destroy();
  return count / seconds;
}

async function countWaiting(metricsPort: number): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
  return Number(new RegExp(`^${metricPrefix}bus_deliveries\\{state="waiting"\\} (\\d+)`, 'm').exec(text)?.[1]);
}

async function measure(surroundings: Surroundings, busEnvironment: Record<string, string>): Promise<Figures> {
  const { cluster, webhookSecret, directory, environment } = surroundings;
  const pushes = await makePushes(surroundings);
  const [metricsPort = 0] = await findFreePorts(1);
  const settings = { ...environment, ...busEnvironment, METRICS_PORT: String(metricsPort) };
  const node = {
    NODE_OPTIONS: '--max-semi-space-size=8 --max-old-space-size=512',
    NODE_DISABLE_COMPILE_CACHE: '1',
    MALLOC_ARENA_MAX: '2',
  };
  const app = startAppProcess({ ...settings, ...node }, directory, entry);
  const port = await app.port;
  const memory = watchMemory(app.pid ?? 0);
  try {
    const idle = memory.takeLargest();
    cluster.injectFault({ match: {}, times: Number.POSITIVE_INFINITY, fault: { status: 500 } });
    const acceptedPerSecond = await sendAll(port, webhookSecret, pushes);
    const waiting = await countWaiting(metricsPort);
    const whileAccepting = memory.takeLargest();
    cluster.clearFaults();
    const startedAt = performance.now();
    await wait(workForMs);
    const created = cluster.list('workflows', namespace).length;
    const seconds = (performance.now() - startedAt) / 1000;
    if (created === 0) throw new Error('The app worked on nothing.');
    const whileWorking = memory.takeLargest();
    return { acceptedPerSecond, waiting, created, seconds, idle, whileAccepting, whileWorking };
  } finally {
    memory.stop();
    await app.end('SIGKILL');
  }
}

const names: Record<BusKind, string> = { sqlite: 'SQLite', nats: 'JetStream', kafka: 'Kafka' };

async function measureOn(kind: BusKind): Promise<string[] | undefined> {
  const opened = await openStormBus(kind);
  if (!opened.ok) {
    console.log(`SKIPPED, no ${names[kind]}: ${opened.reason}`);
    return undefined;
  }
  const surroundings = await startSurroundings();
  try {
    const figures = await measure(surroundings, opened.bus.environment);
    const { acceptedPerSecond, waiting, created, seconds, ...resident } = figures;
    return [
      names[kind],
      acceptedPerSecond.toFixed(0),
      String(waiting),
      (created / seconds).toFixed(0),
      ...[resident.idle, resident.whileAccepting, resident.whileWorking].map((each) => each?.toFixed(0) ?? '?'),
    ];
  } finally {
    await surroundings.close();
    await opened.bus.dispose();
  }
}

const heading = ['bus', 'accepted/s', 'waiting', 'then runs/s', 'MiB idle', 'MiB accepting', 'MiB working'];
const rows = [heading];
const kinds = ['sqlite', 'nats', 'kafka'] as const;
const named = kinds.filter((kind) => process.argv.includes(kind));
const usual = isShort ? kinds.slice(0, 1) : kinds;
for (const kind of named.length > 0 ? named : usual) {
  const row = await measureOn(kind);
  if (row !== undefined) rows.push(row);
}
printTable(`${count} pushes of 8 KB while the cluster answers 500, and then not: what is resident`, rows);
