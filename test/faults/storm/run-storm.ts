import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type Surroundings, startSurroundings } from '../../integration/start-surroundings.ts';
import { type Fault, judgeEvents } from './judge-events.ts';
import { makeSubjects } from './make-subjects.ts';
import { type DeliveryNotes, noteDeliveries } from './note-deliveries.ts';
import { type BusKind, openStormBus, type StormBus } from './open-storm-bus.ts';
import { createRandom, type Random } from './seeded-random.ts';
import { createSender, type Sender } from './send-events.ts';
import { startReplicas } from './start-replicas.ts';
import type { StormWorld } from './storm-world.ts';
import { clusterTroubles, patientClusterTroubles } from './trouble/cluster-troubles.ts';
import { deliveryTroubles } from './trouble/delivery-troubles.ts';
import { githubTroubles } from './trouble/github-troubles.ts';
import { brokerTroubles, replicaTroubles } from './trouble/replica-troubles.ts';
import type { Troubles } from './trouble/trouble.ts';
import { type RunWatch, watchRuns } from './watch-runs.ts';

export interface StormOptions {
  seed: number;
  events: number;
  bus: BusKind;
  replicas: number;
  /** The longest that anything is kept waiting on purpose. */
  patienceMs: number;
  /** How long nothing may change for the better, at the end, until what is still amiss counts as lost. */
  hopeMs: number;
  log(line: string): void;
}

export interface StormReport {
  seed: number;
  events: number;
  /** Pushes answered 202 while the storm lasted; the others were delivered again after it. */
  acknowledged: number;
  attempts: number;
  runs: number;
  checks: number;
  troubles: Record<string, number>;
  faults: Fault[];
  /** Workflows that were not let go. */
  unreleased: string[];
  /** What replicas said that ended without being asked. */
  endedByThemselves: string[];
  seconds: number;
  /** With the logs of all replicas; the caller removes it. */
  directory: string;
}

export type Stormed = { ok: true; report: StormReport } | { ok: false; reason: string };

/** Of each account so many events come; the app writes at most 80 times a minute for one. */
const eventsPerAccount = 15;
/** Troubles of which each comes at least once, however few events there are. */
const fewestRounds = 40;
const lookEveryMs = 500;
/** Nothing has changed for so long: what is still to come would be a surprise. */
const quietMs = 2000;

/** Everything that goes wrong around the app, while events come in; then what became of each of them. */
export async function runStorm(options: StormOptions): Promise<Stormed> {
  const opened = await openStormBus(options.bus);
  if (!opened.ok) return opened;
  const surroundings = await startSurroundings({ environment: opened.bus.environment });
  try {
    return { ok: true, report: await stormOver(surroundings, opened.bus, options) };
  } finally {
    await surroundings.close();
    await opened.bus.dispose();
  }
}

async function stormOver(surroundings: Surroundings, bus: StormBus, options: StormOptions): Promise<StormReport> {
  const { github } = surroundings;
  const startedAt = performance.now();
  const random = createRandom(options.seed);
  const { subjects, installations } = await makeSubjects(surroundings, Math.ceil(options.events / eventsPerAccount));
  const runs = watchRuns(surroundings);
  const directory = await mkdtemp(join(tmpdir(), 'storm-'));
  const { environment } = surroundings;
  const replicas = await startReplicas({ count: options.replicas, environment, directory, random });
  try {
    await github.setWebhook({ url: `http://127.0.0.1:${replicas.balancer.port}/api/github/webhooks` });
    const sender = createSender(surroundings, subjects, random);
    const world = { surroundings, replicas, bus, installations, patienceMs: options.patienceMs };
    const troubles = await blow({ world, sender, random, options });
    const notes = noteDeliveries(surroundings);
    const acknowledged = await calm(surroundings, notes);
    options.log(`${sender.sent().length} pushes, ${acknowledged} of them acknowledged at once`);
    const faults = await waitForOutcomes({ surroundings, sender, runs, options });
    return {
      ...{ seed: options.seed, events: sender.sent().length, acknowledged, attempts: notes.attempts() },
      ...{ runs: runs.made(), checks: (await github.checkRuns()).length, troubles, faults, directory },
      unreleased: runs.unreleased(),
      endedByThemselves: replicas.endedByThemselves(),
      seconds: (performance.now() - startedAt) / 1000,
    };
  } finally {
    runs.stop();
    await replicas.close();
  }
}

interface Storm {
  world: StormWorld;
  sender: Sender;
  random: Random;
  options: StormOptions;
}

function chooseTroubles({ bus, patienceMs }: StormWorld): Troubles {
  return {
    ...replicaTroubles,
    ...githubTroubles,
    ...clusterTroubles,
    ...deliveryTroubles,
    ...(bus.broker === undefined ? {} : brokerTroubles),
    ...(patienceMs < appGivesUpAfterMs ? {} : patientClusterTroubles),
  };
}

/** How long the app waits for an answer. */
const appGivesUpAfterMs = 20_000;

/** Sends events while one trouble after another comes, each as often as the others; answers how often each came. */
async function blow({ world, sender, random, options }: Storm): Promise<Record<string, number>> {
  const troubles = chooseTroubles(world);
  const counts = Object.fromEntries(Object.keys(troubles).map((name) => [name, 0]));
  const perRound = Math.max(2, Math.ceil(options.events / Math.max(fewestRounds, options.events / 12)));
  let bag: string[] = [];
  for (let left = options.events; left > 0; left -= perRound) {
    if (bag.length === 0) bag = random.shuffle(Object.keys(troubles));
    const name = bag.pop() ?? '';
    counts[name] = (counts[name] ?? 0) + 1;
    options.log(`${(performance.now() / 1000).toFixed(0)} s: ${left} pushes to go; ${name}`);
    await Promise.all([troubles[name]?.(world, random), sender.send(Math.min(perRound, left))]);
  }
  return counts;
}

/** Everything works again, and what was never acknowledged is delivered again until it is. Answers how much was acknowledged before. */
async function calm({ github, cluster }: Surroundings, notes: DeliveryNotes): Promise<number> {
  await github.clearFaults();
  cluster.clearFaults();
  await github.idle();
  await notes.look();
  const acknowledged = notes.acknowledged();
  while (notes.unacknowledged().length > 0) {
    for (const guid of notes.unacknowledged()) await github.redeliver({ guid });
    await notes.look();
    await wait(lookEveryMs);
  }
  return acknowledged;
}

/** What is amiss once everything is as it has to be and stays so, or when nothing has become better for long. */
async function waitForOutcomes({
  surroundings,
  sender,
  runs,
  options,
}: Pick<Storm, 'sender' | 'options'> & { surroundings: Surroundings; runs: RunWatch }): Promise<Fault[]> {
  let fewest = Number.POSITIVE_INFINITY;
  let betterAt = performance.now();
  let quietSince = performance.now();
  let changes = -1;
  for (;;) {
    const faults = await judgeEvents(sender.sent(), surroundings, runs);
    const amiss = faults.length + runs.unreleased().length;
    const now = performance.now();
    if (amiss < fewest) {
      [fewest, betterAt] = [amiss, now];
      options.log(`${amiss} amiss after ${(now / 1000).toFixed(0)} s`);
    }
    if (amiss > 0 || changes !== runs.changes()) [changes, quietSince] = [runs.changes(), now];
    if (now - quietSince > quietMs || now - betterAt > options.hopeMs) return faults;
    await wait(lookEveryMs);
  }
}
