import { createHmac, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { AppProcess } from './start-app-process.ts';
import { type ProcessWorld, startProcessWorld } from './start-process-world.ts';

/** The app as a process of its own, and people on the network who mean it no good. */
let world: ProcessWorld;
let app: AppProcess;
let port: number;
let sockets: Socket[] = [];

beforeAll(async () => {
  world = await startProcessWorld();
  app = await world.startApp();
  port = await app.port;
}, 120_000);

afterEach(() => {
  for (const socket of sockets) socket.destroy();
  sockets = [];
});

afterAll(() => world.close());

const path = '/api/github/webhooks';
const body = JSON.stringify({ action: 'created', padding: 'x'.repeat(8000) });

function headOf(more: string[], signature = '0'.repeat(64)): string {
  return [
    `POST ${path} HTTP/1.1`,
    'Host: app',
    'Content-Type: application/json',
    'X-GitHub-Event: star',
    `X-GitHub-Delivery: ${randomUUID()}`,
    `X-Hub-Signature-256: sha256=${signature}`,
    ...more,
    '\r\n',
  ].join('\r\n');
}

/** A webhook that GitHub sends: the status, and how it was with everything else going on. */
async function sendRight(): Promise<number> {
  const signature = createHmac('sha256', world.webhookSecret).update(body).digest('hex');
  const headers = {
    'content-type': 'application/json',
    'x-github-event': 'star',
    'x-github-delivery': randomUUID(),
    'x-hub-signature-256': `sha256=${signature}`,
  };
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', headers, body });
  return response.status;
}

function open(): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1' });
  sockets.push(socket);
  socket.on('error', () => socket.destroy());
  socket.resume();
  return new Promise((resolve) => socket.once('connect', () => resolve(socket)));
}

const closed = (socket: Socket) =>
  new Promise<void>((resolve) => (socket.closed ? resolve() : socket.once('close', () => resolve())));

/** On one connection, one after another; resolves when all were answered 401. */
async function sendWrong(count: number): Promise<void> {
  const socket = await open();
  const answered = Promise.withResolvers<void>();
  let left = count;
  let text = '';
  const send = () => socket.write(headOf([`Content-Length: ${body.length}`]) + body);
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1');
    if (!text.includes('Unauthorized')) return;
    expect(text).toContain('401');
    text = '';
    left -= 1;
    if (left === 0) answered.resolve();
    else send();
  });
  socket.once('close', () => answered.reject(new Error('hung up')));
  send();
  await answered.promise;
  socket.destroy();
}

function flood(count: number): Promise<unknown> {
  const connections = 50;
  return Promise.all(Array.from({ length: connections }, () => sendWrong(count / connections)));
}

/** Of the app's process; Linux alone says it there. */
function residentMiB(): number {
  const kibibytes = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${app.pid}/status`, 'utf8'))?.[1];
  return Number(kibibytes) / 1024;
}

const canMeasure = process.platform === 'linux';

describe('thousands of connections', () => {
  it.each([
    ['on which nothing comes', ''],
    ['on which headers come and never end', `POST ${path} HTTP/1.1\r\nX-Slow: `],
    ['on which a body is announced and never comes', headOf(['Content-Length: 8000'])],
  ])(
    '%s hold up nobody else, and are ended',
    async (_what, beginning) => {
      const before = canMeasure ? residentMiB() : 0;
      const idle: Socket[] = [];
      // Not more at once than wait to be accepted: what the system itself turns away has never reached the app.
      while (idle.length < 2000) idle.push(...(await Promise.all(Array.from({ length: 100 }, open))));
      for (const socket of idle) socket.write(beginning);
      expect(await sendRight()).toBe(202);
      // Fifty kibibytes each.
      if (canMeasure) expect(residentMiB() - before).toBeLessThan(100);
      await Promise.all(idle.map(closed));
      expect(await sendRight()).toBe(202);
    },
    180_000,
  );
});

describe('bodies that are begun and never end', () => {
  it('of the largest size cannot take the room of ordinary webhooks', async () => {
    const large = 20 * 1024 * 1024;
    const chunk = Buffer.alloc(large - 1);
    for (let count = 0; count < 15; count += 1) {
      const socket = await open();
      socket.write(headOf([`Content-Length: ${large}`]));
      // One whose rest is not read any more cannot be written to the end.
      await Promise.race([new Promise((resolve) => socket.write(chunk, resolve)), closed(socket)]);
    }
    expect(await sendRight()).toBe(202);
  }, 120_000);
});

// Ends the app, to read what it logged: nothing comes after it.
describe('a flood of webhooks with wrong signatures', () => {
  it('leaves a few lines in the log, takes no memory for good, and holds up nobody who signs', async () => {
    await flood(5000);
    const before = canMeasure ? residentMiB() : 0;
    const flooding = flood(15_000);
    for (let count = 0; count < 5; count += 1) expect(await sendRight()).toBe(202);
    await flooding;
    if (canMeasure) expect(residentMiB() - before).toBeLessThan(80);
    const { stdout } = await world.endApp('SIGTERM');
    const refusals = stdout.split('\n').filter((line) => line.includes('refused a webhook'));
    expect(refusals.length).toBeGreaterThan(0);
    // Ten a minute.
    expect(refusals.length).toBeLessThan(100);
  }, 180_000);
});
