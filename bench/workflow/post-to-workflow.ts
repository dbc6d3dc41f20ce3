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
import { startAppProcess } from '../../test/faults/start-app-process.ts';
import type { ApiServer } from '../../test/real/cluster/start-api-server.ts';
import { findFreePorts } from '../../test/real/process/find-free-ports.ts';
import type { Surroundings } from '../../test/world/start-surroundings.ts';
import { webhookWalkthrough } from '../../test/world/webhook-walkthrough.ts';
import { readImageEnvironment } from '../process/as-in-image.ts';
import { buildApp } from '../process/build-app.ts';
import { leaveLastCore, takeLastCore } from '../process/core-of-its-own.ts';
import { inFlight } from '../run-in-flight.ts';
import { type BesideBare, type Extent, printBesideBare } from './beside-bare.ts';
import { measureWay, prepareAccount } from './measure-way.ts';
import { onApiServer } from './on-api-server.ts';
import type { WatchedWorkflow } from './watch-workflows.ts';

const isShort = process.argv.includes('--short');
const extent: Extent = isShort ? { rounds: 3, perRound: 300 } : { rounds: 8, perRound: 600 };
/** Until Node has compiled what is used most. */
const warmUp = isShort ? 300 : 3000;

async function measure(server: ApiServer, { environment, directory }: Surroundings): Promise<BesideBare> {
  const { token, kubeconfig } = await prepareAccount(server);
  const manifests = join(directory, 'manifests');
  const [port = 0] = await findFreePorts(1);
  mkdirSync(manifests);
  writeFileSync(join(manifests, 'webhook.yaml'), webhookWalkthrough(port));
  const own = { KUBECONFIG: kubeconfig, MANIFESTS_DIR: manifests };
  const app = startAppProcess({ ...environment, ...readImageEnvironment(), ...own }, directory, buildApp());
  await app.port;
  if (isApart) takeLastCore(app.pid);
  const hooks = new Pool(`http://127.0.0.1:${port}`, { connections: inFlight });
  while (!(await isListening(hooks))) await wait(50);

  const bodyOf = (number: number): string => JSON.stringify({ message: `message ${number}` });
  async function send(number: number): Promise<void> {
    const headers = { 'content-type': 'application/json' };
    const answer = await hooks.request({ method: 'POST', path: '/example', headers, body: bodyOf(number) });
    await answer.body.dump();
    if (answer.statusCode !== 200) throw new Error(`The app answered ${answer.statusCode}.`);
  }

  const causeOf = ({ spec }: WatchedWorkflow): string => spec?.arguments?.parameters?.[0]?.value ?? '';
  const measured = await measureWay({ server, token }, extent, { warmUp, causeOf, nameCause: bodyOf, send });
  await app.end('SIGKILL');
  await hooks.destroy();
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

const isApart = leaveLastCore();
await onApiServer(async (server, surroundings) => {
  printBesideBare({ way: 'from a post', isApart }, extent, await measure(server, surroundings));
});
