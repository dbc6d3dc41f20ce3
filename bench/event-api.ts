import { createHmac } from 'node:crypto';
import { Pool } from 'undici';
import { startApiServer } from '../test/real/cluster/start-api-server.ts';
import { callerRules, type EventWorld, namespace, startEventWorld } from '../test/real/event-api/start-event-world.ts';

/**
 * How fast the Event API creates Workflows, beside creating the same Workflows at the API server without it: by token and by webhook
 * secret, 50 connections. The three take turns in short bursts, so that what else the machine does falls on all of them alike.
 * `node bench/event-api.ts [rounds] [requests]`; needs Go once, to build the API server.
 */
const connections = 50;
const rounds = Number(process.argv[2] ?? 20);
const requests = Number(process.argv[3] ?? 200);

interface Request {
  path: string;
  headers: Record<string, string>;
  body: string;
}

interface Measured {
  seconds: number;
  latenciesMs: number[];
}

/** Connections are made once: a TLS handshake costs more than a Workflow. */
const pools = new Map<string, Pool>();

function poolOf(origin: string): Pool {
  const pool =
    pools.get(origin) ?? new Pool(origin, { connections, pipelining: 1, connect: { rejectUnauthorized: false } });
  pools.set(origin, pool);
  return pool;
}

async function measure(origin: string, make: (index: number) => Request): Promise<Measured> {
  const pool = poolOf(origin);
  const latencies: number[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < requests) {
      const index = next;
      next += 1;
      const sentAt = performance.now();
      const response = await pool.request({ method: 'POST', ...make(index) });
      const text = await response.body.text();
      if (response.statusCode > 299) throw new Error(`Answered ${response.statusCode}: ${text.slice(0, 300)}`);
      latencies.push(performance.now() - sentAt);
    }
  };
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: connections }, work));
  const seconds = (performance.now() - startedAt) / 1000;
  return { seconds, latenciesMs: latencies };
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

const payload = JSON.stringify({ message: 'x'.repeat(7_000), ref: 'refs/heads/main' });

async function prepare(world: EventWorld): Promise<Record<'bare' | 'token' | 'secret', () => Promise<Measured>>> {
  const token = await world.server.addServiceAccount(namespace, 'caller', callerRules);
  await world.apply('workflowtemplates', {
    kind: 'WorkflowTemplate',
    metadata: { name: 'bench' },
    spec: { entrypoint: 'main', templates: [{ name: 'main', container: { image: 'busybox' } }] },
  });
  const parameters = [{ name: 'ref', valueFrom: { event: 'payload.ref' } }];
  await world.apply('workfloweventbindings', {
    kind: 'WorkflowEventBinding',
    metadata: { name: 'bench' },
    spec: {
      event: { selector: 'payload.ref == "refs/heads/main"' },
      submit: { workflowTemplateRef: { name: 'bench' }, arguments: { parameters } },
    },
  });
  const client = Buffer.from('type: github\nsecret: "a secret of this benchmark"').toString('base64');
  const metadata = { name: 'argo-workflows-webhook-clients' };
  await world.applyCore('secrets', { kind: 'Secret', metadata, data: { caller: client } });

  const signature = createHmac('sha256', 'a secret of this benchmark').update(payload).digest('hex');
  const events = new URL(world.url());
  const path = `${events.pathname}/events/${namespace}/bench`;
  const workflow = JSON.stringify({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Workflow',
    metadata: {
      generateName: 'bench-',
      labels: { 'workflows.argoproj.io/workflow-template': 'bench', 'workflows.argoproj.io/creator': 'caller' },
    },
    spec: {
      workflowTemplateRef: { name: 'bench' },
      arguments: { parameters: [{ name: 'ref', value: 'refs/heads/main' }] },
    },
  });
  const authorization = `Bearer ${token}`;
  const json = { 'content-type': 'application/json' };
  return {
    bare: () =>
      measure(world.server.url, () => ({
        path: `/apis/argoproj.io/v1alpha1/namespaces/${namespace}/workflows`,
        headers: { ...json, authorization },
        body: workflow,
      })),
    token: () => measure(events.origin, () => ({ path, headers: { ...json, authorization }, body: payload })),
    secret: () =>
      measure(events.origin, () => ({
        path,
        headers: { ...json, 'x-github-event': 'push', 'x-hub-signature-256': `sha256=${signature}` },
        body: payload,
      })),
  };
}

const started = await startApiServer();
if (!started.ok) throw new Error(started.reason);
const world = await startEventWorld(started.server);
try {
  const ways = await prepare(world);
  const measured: Record<keyof typeof ways, Measured[]> = { bare: [], token: [], secret: [] };
  for (let round = 0; round <= rounds; round += 1) {
    for (const way of ['bare', 'token', 'secret'] as const) {
      const result = await ways[way]();
      // The first round warms all of them up.
      if (round > 0) measured[way].push(result);
    }
  }
  const rate = (way: keyof typeof ways) =>
    (rounds * requests) / measured[way].reduce((sum, { seconds }) => sum + seconds, 0);
  const p50 = (way: keyof typeof ways) => median(measured[way].flatMap(({ latenciesMs }) => latenciesMs));
  for (const way of ['bare', 'token', 'secret'] as const) {
    console.log(`${way.padEnd(7)} ${rate(way).toFixed(0)} a second, median ${p50(way).toFixed(0)} ms`);
  }
  for (const way of ['token', 'secret'] as const) {
    const share = (rate(way) / rate('bare')).toFixed(2);
    const times = (p50(way) / p50('bare')).toFixed(2);
    console.log(`by ${way}: ${share} of a bare create's rate, median ${times} × at ${connections} connections`);
  }
} finally {
  await Promise.all([...pools.values()].map((pool) => pool.destroy()));
  await world.close();
  await started.server.stop();
}
