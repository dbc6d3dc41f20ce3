/**
 * How fast signed pushes become Workflows on a real API server, beside creating the same Workflows there without the app: 50 in flight
 * each. The app is a process of its own with the Role of deploy/role.yaml and the embedded store; every push is of a commit of its own.
 *
 *     npm run bench -- workflows [--short]
 *
 * The two take turns, so that what else the machine does falls on both alike; while Workflows are created without the app, it is idle
 * but for checks that GitHub's limits made it put off. On a machine of few cores all share them, the stand-in for GitHub and the clients
 * too: the second table says what each used. Needs Go once, to build the API server.
 */
import { createHmac, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Pool } from 'undici';
import { annotations } from '../src/run/labels.ts';
import { startAppProcess } from '../test/faults/start-app-process.ts';
import { namespace, type Surroundings, startSurroundings } from '../test/integration/start-surroundings.ts';
import { readRole } from '../test/real/app/start-real-world.ts';
import { type ApiServer, startApiServer } from '../test/real/cluster/start-api-server.ts';
import { median, printTable } from './print-table.ts';
import { type ProcessorTimes, perPiece, readProcessorTimes } from './processor-times.ts';

const inFlight = 50;
const isShort = process.argv.includes('--short');
const rounds = isShort ? 3 : 8;
const perRound = isShort ? 150 : 300;
const accounts = 6;

const workflow = {
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Workflow',
  metadata: { generateName: 'bench-' },
  spec: {
    entrypoint: 'main',
    arguments: { parameters: [{ name: 'revision' }, { name: 'branch' }] },
    templates: [{ name: 'main', container: { image: 'alpine:3.22', command: ['true'] } }],
  },
};

/** Runs so many pieces of work, `inFlight` at a time; answers the seconds. */
async function runAll(count: number, work: (index: number) => Promise<void>): Promise<number> {
  let next = 0;
  const startedAt = performance.now();
  const lane = async (): Promise<void> => {
    while (next < count) {
      const index = next;
      next += 1;
      await work(index);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
  return (performance.now() - startedAt) / 1000;
}

/**
 * Bodies of pushes as the stand-in for GitHub sends them, each of a new commit. Its webhooks are taken until the end: what fails, the app
 * would ask for again.
 */
async function makePushes(
  { github }: Surroundings,
  count: number,
): Promise<{ bodies: string[]; stopTaking: () => void }> {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (request.headers['x-github-event'] === 'push') bodies.push(Buffer.concat(chunks).toString());
      response.writeHead(202).end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  await github.setWebhook({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` });
  const push = async (account: number): Promise<void> => {
    for (let made = 0; made < count / accounts; made += 1) {
      await github.push({ repository: `bench-${account}/shop`, branch: `branch-${made}`, files: { a: `${made}` } });
    }
  };
  await Promise.all(Array.from({ length: accounts }, (_, account) => push(account)));
  const stopTaking = (): void => {
    server.close();
    server.closeAllConnections();
  };
  return { bodies, stopTaking };
}

/** Tells of each Workflow that is created: the delivery that it was made for. The server ends watches as it likes; each is followed by another. */
async function watchDeliveries(pool: Pool, token: string, tell: (delivery: string) => void): Promise<() => void> {
  const stopping = new AbortController();
  let version = '';

  function read(line: string): void {
    const { type, object } = JSON.parse(line);
    version = object?.metadata?.resourceVersion ?? version;
    const [, text] = String(object?.metadata?.annotations?.[annotations.identity] ?? '').split('.');
    if (type === 'ADDED' && text) tell(JSON.parse(Buffer.from(text, 'base64url').toString()).delivery);
  }

  async function watch(): Promise<void> {
    const { body } = await pool.request({
      method: 'GET',
      path: `/apis/argoproj.io/v1alpha1/namespaces/${namespace}/workflows?watch=1&resourceVersion=${version}`,
      headers: { authorization: `Bearer ${token}` },
      signal: stopping.signal,
      bodyTimeout: 0,
    });
    let rest = '';
    body.on('error', () => undefined);
    body.on('data', (chunk: Buffer) => {
      const lines = (rest + chunk.toString()).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) read(line);
    });
    body.once('close', () => {
      if (stopping.signal.aborted) return;
      watch().catch((error: unknown) => {
        if (!stopping.signal.aborted) console.error(error);
      });
    });
  }

  await watch();
  return () => stopping.abort();
}

/** Of each round: pieces a second, and what each process used for one piece. */
interface Measured {
  rates: number[];
  times: ProcessorTimes[];
}

const here = 'this process: clients and GitHub';

async function measure(server: ApiServer, surroundings: Surroundings): Promise<{ app: Measured; bare: Measured }> {
  const { github, environment, webhookSecret, directory } = surroundings;
  const files = {
    '.argo-events.yaml': 'pipelines: { ci: { on: push, workflow: .argo/ci.yaml } }\n',
    '.argo/ci.yaml': JSON.stringify(workflow),
  };
  for (let account = 0; account < accounts; account += 1) {
    await github.createRepository({ repository: `bench-${account}/shop`, files });
    await github.installApp({ account: `bench-${account}` });
  }
  const { bodies, stopTaking } = await makePushes(surroundings, perRound * (rounds + 1));
  await server.addNamespace(namespace);
  const token = await server.addServiceAccount(namespace, 'argo-events-app', await readRole());
  const kubeconfig = server.kubeconfigFor('argo-events-app', token);
  const app = startAppProcess({ ...environment, KUBECONFIG: kubeconfig }, directory);
  const webhooks = new Pool(`http://127.0.0.1:${await app.port}`, { connections: inFlight });
  const cluster = new Pool(server.url, { connections: inFlight + 1, connect: { rejectUnauthorized: false } });
  const waiting = new Map<string, () => void>();
  const stop = await watchDeliveries(cluster, server.adminToken, (delivery) => waiting.get(delivery)?.());

  async function pushOne(body: string): Promise<void> {
    const id = randomUUID();
    const made = Promise.withResolvers<void>();
    waiting.set(id, made.resolve);
    const headers = {
      'content-type': 'application/json',
      'x-github-event': 'push',
      'x-github-delivery': id,
      'x-hub-signature-256': `sha256=${createHmac('sha256', webhookSecret).update(body).digest('hex')}`,
    };
    const answer = await webhooks.request({ method: 'POST', path: '/api/github/webhooks', headers, body });
    await answer.body.dump();
    if (answer.statusCode !== 202) throw new Error(`The app answered ${answer.statusCode}.`);
    await made.promise;
    waiting.delete(id);
  }

  async function createOne(manifest: string): Promise<void> {
    const answer = await cluster.request({
      method: 'POST',
      path: `/apis/argoproj.io/v1alpha1/namespaces/${namespace}/workflows?fieldValidation=Strict`,
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: manifest,
    });
    await answer.body.dump();
    if (answer.statusCode !== 201) throw new Error(`The API server answered ${answer.statusCode}.`);
  }

  const byApp: Measured = { rates: [], times: [] };
  const bare: Measured = { rates: [], times: [] };
  async function measureRound(into: Measured, work: (index: number) => Promise<void>): Promise<void> {
    const before = readProcessorTimes(here);
    const seconds = await runAll(perRound, work);
    into.rates.push(perRound / seconds);
    into.times.push(perPiece(before, readProcessorTimes(here), perRound));
  }

  // The first round warms both up.
  await runAll(perRound, (index) => pushOne(bodies[index] ?? ''));
  // The same object as the app makes, less the labels by which the app would report on it.
  const manifest = await copyOne(server);
  await runAll(perRound, () => createOne(manifest));
  for (let round = 1; round <= rounds; round += 1) {
    await measureRound(byApp, (index) => pushOne(bodies[round * perRound + index] ?? ''));
    await measureRound(bare, () => createOne(manifest));
  }
  stop();
  await app.end('SIGKILL');
  stopTaking();
  await Promise.all([webhooks.destroy(), cluster.destroy()]);
  return { app: byApp, bare };
}

/** A Workflow that the app made, to be made again by itself. */
async function copyOne(server: ApiServer): Promise<string> {
  const path = `/apis/argoproj.io/v1alpha1/namespaces/${namespace}/workflows?limit=1`;
  const listed = (await server.call({ method: 'GET', path })) as { items: { metadata: object; spec: object }[] };
  const [{ metadata, spec } = { metadata: {}, spec: {} }] = listed.items;
  const { annotations: notes } = metadata as { annotations?: object };
  const own = { generateName: 'bench-', namespace, annotations: notes };
  return JSON.stringify({ ...workflow, metadata: own, spec });
}

function printTimes(app: readonly ProcessorTimes[], bare: readonly ProcessorTimes[]): void {
  const middle = (times: readonly ProcessorTimes[], name: string) => median(times.map((each) => each[name] ?? 0));
  const names = Object.keys(app.at(-1) ?? {});
  const sum = (times: readonly ProcessorTimes[]) => names.reduce((total, name) => total + middle(times, name), 0);
  printTable('Milliseconds of processor time for one Workflow', [
    ['', 'from a push', 'bare'],
    ...names.map((name) => [name, middle(app, name).toFixed(1), middle(bare, name).toFixed(1)]),
    ['all', sum(app).toFixed(1), sum(bare).toFixed(1)],
  ]);
}

const started = await startApiServer();
if (!started.ok) {
  console.log(`SKIPPED, no API server: ${started.reason}`);
} else {
  const surroundings = await startSurroundings();
  try {
    const { app, bare } = await measure(started.server, surroundings);
    const ratios = app.rates.map((rate, round) => rate / (bare.rates[round] ?? Number.NaN));
    printTable(`Workflows created a second, ${inFlight} in flight, the median of ${rounds} rounds of ${perRound}`, [
      ['', 'a second', 'of bare creates', 'best'],
      ['created at the API server', median(bare.rates).toFixed(0), '', ''],
      [
        'from a signed push, by this app',
        median(app.rates).toFixed(0),
        median(ratios).toFixed(2),
        Math.max(...ratios).toFixed(2),
      ],
    ]);
    printTimes(app.times, bare.times);
  } finally {
    await surroundings.close();
    await started.server.stop();
  }
}
