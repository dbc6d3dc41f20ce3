/**
 * How fast signed pushes become Workflows on a real API server, beside creating the same Workflows there without the app: 50 in flight
 * each. The app is a process of its own with the Role of deploy/role.yaml and the embedded store; every push is of a commit of its own.
 *
 *     npm run bench -- workflows [--short]
 *
 * The two take turns, so that what else the machine does falls on both alike. Needs Go once, to build the API server.
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

/** Bodies of pushes as the stand-in for GitHub sends them, each of a new commit. */
async function makePushes({ github }: Surroundings, count: number): Promise<string[]> {
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
  server.close();
  server.closeAllConnections();
  return bodies;
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

async function measure(server: ApiServer, surroundings: Surroundings): Promise<{ app: number[]; bare: number[] }> {
  const { github, environment, webhookSecret, directory } = surroundings;
  const files = {
    '.argo-events.yaml': 'pipelines: { ci: { on: push, workflow: .argo/ci.yaml } }\n',
    '.argo/ci.yaml': JSON.stringify(workflow),
  };
  for (let account = 0; account < accounts; account += 1) {
    await github.createRepository({ repository: `bench-${account}/shop`, files });
    await github.installApp({ account: `bench-${account}` });
  }
  const bodies = await makePushes(surroundings, perRound * (rounds + 1));
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

  const rates = { app: [] as number[], bare: [] as number[] };
  // The same object as the app makes, less the labels by which the app would report on it; copied after the first round.
  let manifest = JSON.stringify({ ...workflow, metadata: { ...workflow.metadata, namespace } });
  for (let round = 0; round <= rounds; round += 1) {
    const ofRound = bodies.slice(round * perRound, (round + 1) * perRound);
    const byApp = await runAll(ofRound.length, (index) => pushOne(ofRound[index] ?? ''));
    if (round === 0) manifest = await copyOne(server);
    const bare = await runAll(perRound, () => createOne(manifest));
    // The first round warms both up.
    if (round > 0) {
      rates.app.push(ofRound.length / byApp);
      rates.bare.push(perRound / bare);
    }
  }
  stop();
  await app.end('SIGKILL');
  await Promise.all([webhooks.destroy(), cluster.destroy()]);
  return rates;
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

const started = await startApiServer();
if (!started.ok) {
  console.log(`SKIPPED, no API server: ${started.reason}`);
} else {
  const surroundings = await startSurroundings();
  try {
    const { app, bare } = await measure(started.server, surroundings);
    const ratios = app.map((rate, round) => rate / (bare[round] ?? Number.NaN));
    printTable(`Workflows created a second, ${inFlight} in flight, the median of ${rounds} rounds of ${perRound}`, [
      ['', 'a second', 'of bare creates', 'best'],
      ['created at the API server', median(bare).toFixed(0), '', ''],
      [
        'from a signed push, by this app',
        median(app).toFixed(0),
        median(ratios).toFixed(2),
        Math.max(...ratios).toFixed(2),
      ],
    ]);
  } finally {
    await surroundings.close();
    await started.server.stop();
  }
}
