/**
 * What the buses do beside one another: events of 8 KB that one process stores, 50 at a time, and then hands out, 16 at a time, to a
 * handler that does nothing.
 *
 *     npm run bench -- buses [--short]
 *
 * SQLite always; JetStream where nats-server is there; Kafka where Java is there (or on the broker of BENCH_KAFKA, host:port).
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import type { Delivery, EventBus, RouteDelivery } from '../src/bus/event-bus.ts';
import { openBus } from '../src/bus/open-bus.ts';
import type { BusSettings } from '../src/settings/bus-settings.ts';
import { startKafka } from '../test/real/kafka/start-kafka.ts';
import { findNoNats, startNats } from '../test/real/nats/start-nats.ts';
import { printTable } from './print-table.ts';

const count = process.argv.includes('--short') ? 3_000 : 20_000;
const warmUp = 500;
const atOnce = 50;

interface Figures {
  acceptedPerSecond: number;
  acceptMicroseconds: number;
  p50Ms: number;
  p99Ms: number;
  handledPerSecond: number;
  handleMicroseconds: number;
}

const route: RouteDelivery = ({ id }) => {
  const number = Number(id.slice(1));
  return { key: `event/1/pull/${number % 500}`, share: String(number % 5) };
};

function makeDelivery(number: number, body: Uint8Array): Delivery {
  const headers = { 'X-Github-Event': ['push'], 'X-Github-Delivery': [randomUUID()] };
  return { source: 'github', tenant: '', id: `d${number}`, name: 'push', receivedAt: Date.now(), headers, body };
}

async function measure(settings: BusSettings): Promise<Figures> {
  const opened = await openBus(settings, { route, retentionMs: 86_400_000, log: pino({ level: 'silent' }) });
  if (!opened.ok) throw new Error(opened.problem.message);
  const bus = opened.value;
  const accepted = await measureAccepting(bus);
  const handled = await measureHandling(bus);
  await bus.close();
  return { ...accepted, ...handled };
}

async function measureAccepting(bus: EventBus) {
  const body = new Uint8Array(randomBytes(8192));
  const times: number[] = [];
  let next = 0;
  async function publishOn(end: number): Promise<void> {
    while (next < end) {
      const number = next;
      next += 1;
      const startedAt = performance.now();
      await bus.publish(makeDelivery(number, body));
      times.push(performance.now() - startedAt);
    }
  }
  const publishUpTo = (end: number) => Promise.all(Array.from({ length: atOnce }, () => publishOn(end)));
  await publishUpTo(warmUp);
  times.length = 0;
  const stop = startClock();
  await publishUpTo(warmUp + count);
  const { seconds, cpuMicroseconds } = stop();
  times.sort((left, right) => left - right);
  return {
    acceptedPerSecond: count / seconds,
    acceptMicroseconds: cpuMicroseconds / count,
    p50Ms: times[Math.floor(count / 2)] ?? 0,
    p99Ms: times[Math.floor(count * 0.99)] ?? 0,
  };
}

async function measureHandling(bus: EventBus) {
  const done = Promise.withResolvers<void>();
  let handled = 0;
  let stop = startClock();
  const consumption = bus.consume({
    concurrency: 16,
    onDead: () => Promise.resolve(),
    async handle() {
      handled += 1;
      if (handled === warmUp) stop = startClock();
      if (handled === warmUp + count) done.resolve();
      return { kind: 'done' };
    },
  });
  await done.promise;
  const { seconds, cpuMicroseconds } = stop();
  await consumption.stop(1000);
  return { handledPerSecond: count / seconds, handleMicroseconds: cpuMicroseconds / count };
}

function startClock(): () => { seconds: number; cpuMicroseconds: number } {
  const startedAt = performance.now();
  const before = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(before);
    return { seconds: (performance.now() - startedAt) / 1000, cpuMicroseconds: user + system };
  };
}

async function measureSqlite(): Promise<Figures> {
  const directory = mkdtempSync(join(tmpdir(), 'bench-bus-'));
  try {
    return await measure({ kind: 'sqlite', file: join(directory, 'events.db') });
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function measureJetStream(): Promise<Figures | undefined> {
  const missing = findNoNats();
  if (missing !== undefined) {
    console.log(`SKIPPED, no JetStream: ${missing}`);
    return undefined;
  }
  const server = await startNats();
  const prefix = `bench-${randomUUID().slice(0, 8)}`;
  try {
    return await measure({ kind: 'nats', servers: [server.url], prefix, replicas: 1 });
  } finally {
    await server.dispose();
  }
}

async function measureKafka(): Promise<Figures | undefined> {
  const prefix = `bench-${randomUUID().slice(0, 8)}`;
  const given = process.env.BENCH_KAFKA;
  if (given !== undefined) return measure({ kind: 'kafka', brokers: [given], prefix, partitions: 12 });
  const started = await startKafka();
  if (!started.ok) {
    console.log(`SKIPPED, no Kafka: ${started.reason}`);
    return undefined;
  }
  try {
    return await measure({ kind: 'kafka', brokers: [started.broker.address], prefix, partitions: 12 });
  } finally {
    await started.broker.dispose();
  }
}

function toRow(name: string, figures: Figures): string[] {
  const { acceptedPerSecond, acceptMicroseconds, p50Ms, p99Ms, handledPerSecond, handleMicroseconds } = figures;
  return [
    name,
    ...[acceptedPerSecond, acceptMicroseconds].map((value) => value.toFixed(0)),
    ...[p50Ms, p99Ms].map((value) => value.toFixed(1)),
    ...[handledPerSecond, handleMicroseconds].map((value) => value.toFixed(0)),
  ];
}

const heading = ['bus', 'stored/s', 'CPU µs each', 'p50 ms', 'p99 ms', 'handled/s', 'CPU µs each'];
const rows = [heading, toRow('SQLite', await measureSqlite())];
const jetStream = await measureJetStream();
if (jetStream !== undefined) rows.push(toRow('JetStream', jetStream));
const kafka = await measureKafka();
if (kafka !== undefined) rows.push(toRow('Kafka', kafka));
printTable(`Events of 8 KB on the buses, ${count} of them (CPU of the app's process alone)`, rows);
