/**
 * Whether memory stays bounded while events wait. Nine of ten events are put on the bus before the app is there. Then the app as a process
 * has them all to work on, and takes the last tenth as signed webhooks of 8 KB, while the cluster answers 500 to everything, so that none of
 * them comes to an end. Then the cluster is back and the app works on them for a while, not until nothing is left. What is measured is
 * the largest resident set of the process in each part.
 *
 *     npm run bench -- backlog [--short]
 *     node bench/backlog/backlog.ts sqlite nats      # on these buses alone
 *
 * The embedded store always; unless it is to be short JetStream where nats-server is there, and Kafka where Java is there. The app runs as in
 * its image: built, and with what the Dockerfile gives it.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { startAppProcess } from '../../test/faults/start-app-process.ts';
import { type BusKind, openStormBus } from '../../test/faults/storm/world/open-storm-bus.ts';
import { findFreePorts } from '../../test/real/process/find-free-ports.ts';
import { namespace, type Surroundings, startSurroundings } from '../../test/world/start-surroundings.ts';
import { printTable } from '../print-table.ts';
import { readImageEnvironment } from '../process/as-in-image.ts';
import { buildApp } from '../process/build-app.ts';
import { makeBodies, putOnBus, sendToApp } from './backlog-events.ts';
import { watchMemory } from './watch-memory.ts';

const isShort = process.argv.includes('--short');
const count = isShort ? 3_000 : 100_000;
const sent = count / 10;
/** After the last was accepted the cluster stays away for as long. */
const holdForMs = isShort ? 2_000 : 60_000;
const workForMs = isShort ? 5_000 : 60_000;
const entry = buildApp();
const metricPrefix = 'argo_events_app_';
const mebibyte = 1024 * 1024;
const asInImage = readImageEnvironment();

interface Figures {
  acceptedPerSecond: number;
  /** What the app itself said to wait when all had been accepted. */
  waiting: number;
  /** Workflows that it then created, and in how many seconds. */
  created: number;
  seconds: number;
  /** MiB. */
  idle: number | undefined;
  whileAway: number | undefined;
  whileWorking: number | undefined;
}

async function countWaiting(metricsPort: number): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
  return Number(new RegExp(`^${metricPrefix}bus_deliveries\\{state="waiting"\\} (\\d+)`, 'm').exec(text)?.[1]);
}

async function measureIdle(environment: Record<string, string>, directory: string): Promise<number | undefined> {
  const app = startAppProcess(environment, directory, entry);
  await app.port;
  const memory = watchMemory(app.pid ?? 0);
  await wait(2_000);
  const idle = memory.takeLargest();
  memory.stop();
  await app.end('SIGTERM');
  return idle;
}

async function measure(surroundings: Surroundings, busEnvironment: Record<string, string>): Promise<Figures> {
  const { cluster, webhookSecret: secret, directory } = surroundings;
  const [metricsPort = 0] = await findFreePorts(1);
  const settings = { ...surroundings.environment, ...busEnvironment, METRICS_PORT: String(metricsPort) };
  const bodyOf = await makeBodies(surroundings);
  const idle = await measureIdle({ ...settings, ...asInImage }, directory);
  await putOnBus(bodyOf, { from: 0, to: count - sent }, settings);
  cluster.injectFault({ match: {}, times: Number.POSITIVE_INFINITY, fault: { status: 500 } });
  const app = startAppProcess({ ...settings, ...asInImage }, directory, entry);
  const memory = watchMemory(app.pid ?? 0);
  try {
    const port = await app.port;
    const sentAt = performance.now();
    await sendToApp(bodyOf, { from: count - sent, to: count }, { port, secret });
    const acceptedPerSecond = (1000 * sent) / (performance.now() - sentAt);
    await wait(holdForMs);
    const waiting = await countWaiting(metricsPort);
    const whileAway = memory.takeLargest();
    cluster.clearFaults();
    const startedAt = performance.now();
    await wait(workForMs);
    const created = cluster.list('workflows', namespace).length;
    const seconds = (performance.now() - startedAt) / 1000;
    if (created === 0) throw new Error('The app worked on nothing.');
    return { acceptedPerSecond, waiting, created, seconds, idle, whileAway, whileWorking: memory.takeLargest() };
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
    const { acceptedPerSecond, waiting, created, seconds, idle, whileAway, whileWorking } = figures;
    return [
      names[kind],
      acceptedPerSecond.toFixed(0),
      String(waiting),
      (created / seconds).toFixed(0),
      ...[idle, whileAway, whileWorking].map(inMegabytes),
    ];
  } finally {
    await surroundings.close();
    await opened.bus.dispose();
  }
}

function inMegabytes(resident: number | undefined): string {
  return resident === undefined ? '?' : ((resident * mebibyte) / 1e6).toFixed(0);
}

const rows = [['bus', 'accepted/s', 'waiting', 'then runs/s', 'MB idle', 'MB cluster away', 'MB working']];
const kinds = ['sqlite', 'nats', 'kafka'] as const;
const named = kinds.filter((kind) => process.argv.includes(kind));
const usual = isShort ? kinds.slice(0, 1) : kinds;
for (const kind of named.length > 0 ? named : usual) {
  const row = await measureOn(kind);
  if (row !== undefined) rows.push(row);
}
const [held, worked] = [holdForMs / 1000, workForMs / 1000];
printTable(
  `${count} pushes of 8 KB wait: the last ${sent} come and for ${held} s more the cluster answers 500, then it is back for ${worked} s; largest resident sets`,
  rows,
);
