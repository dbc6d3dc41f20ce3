import { setTimeout as wait } from 'node:timers/promises';
import type { KubeObject } from '../../../../dev/cluster/store/kube-object.ts';
import type { StormWorld } from '../world/storm-world.ts';
import type { Trouble, Troubles } from './trouble.ts';

function all({ replicas }: StormWorld): number[] {
  return Array.from({ length: replicas.count }, (_, index) => index);
}

async function endAll(world: StormWorld, signal: NodeJS.Signals): Promise<void> {
  await Promise.all(all(world).map((index) => world.replicas.end(index, signal)));
}

async function startAll(world: StormWorld): Promise<void> {
  await Promise.all(all(world).map((index) => world.replicas.start(index)));
}

function restartBy(signal: NodeJS.Signals): Trouble {
  return async ({ replicas }, random) => {
    const index = random.below(replicas.count);
    await wait(random.below(300));
    await replicas.end(index, signal);
    await wait(random.below(500));
    await replicas.start(index);
  };
}

const longestRunMs = 30_000;
const momentMs = 3000;

function isCompleted(workflow: KubeObject): boolean {
  return workflow.metadata.labels?.['workflows.argoproj.io/completed'] === 'true';
}

/** Runs that end while nobody looks, and are deleted as a TTL does it. */
const deleteWhileDown: Trouble = async (world, random) => {
  const { cluster } = world.surroundings;
  await wait(random.below(300));
  await endAll(world, 'SIGKILL');
  const live = cluster.list('workflows').filter((each) => !isCompleted(each));
  await Promise.all(
    live.map(({ metadata: { namespace = '', name } }) =>
      cluster.waitFor(
        { plural: 'workflows', namespace, name },
        (each) => each === undefined || isCompleted(each),
        longestRunMs,
      ),
    ),
  );
  for (const { metadata } of cluster.list('workflows')) {
    if (random.chance(0.8)) cluster.remove('workflows', metadata.namespace ?? '', metadata.name);
  }
  await startAll(world);
};

/** Troubles of the app's own processes. */
export const replicaTroubles: Troubles = {
  'replica killed': restartBy('SIGKILL'),
  'replica killed again': restartBy('SIGKILL'),
  'replica stopped': restartBy('SIGTERM'),
  'Workflows deleted while all are down': deleteWhileDown,
  async 'replica frozen'({ replicas, patienceMs }, random) {
    // Mostly for a moment: while it lasts nothing of one that is alone goes on.
    const longestMs = random.chance(0.3) ? patienceMs : Math.min(patienceMs, momentMs);
    await replicas.freeze(random.below(replicas.count), random.below(longestMs));
  },
  async 'connections of senders cut'({ replicas }, random) {
    await wait(random.below(200));
    replicas.balancer.drop();
  },
  async 'answers to senders lost'({ replicas }, random) {
    replicas.balancer.loseAnswers(1 + random.below(3));
  },
};

/** More than the embedded store leaves free for what has to be finished: with less it takes nothing new. */
const nearlyFullBytes = 80 * 2 ** 20;
const fullForMs = 4000;

/** Troubles of the embedded store's disk, where it has one of its own. */
export const diskTroubles: Troubles = {
  async 'disk full'({ bus: { disk }, patienceMs }, random) {
    await disk?.leave(0);
    await wait(random.below(Math.min(patienceMs, fullForMs)));
    await disk?.enlarge();
  },
  async 'disk nearly full'({ bus: { disk }, patienceMs }, random) {
    await disk?.leave(random.below(nearlyFullBytes));
    await wait(random.below(Math.min(patienceMs, fullForMs)));
    await disk?.enlarge();
  },
};

/** Troubles of a broker, where there is one. */
export const brokerTroubles: Troubles = {
  async 'broker stopped'({ bus: { broker }, patienceMs }, random) {
    await broker?.stop();
    await wait(random.below(patienceMs));
    await broker?.start();
  },
  async 'broker frozen'({ bus: { broker }, patienceMs }, random) {
    broker?.freeze();
    await wait(random.below(patienceMs));
    broker?.thaw();
  },
  async 'broker killed'({ bus: { broker } }, random) {
    await wait(random.below(300));
    await broker?.kill();
    await broker?.start();
  },
};
