/**
 * How fast signed pushes become Workflows on a real API server, beside creating the same Workflows there without the app: 50 in flight
 * each. The app is a process of its own with the Role of deploy/role.yaml and the embedded store; every push is of a commit of its own.
 *
 *     npm run bench -- workflows [--short]
 *
 * The two take turns, so that what else the machine does falls on both alike; while Workflows are created without the app, it is idle
 * but for checks that GitHub's limits made it put off. It has a core of its own where it can be given one; the API server and etcd share
 * the others, and the clients and the stand-in for GitHub run where there is room: the second table says what each used. Needs Go once,
 * to build the API server.
 */
import { createHmac, randomUUID } from 'node:crypto';
import { Pool } from 'undici';
import { annotations } from '../../src/kubernetes/labels.ts';
import { startAppProcess } from '../../test/faults/start-app-process.ts';
import type { ApiServer } from '../../test/real/cluster/start-api-server.ts';
import { catchWebhooks } from '../../test/world/catch-webhooks.ts';
import type { Surroundings } from '../../test/world/start-surroundings.ts';
import { readImageEnvironment } from '../process/as-in-image.ts';
import { buildApp } from '../process/build-app.ts';
import { leaveLastCore, takeAnyCore, takeLastCore } from '../process/core-of-its-own.ts';
import { inFlight } from '../run-in-flight.ts';
import { type BesideBare, type Extent, printBesideBare } from './beside-bare.ts';
import { frontGithub } from './front-github.ts';
import { measureWay, prepareAccount } from './measure-way.ts';
import { onApiServer } from './on-api-server.ts';
import type { WatchedWorkflow } from './watch-workflows.ts';

const isShort = process.argv.includes('--short');
const extent: Extent = isShort ? { rounds: 3, perRound: 150 } : { rounds: 8, perRound: 300 };
/** Until Node has compiled what is used most. */
const warmUp = isShort ? 150 : 1800;
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

/**
 * Bodies of pushes as the stand-in for GitHub sends them, each of a new commit. After them its webhooks are off: what it would tell of
 * checks is not what is measured, and would be asked for again where nobody took it.
 */
async function makePushes({ github }: Surroundings, count: number): Promise<string[]> {
  const push = async (account: number): Promise<void> => {
    for (let made = 0; made < count / accounts; made += 1) {
      await github.push({ repository: `bench-${account}/shop`, branch: `branch-${made}`, files: { a: `${made}` } });
    }
  };
  const bodies = await catchWebhooks(github, 'push', async () => {
    await Promise.all(Array.from({ length: accounts }, (_, account) => push(account)));
    await github.setWebhook({ url: null });
  });
  if (bodies.length !== count) throw new Error(`${bodies.length} of ${count} pushes were told of.`);
  return bodies;
}

/** The delivery that a Workflow was made for. */
function deliveryOf({ metadata }: WatchedWorkflow): string {
  const [, text] = String(metadata?.annotations?.[annotations.identity] ?? '').split('.');
  return text ? JSON.parse(Buffer.from(text, 'base64url').toString()).delivery : '';
}

async function measure(server: ApiServer, surroundings: Surroundings): Promise<BesideBare> {
  const { github, environment, webhookSecret, directory } = surroundings;
  const files = {
    '.argo-events.yaml': 'pipelines: { ci: { on: push, workflow: .argo/ci.yaml } }\n',
    '.argo/ci.yaml': JSON.stringify(workflow),
  };
  for (let account = 0; account < accounts; account += 1) {
    await github.createRepository({ repository: `bench-${account}/shop`, files });
    await github.installApp({ account: `bench-${account}` });
  }
  const bodies = await makePushes(surroundings, warmUp + extent.perRound * extent.rounds);
  const ids = bodies.map(() => randomUUID());
  const { token, kubeconfig } = await prepareAccount(server);
  const front = await frontGithub(github.url);
  const app = startAppProcess(
    { ...environment, ...readImageEnvironment(), GHE_HOST: front.host, KUBECONFIG: kubeconfig },
    directory,
    buildApp(),
  );
  const appPort = await app.port;
  if (isApart) {
    takeAnyCore();
    takeLastCore(app.pid);
  }
  const webhooks = new Pool(`http://127.0.0.1:${appPort}`, { connections: inFlight });

  async function send(number: number): Promise<void> {
    const body = bodies[number] ?? '';
    const headers = {
      'content-type': 'application/json',
      'x-github-event': 'push',
      'x-github-delivery': ids[number],
      'x-hub-signature-256': `sha256=${createHmac('sha256', webhookSecret).update(body).digest('hex')}`,
    };
    const answer = await webhooks.request({ method: 'POST', path: '/api/github/webhooks', headers, body });
    await answer.body.dump();
    if (answer.statusCode !== 202) throw new Error(`The app answered ${answer.statusCode}.`);
  }

  const way = { warmUp, causeOf: deliveryOf, nameCause: (number: number) => ids[number] ?? '', send };
  const measured = await measureWay({ server, token }, extent, way);
  await app.end('SIGKILL');
  await front.close();
  await webhooks.destroy();
  return measured;
}

const isApart = leaveLastCore();
await onApiServer(async (server, surroundings) => {
  printBesideBare({ way: 'from a signed push', isApart }, extent, await measure(server, surroundings));
});
