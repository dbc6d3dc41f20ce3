import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type Surroundings, startSurroundings } from '../../world/start-surroundings.ts';
import { createSender, type Sender } from './act/send-events.ts';
import { type Fault, judgeEvents } from './judge/judge-events.ts';
import { createLedger } from './judge/ledger.ts';
import { type DeliveryNotes, noteDeliveries } from './judge/note-deliveries.ts';
import { type RunWatch, watchRuns } from './judge/watch-runs.ts';
import { createRandom, type Random } from './seeded-random.ts';
import { clusterTroubles, patientClusterTroubles } from './trouble/cluster-troubles.ts';
import { deliveryTroubles } from './trouble/delivery-troubles.ts';
import { githubTroubles, patientGithubTroubles } from './trouble/github-troubles.ts';
import { brokerTroubles, diskTroubles, replicaTroubles } from './trouble/replica-troubles.ts';
import { appGivesUpAfterMs, type Troubles } from './trouble/trouble.ts';
import { makeSubjects } from './world/make-subjects.ts';
import { type BusKind, openStormBus, type StormBus } from './world/open-storm-bus.ts';
import { startReplicas } from './world/start-replicas.ts';
import type { StormWorld } from './world/storm-world.ts';

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
  /** Things that were done on GitHub. */
  events: number;
  acts: Record<string, number>;
  deliveries: number;
  /** Webhooks answered 202 while the storm lasted; the others were delivered again after it. */
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
const eventsPerAccount = 60;
/** At the same time. */
const mostEvents = 20;
const mostTroubles = 3;
const redeliveredTogether = 8;
const lookEveryMs = 1000;
/** Nothing has changed for so long: what is still to come would be a surprise. */
const quietMs = 2000;

/** Everything that goes wrong around the app, while events come in; then what became of each of them. */
export async function runStorm(options: StormOptions): Promise<Stormed> {
  const opened = await openStormBus(options.bus);
  if (!opened.ok) return opened;
  try {
    const surroundings = await startSurroundings({ environment: opened.bus.environment });
    try {
      return { ok: true, report: await stormOver(surroundings, opened.bus, options) };
    } finally {
      await surroundings.close();
    }
  } finally {
    await opened.bus.dispose();
  }
}

async function stormOver(surroundings: Surroundings, bus: StormBus, options: StormOptions): Promise<StormReport> {
  const { github, environment } = surroundings;
  const { seed } = options;
  const startedAt = performance.now();
  const log = (line: string): void => options.log(`${((performance.now() - startedAt) / 1000).toFixed(0)} s: ${line}`);
  const subjects = await makeSubjects(surroundings, Math.ceil(options.events / eventsPerAccount));
  log(`${subjects.length} repositories`);
  if (bus.broker === undefined && bus.disk === undefined) log('no disk can be mounted here: it is never full');
  const runs = watchRuns(surroundings);
  const directory = await mkdtemp(join(tmpdir(), 'storm-'));
  // Each has its own chances, so that what one does changes nothing of the others'.
  const replicas = await startReplicas({
    ...{ count: options.replicas, environment, directory, random: createRandom(seed + 2) },
  });
  try {
    await github.setWebhook({ url: `http://127.0.0.1:${replicas.balancer.port}/api/github/webhooks` });
    const ledger = createLedger();
    const sender = createSender({ surroundings, subjects, ledger, random: createRandom(seed + 1) });
    const installations = [...new Set(subjects.map(({ installation }) => installation))];
    const world = { surroundings, replicas, bus, installations, patienceMs: options.patienceMs };
    const troubles = await blow({ world, sender, random: createRandom(seed), events: options.events, log });
    const notes = noteDeliveries(surroundings);
    const acknowledged = await calm(surroundings, notes);
    log(`calm; ${acknowledged} webhooks were taken by now`);
    const names = new Set(subjects.map(({ repository }) => repository));
    const judge = () => judgeEvents(ledger, surroundings, runs, (repository) => names.has(repository));
    const faults = await waitForOutcomes({ judge, runs, hopeMs: options.hopeMs, log });
    return {
      ...{ seed, events: options.events, acts: sender.counts(), acknowledged, attempts: notes.attempts() },
      ...{ deliveries: notes.acknowledged(), runs: runs.made(), checks: (await github.checkRuns()).length },
      ...{ troubles, faults, directory },
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
  events: number;
  log(line: string): void;
}

/** Troubles of which one at a time is enough: they end the same processes. */
function chooseExclusive({ bus }: StormWorld): Troubles {
  return {
    ...replicaTroubles,
    ...(bus.broker === undefined ? {} : brokerTroubles),
    ...(bus.disk === undefined ? {} : diskTroubles),
  };
}

function chooseOthers({ patienceMs }: StormWorld): Troubles {
  return {
    ...githubTroubles,
    ...clusterTroubles,
    ...deliveryTroubles,
    ...(patienceMs < appGivesUpAfterMs ? {} : { ...patientGithubTroubles, ...patientClusterTroubles }),
  };
}

/** Sends events while troubles come, each as often as the others and at least once; answers how often each came. */
async function blow({ world, sender, random, events, log }: Storm): Promise<Record<string, number>> {
  const exclusive = chooseExclusive(world);
  const troubles = { ...exclusive, ...chooseOthers(world) };
  const counts = Object.fromEntries(Object.keys(troubles).map((name) => [name, 0]));
  const rounds = (2 * Object.keys(troubles).length) / (1 + mostTroubles);
  const perRound = Math.min(mostEvents, Math.ceil(events / rounds));
  let bag: string[] = [];

  function drawRound(): string[] {
    const count = 1 + random.below(mostTroubles);
    if (bag.length < count) bag = [...random.shuffle(Object.keys(troubles)), ...bag];
    const drawn: string[] = [];
    for (let index = bag.length - 1; index >= 0 && drawn.length < count; index -= 1) {
      const name = bag[index] ?? '';
      if (name in exclusive && drawn.some((each) => each in exclusive)) continue;
      drawn.push(name);
      bag.splice(index, 1);
    }
    return drawn;
  }

  for (let left = events; left > 0 || Object.values(counts).includes(0); left -= perRound) {
    const names = drawRound();
    for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
    log(`${Math.max(left, 0)} events to go; ${names.join(', ')}`);
    await Promise.all([
      ...names.map((name) => troubles[name]?.(world, random)),
      sender.send(Math.max(0, Math.min(perRound, left))),
    ]);
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
    const guids = notes.unacknowledged();
    while (guids.length > 0) {
      await Promise.all(guids.splice(0, redeliveredTogether).map((guid) => github.redeliver({ guid })));
    }
    await notes.look();
    await wait(lookEveryMs);
  }
  return acknowledged;
}

interface Waiting {
  judge: () => Promise<Fault[]>;
  runs: RunWatch;
  hopeMs: number;
  log(line: string): void;
}

/** What is amiss once everything is as it has to be and stays so, or when nothing has become better for long. */
async function waitForOutcomes({ judge, runs, hopeMs, log }: Waiting): Promise<Fault[]> {
  let fewest = Number.POSITIVE_INFINITY;
  let betterAt = performance.now();
  let quietSince = performance.now();
  let changes = -1;
  for (;;) {
    const faults = await judge();
    const amiss = faults.length + runs.unreleased().length;
    const now = performance.now();
    if (amiss < fewest) {
      [fewest, betterAt] = [amiss, now];
      log(`${amiss} amiss`);
    }
    if (amiss > 0 || changes !== runs.changes()) [changes, quietSince] = [runs.changes(), now];
    if (now - quietSince > quietMs || now - betterAt > hopeMs) return faults;
    await wait(lookEveryMs);
  }
}
