/**
 * What accepting a webhook durably costs: the CPU time of a process with the receiver and the SQLite bus for a signed push of 8 KB,
 * against that of a bare node:http server that verifies and parses it and stores nothing, at 50 connections; then the latency of
 * both at 1,000 events a second.
 *
 *     npm run bench -- webhook [--short]
 *
 * Both servers run as processes of their own and take turns, because a shared machine is never the same for long.
 */
import { fork } from 'node:child_process';
import { createHmac, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pino from 'pino';
import { openSqliteBus } from '../src/bus/sqlite/open-sqlite-bus.ts';
import { routeDelivery } from '../src/event/route-delivery.ts';
import { createHttpServer } from '../src/webhook/create-http-server.ts';
import { createWebhookReceiver } from '../src/webhook/create-webhook-receiver.ts';
import { median, printTable } from './print-table.ts';

type Role = 'bare' | 'durable';

const path = '/api/github/webhooks';
const connections = 50;
const isShort = process.argv.includes('--short');
const rounds = isShort ? 1 : 5;
const warmUp = isShort ? 1_000 : 8_000;
const measured = isShort ? 3_000 : 30_000;
const paced = isShort ? 2_000 : 10_000;

/** A push of 8 KB, of the shape that GitHub sends: many small strings, few numbers. */
function makePush(): Buffer {
  const commits = Array.from({ length: 10 }, (_, index) => ({
    id: randomBytes(20).toString('hex'),
    message: `Change number ${index}\n\nWith a few words about why it was made.`,
    timestamp: '2026-11-22T10:00:00+01:00',
    url: `https://github.com/acme/shop/commit/${randomBytes(20).toString('hex')}`,
    author: { name: 'Grace Example', email: 'grace@example.com', username: 'grace' },
    committer: { name: 'Grace Example', email: 'grace@example.com', username: 'grace' },
    added: [`src/page-${index}.ts`],
    removed: [],
    modified: ['README.md', `src/list-${index}.ts`],
  }));
  const body = {
    ref: 'refs/heads/main',
    repository: { id: 1, full_name: 'acme/shop' },
    installation: { id: 7 },
    commits,
  };
  const text = JSON.stringify(body);
  return Buffer.from(JSON.stringify({ ...body, padding: 'x'.repeat(Math.max(8192 - text.length - 13, 0)) }));
}

async function serveBare(secret: string): Promise<number> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      const expected = Buffer.from(`sha256=${createHmac('sha256', secret).update(body).digest('hex')}`);
      const given = Buffer.from(String(request.headers['x-hub-signature-256']));
      if (expected.length !== given.length || !timingSafeEqual(expected, given)) {
        response.writeHead(401).end();
        return;
      }
      const parsed: unknown = JSON.parse(body.toString('utf8'));
      response.writeHead(parsed === null ? 400 : 202, { 'content-type': 'application/json' }).end('{"ok":true}');
    });
  });
  return listen(server);
}

async function serveDurable(secret: string, directory: string): Promise<number> {
  const log = pino({ level: 'info' }, pino.destination('/dev/null'));
  const opened = await openSqliteBus({
    file: join(directory, 'events.db'),
    route: routeDelivery,
    retentionMs: 86_400_000,
    log,
  });
  if (!opened.ok) {
    throw new Error(opened.problem.message);
  }
  const receiver = createWebhookReceiver({ bus: opened.value, secrets: [secret], path, now: Date.now, log });
  return listen(createHttpServer([receiver], log));
}

function listen(server: ReturnType<typeof createServer>): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

interface Target {
  port: number;
  cpuMicroseconds(): Promise<number>;
  rssBytes(): Promise<number>;
  stop(): void;
}

async function start(role: Role, secret: string, directory: string): Promise<Target> {
  const child = fork(import.meta.filename, [role, secret, directory], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const next = (): Promise<number> =>
    new Promise((resolve) => child.once('message', (value) => resolve(Number(value))));
  const ask = (question: string): Promise<number> => {
    const answer = next();
    child.send(question);
    return answer;
  };
  return {
    port: await next(),
    cpuMicroseconds: () => ask('cpu'),
    rssBytes: () => ask('rss'),
    stop: () => child.kill(),
  };
}

/** One keep-alive connection that sends requests one after another over a bare socket, to cost the machine as little as may be. */
function connect(port: number, body: Buffer, signature: string): Promise<{ post(): Promise<number>; end(): void }> {
  const socket = createConnection({ port, host: '127.0.0.1', noDelay: true });
  let done: (status: number) => void = () => undefined;
  socket.on('data', (chunk) => done(Number(chunk.toString('latin1', 9, 12))));
  const head = (): string =>
    [
      `POST ${path} HTTP/1.1`,
      'Host: 127.0.0.1',
      'Accept: */*',
      'Content-Type: application/json',
      'User-Agent: GitHub-Hookshot/0123456',
      `X-GitHub-Delivery: ${randomUUID()}`,
      'X-GitHub-Event: push',
      'X-GitHub-Hook-ID: 292430182',
      'X-GitHub-Hook-Installation-Target-ID: 79929171',
      'X-GitHub-Hook-Installation-Target-Type: integration',
      `X-Hub-Signature-256: ${signature}`,
      `Content-Length: ${body.byteLength}`,
      '\r\n',
    ].join('\r\n');
  const post = (): Promise<number> =>
    new Promise((resolve) => {
      done = resolve;
      socket.write(Buffer.concat([Buffer.from(head(), 'latin1'), body]));
    });
  return new Promise((resolve) => socket.once('connect', () => resolve({ post, end: () => socket.destroy() })));
}

async function postMany(port: number, count: number, body: Buffer, signature: string): Promise<void> {
  let left = count;
  const run = async (): Promise<void> => {
    const connection = await connect(port, body, signature);
    while (left > 0) {
      left -= 1;
      const status = await connection.post();
      if (status !== 202) {
        throw new Error(`Answered ${status}.`);
      }
    }
    connection.end();
  };
  await Promise.all(Array.from({ length: connections }, run));
}

/** What a server costs: processor time for a request, requests in a second, memory. */
interface Cost {
  microseconds: number;
  perSecond: number;
  residentMiB: number;
}

async function measureCost(role: Role, secret: string, body: Buffer, signature: string): Promise<Cost> {
  const directory = mkdtempSync(join(tmpdir(), 'webhook-accept-'));
  const target = await start(role, secret, directory);
  await postMany(target.port, warmUp, body, signature);
  const before = await target.cpuMicroseconds();
  const startedAt = performance.now();
  await postMany(target.port, measured, body, signature);
  const microseconds = ((await target.cpuMicroseconds()) - before) / measured;
  const perSecond = measured / ((performance.now() - startedAt) / 1000);
  const residentMiB = (await target.rssBytes()) / 1024 / 1024;
  target.stop();
  rmSync(directory, { recursive: true, force: true });
  return { microseconds, perSecond, residentMiB };
}

/** How long answers take at 1,000 requests a second, in milliseconds, sorted. */
async function measureLatency(role: Role, secret: string, body: Buffer, signature: string): Promise<number[]> {
  const directory = mkdtempSync(join(tmpdir(), 'webhook-accept-'));
  const target = await start(role, secret, directory);
  await postMany(target.port, warmUp, body, signature);
  const free = await Promise.all(Array.from({ length: connections }, () => connect(target.port, body, signature)));
  const all = [...free];
  const latencies: number[] = [];
  const startedAt = performance.now();
  const total = paced;
  for (let sent = 0; sent < total; ) {
    for (const due = performance.now() - startedAt; sent < total && sent < due; sent += 1) {
      // In turn: one that is not used for some seconds is closed by the server.
      const connection = free.shift();
      if (connection === undefined) {
        break;
      }
      const sentAt = performance.now();
      void connection.post().then(() => {
        latencies.push(performance.now() - sentAt);
        free.push(connection);
      });
    }
    await wait(1);
  }
  while (latencies.length < total) {
    await wait(1);
  }
  for (const connection of all) {
    connection.end();
  }
  target.stop();
  rmSync(directory, { recursive: true, force: true });
  return latencies.sort((left, right) => left - right);
}

async function main(): Promise<void> {
  const secret = randomBytes(32).toString('hex');
  const body = makePush();
  const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
  const costs: Record<Role, Cost[]> = { bare: [], durable: [] };
  for (let round = 0; round < rounds; round += 1) {
    costs.bare.push(await measureCost('bare', secret, body, signature));
    costs.durable.push(await measureCost('durable', secret, body, signature));
  }
  const least = (role: Role): number => Math.min(...costs[role].map((each) => each.microseconds));
  const row = (what: string, role: Role): string[] => {
    const of = (figure: keyof Cost): number => median(costs[role].map((each) => each[figure]));
    const ratio = (of('microseconds') / median(costs.bare.map((each) => each.microseconds))).toFixed(2);
    const best = (least(role) / least('bare')).toFixed(2);
    return [
      what,
      `${of('microseconds').toFixed(1)} µs`,
      `${ratio} ×`,
      `${best} ×`,
      of('perSecond').toFixed(0),
      `${of('residentMiB').toFixed(0)} MiB`,
    ];
  };
  printTable(`Accepting a signed push of ${body.byteLength} bytes: processor time, the median of ${rounds}`, [
    ['', 'cost', 'bare', 'best', 'a second', 'resident'],
    row('bare node:http, verified and parsed', 'bare'),
    row('this app, on disk', 'durable'),
  ]);
  const rowOf = async (what: string, role: Role): Promise<string[]> => {
    const latencies = await measureLatency(role, secret, body, signature);
    const at = (share: number): string => `${(latencies[Math.floor(latencies.length * share)] ?? 0).toFixed(1)} ms`;
    return [what, at(0.5), at(0.99), at(0.9999)];
  };
  printTable('Answering at 1,000 a second', [
    ['', 'median', 'p99', 'largest'],
    await rowOf('bare node:http, verified and parsed', 'bare'),
    await rowOf('this app, on disk', 'durable'),
  ]);
}

async function serve(role: string, secret: string, directory: string): Promise<void> {
  const port = role === 'bare' ? await serveBare(secret) : await serveDurable(secret, directory);
  process.on('message', (question) => {
    const { user, system } = process.cpuUsage();
    process.send?.(question === 'cpu' ? user + system : process.memoryUsage().rss);
  });
  process.send?.(port);
}

const [role, secret, directory] = process.argv.slice(2);
if (role === undefined || secret === undefined || directory === undefined) {
  await main();
} else {
  await serve(role, secret, directory);
}
