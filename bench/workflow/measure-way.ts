import { Pool } from 'undici';
import { readRole } from '../../test/real/app/start-real-world.ts';
import type { ApiServer } from '../../test/real/cluster/start-api-server.ts';
import { namespace } from '../../test/world/start-surroundings.ts';
import { inFlight, runInFlight } from '../run-in-flight.ts';
import { type BesideBare, type Extent, measureBesideBare } from './beside-bare.ts';
import { createWorkflow } from './create-workflow.ts';
import { type WatchedWorkflow, watchWorkflows } from './watch-workflows.ts';

/** A way to have the app make Workflows. Whatever makes one is known by a cause that the Workflow tells. */
export interface Way {
  /** Made before anything is measured: until Node has compiled what is used most. */
  warmUp: number;
  causeOf(workflow: WatchedWorkflow): string;
  /** The cause of that number; numbers begin with 0, those of the warm-up first. */
  nameCause(number: number): string;
  /** Resolves when the app has taken it. */
  send(number: number): Promise<void>;
}

export interface Account {
  token: string;
  kubeconfig: string;
}

/** The account that the app has, with the Role of deploy/role.yaml; what is created without the app is created with it, too. */
export async function prepareAccount(server: ApiServer): Promise<Account> {
  const name = 'argo-events-app';
  await server.addNamespace(namespace);
  const token = await server.addServiceAccount(namespace, name, await readRole());
  return { token, kubeconfig: server.kubeconfigFor(name, token) };
}

/** Has the app make Workflows until each is there, beside the same ones created at the API server. */
export async function measureWay(
  { server, token }: { server: ApiServer; token: string },
  extent: Extent,
  way: Way,
): Promise<BesideBare> {
  const cluster = new Pool(server.url, { connections: inFlight + 1, connect: { rejectUnauthorized: false } });
  const waiting = new Map<string, () => void>();
  const stop = await watchWorkflows(cluster, { namespace, token: server.adminToken }, (made) =>
    waiting.get(way.causeOf(made))?.(),
  );

  async function sendOne(number: number): Promise<void> {
    const cause = way.nameCause(number);
    const made = Promise.withResolvers<void>();
    waiting.set(cause, made.resolve);
    await way.send(number);
    await made.promise;
    waiting.delete(cause);
  }

  await runInFlight(way.warmUp, sendOne);
  const manifest = await copyOne(server);
  const bare = (): Promise<void> => createWorkflow(cluster, { namespace, token }, manifest);
  await runInFlight(extent.perRound, bare);
  const measured = await measureBesideBare(extent, { app: (number) => sendOne(way.warmUp + number), bare });
  stop();
  await cluster.destroy();
  return measured;
}

/** A Workflow that the app made, to be made again as it is, less the labels by which the app would report on it. */
async function copyOne(server: ApiServer): Promise<string> {
  const path = `/apis/argoproj.io/v1alpha1/namespaces/${namespace}/workflows?limit=1`;
  const { items } = (await server.call({ method: 'GET', path })) as { items: MadeWorkflow[] };
  const [made] = items;
  if (made === undefined) throw new Error('The app has made no Workflow.');
  const { apiVersion, kind, metadata, spec } = made;
  const own = { generateName: 'bench-', namespace, annotations: metadata.annotations };
  return JSON.stringify({ apiVersion, kind, metadata: own, spec });
}

interface MadeWorkflow {
  apiVersion: string;
  kind: string;
  metadata: { annotations?: Record<string, string> };
  spec: object;
}
