/**
 * How fast the Event API creates Workflows, beside creating the same Workflows at the API server without it: by token and by webhook
 * secret, 50 connections, for a caller with the least rights. The app is a process of its own.
 *
 *     npm run bench -- event-api [--short]
 *
 * The bare creates go over HTTP/1.1, which is faster here than HTTP/2. The ways take turns in short bursts, so that what else the machine
 * does falls on all of them alike. The app has a core of its own where it can be given one; the second table says what each process used
 * for a Workflow.
 * Needs Go once, to build the API server.
 */
import { createHmac } from 'node:crypto';
import { Pool } from 'undici';
import { startApiServer } from '../../test/real/cluster/start-api-server.ts';
import {
  callerRules,
  type EventWorld,
  namespace,
  startEventWorld,
} from '../../test/real/event-api/start-event-world.ts';
import { median, printTable } from '../print-table.ts';
import { leaveLastCore, takeLastCore } from '../process/core-of-its-own.ts';
import { inFlight, runInFlight } from '../run-in-flight.ts';
import { type ProcessorTimes, perPiece, readProcessorTimes } from './processor-times.ts';

const isShort = process.argv.includes('--short');
const rounds = isShort ? 6 : 20;
const requests = 200;

const names = {
  bare: 'created at the API server',
  token: 'by an event with a token',
  secret: 'by a signed webhook',
} as const;

type Way = keyof typeof names;
const ways: readonly Way[] = ['bare', 'token', 'secret'];

interface Request {
  path: string;
  headers: Record<string, string>;
  body: string;
}

interface Burst {
  /** Workflows a second. */
  rate: number;
  latenciesMs: number[];
  /** Milliseconds of processor time for a Workflow. */
  times: ProcessorTimes;
}

async function runBurst(pool: Pool, request: Request): Promise<Burst> {
  const latenciesMs: number[] = [];
  const before = readProcessorTimes('clients');
  const seconds = await runInFlight(requests, async () => {
    const sentAt = performance.now();
    const response = await pool.request({ method: 'POST', ...request });
    const text = await response.body.text();
    if (response.statusCode > 299) throw new Error(`Answered ${response.statusCode}: ${text.slice(0, 300)}`);
    latenciesMs.push(performance.now() - sentAt);
  });
  return { rate: requests / seconds, latenciesMs, times: perPiece(before, readProcessorTimes('clients'), requests) };
}

const template = 'bench';
const ref = 'refs/heads/main';
const payload = JSON.stringify({ message: 'x'.repeat(7_000), ref });
const secret = 'a secret of this benchmark';

async function prepare(world: EventWorld): Promise<Record<Way, Request>> {
  const token = await world.server.addServiceAccount(namespace, 'caller', callerRules);
  const spec = { entrypoint: 'main', templates: [{ name: 'main', container: { image: 'busybox' } }] };
  await world.apply('workflowtemplates', { kind: 'WorkflowTemplate', metadata: { name: template }, spec });
  const parameters = [{ name: 'ref', valueFrom: { event: 'payload.ref' } }];
  await world.apply('workfloweventbindings', {
    kind: 'WorkflowEventBinding',
    metadata: { name: 'bench' },
    spec: {
      event: { selector: `payload.ref == "${ref}"` },
      submit: { workflowTemplateRef: { name: template }, arguments: { parameters } },
    },
  });
  const client = Buffer.from(`type: github\nsecret: "${secret}"`).toString('base64');
  const metadata = { name: 'argo-workflows-webhook-clients' };
  await world.applyCore('secrets', { kind: 'Secret', metadata, data: { caller: client } });

  const path = `${new URL(world.url()).pathname}/events/${namespace}/bench`;
  const json = { 'content-type': 'application/json' };
  const authorization = `Bearer ${token}`;
  const signature = `sha256=${createHmac('sha256', secret).update(payload).digest('hex')}`;
  return {
    bare: {
      path: `/apis/argoproj.io/v1alpha1/namespaces/${namespace}/workflows`,
      headers: { ...json, authorization },
      body: JSON.stringify(makeWorkflow()),
    },
    token: { path, headers: { ...json, authorization }, body: payload },
    secret: { path, headers: { ...json, 'x-github-event': 'push', 'x-hub-signature-256': signature }, body: payload },
  };
}

function makeWorkflow(): object {
  const labels = { 'workflows.argoproj.io/workflow-template': template, 'workflows.argoproj.io/creator': 'caller' };
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Workflow',
    metadata: { generateName: 'bench-', labels },
    spec: { workflowTemplateRef: { name: template }, arguments: { parameters: [{ name: 'ref', value: ref }] } },
  };
}

async function measure(world: EventWorld): Promise<Record<Way, Burst[]>> {
  const requestOf = await prepare(world);
  // Connections are made once: a handshake costs more than a Workflow.
  const tls = { connect: { rejectUnauthorized: false }, allowH2: false };
  const cluster = new Pool(world.server.url, { connections: inFlight, pipelining: 1, ...tls });
  const events = new Pool(new URL(world.url()).origin, { connections: inFlight, pipelining: 1 });
  const bursts: Record<Way, Burst[]> = { bare: [], token: [], secret: [] };
  try {
    for (let round = 0; round <= rounds; round += 1) {
      for (const way of ways) {
        const burst = await runBurst(way === 'bare' ? cluster : events, requestOf[way]);
        // The first round warms all of them up.
        if (round > 0) bursts[way].push(burst);
      }
    }
  } finally {
    await Promise.all([cluster.destroy(), events.destroy()]);
  }
  return bursts;
}

function print(bursts: Record<Way, Burst[]>, isApart: boolean): void {
  const cores = isApart ? 'the app on a core of its own, ' : '';
  const rate = (way: Way) => median(bursts[way].map((each) => each.rate));
  const p50 = (way: Way) => median(bursts[way].flatMap(({ latenciesMs }) => latenciesMs));
  const share = (way: Way) => median(bursts[way].map((each, round) => each.rate / (bursts.bare[round]?.rate ?? 0)));
  printTable(
    `Workflows created a second, ${inFlight} connections, ${cores}the median of ${rounds} rounds of ${requests}`,
    [
      ['', 'a second', 'of bare creates', 'median ms', 'of bare creates'],
      ...ways.map((way) => [
        names[way],
        rate(way).toFixed(0),
        way === 'bare' ? '' : share(way).toFixed(2),
        p50(way).toFixed(0),
        way === 'bare' ? '' : (p50(way) / p50('bare')).toFixed(2),
      ]),
    ],
  );
  const used = (way: Way, name: string) => median(bursts[way].map(({ times }) => times[name] ?? 0));
  const known = Object.keys(bursts.token[0]?.times ?? {});
  const processes = known.filter((name) => ways.some((way) => used(way, name) > 0.01));
  printTable('Milliseconds of processor time for a Workflow', [
    ['', ...processes, 'all'],
    ...ways.map((way) => {
      const all = processes.map((name) => used(way, name));
      return [names[way], ...[...all, all.reduce((sum, each) => sum + each, 0)].map((each) => each.toFixed(1))];
    }),
  ]);
}

const isApart = leaveLastCore();
const started = await startApiServer();
if (!started.ok) {
  console.log(`SKIPPED, no API server: ${started.reason}`);
} else {
  const world = await startEventWorld(started.server);
  try {
    if (isApart) takeLastCore(world.app().pid);
    print(await measure(world), isApart);
  } finally {
    await world.close();
    await started.server.stop();
  }
}
