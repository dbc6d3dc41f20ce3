/**
 * How fast posts to an operator's webhook EventSource become Workflows on a real API server, beside creating the same Workflows there
 * without the app: 50 in flight each. The event is stored before it is answered, a Sensor puts its body into the Workflow, and no GitHub
 * is asked: what the engine itself costs. The app has a core of its own where it can be given one.
 *
 *     npm run bench -- posts [--short]
 *
 * Needs Go once, to build the API server.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Pool } from 'undici';
import { startAppProcess } from '../test/faults/start-app-process.ts';
import { readRole } from '../test/real/app/start-real-world.ts';
import type { ApiServer } from '../test/real/cluster/start-api-server.ts';
import { findFreePorts } from '../test/real/process/find-free-ports.ts';
import { namespace, type Surroundings } from '../test/world/start-surroundings.ts';
import { webhookWalkthrough } from '../test/world/webhook-walkthrough.ts';
import { readImageEnvironment } from './as-in-image.ts';
import { type BesideBare, type Extent, measureBesideBare, printBesideBare } from './beside-bare.ts';
import { buildApp } from './build-app.ts';
import { leaveLastCore, takeLastCore } from './core-of-its-own.ts';
import { createWorkflow } from './create-workflow.ts';
import { onApiServer } from './on-api-server.ts';
import { inFlight, runInFlight } from './run-in-flight.ts';
import { watchWorkflows } from './watch-workflows.ts';

const isShort = process.argv.includes('--short');
const extent: Extent = isShort ? { rounds: 3, perRound: 300 } : { rounds: 8, perRound: 600 };
/** Until Node has compiled what is used most. */
const warmUp = isShort ? 300 : 3000;

async function measure(server: ApiServer, { environment, directory }: Surroundings): Promise<BesideBare> {
  await server.addNamespace(namespace);
  const token = await server.addServiceAccount(namespace, 'argo-events-app', await readRole());
  const manifests = join(directory, 'manifests');
  const [port = 0] = await findFreePorts(1);
  mkdirSync(manifests);
  writeFileSync(join(manifests, 'webhook.yaml'), webhookWalkthrough(port));
  const kubeconfig = server.kubeconfigFor('argo-events-app', token);
  const own = { KUBECONFIG: kubeconfig, MANIFESTS_DIR: manifests };
  const app = startAppProcess({ ...environment, ...readImageEnvironment(), ...own }, directory, buildApp());
  await app.port;
  if (isApart) takeLastCore(app.pid);
  const hooks = new Pool(`http://127.0.0.1:${port}`, { connections: inFlight });
  while (!(await isListening(hooks))) await wait(50);
  const cluster = new Pool(server.url, { connections: inFlight + 1, connect: { rejectUnauthorized: false } });
  const waiting = new Map<string, () => void>();
  const stop = await watchWorkflows(cluster, { namespace, token: server.adminToken }, ({ spec }) =>
    waiting.get(spec?.arguments?.parameters?.[0]?.value ?? '')?.(),
  );

  async function postOne(number: number): Promise<void> {
    const body = JSON.stringify({ message: `message ${number}` });
    const made = Promise.withResolvers<void>();
    waiting.set(body, made.resolve);
    const headers = { 'content-type': 'application/json' };
    const answer = await hooks.request({ method: 'POST', path: '/example', headers, body });
    await answer.body.dump();
    if (answer.statusCode !== 200) throw new Error(`The app answered ${answer.statusCode}.`);
    await made.promise;
    waiting.delete(body);
  }

  const createOne = (manifest: string): Promise<void> => createWorkflow(cluster, { namespace, token }, manifest);

  await runInFlight(warmUp, postOne);
  const manifest = await copyOne(server);
  await runInFlight(extent.perRound, () => createOne(manifest));
  const measured = await measureBesideBare(extent, {
    app: (number) => postOne(warmUp + number),
    bare: () => createOne(manifest),
  });
  stop();
  await app.end('SIGKILL');
  await Promise.all([hooks.destroy(), cluster.destroy()]);
  return measured;
}

async function isListening(hooks: Pool): Promise<boolean> {
  try {
    const { statusCode, body } = await hooks.request({ method: 'GET', path: '/health' });
    await body.dump();
    return statusCode === 200;
  } catch {
    return false;
  }
}

/** A Workflow that the app made, to be made again by itself, less the labels by which the app knows it. */
async function copyOne(server: ApiServer): Promise<string> {
  const path = `/apis/argoproj.io/v1alpha1/namespaces/${namespace}/workflows?limit=1`;
  const listed = (await server.call({ method: 'GET', path })) as { items: Record<string, unknown>[] };
  const [{ apiVersion, kind, spec } = {}] = listed.items;
  return JSON.stringify({ apiVersion, kind, metadata: { generateName: 'bare-', namespace }, spec });
}

const isApart = leaveLastCore();
await onApiServer(async (server, surroundings) => {
  printBesideBare({ way: 'from a post', isApart }, extent, await measure(server, surroundings));
});
