import { setTimeout as wait } from 'node:timers/promises';
import type { FaultKind } from '../../../../dev/cluster/api/inject-faults.ts';
import type { Random } from '../seeded-random.ts';
import type { StormWorld } from '../world/storm-world.ts';
import type { Troubles } from './trouble.ts';

const verbs = ['create', 'get', 'list', 'patch', 'watch'] as const;

function spoil({ surroundings: { cluster }, replicas }: StormWorld, random: Random, fault: FaultKind): void {
  // One that is alone elects nobody.
  const others = replicas.count > 1 ? (['secrets', 'leases'] as const) : (['secrets'] as const);
  const match = random.chance(0.7)
    ? { verb: random.pick(verbs), resource: 'workflows' }
    : { resource: random.pick(others) };
  cluster.injectFault({ match, fault, times: 1 + random.below(3) });
}

const quota = { status: 403, reason: 'Forbidden', message: 'exceeded quota: runs' };

/** What an API server does to a client. */
export const clusterTroubles: Troubles = {
  async 'the cluster answers 5xx'(world, random) {
    spoil(world, random, { status: random.pick([500, 503, 504]), afterEffect: random.chance(0.5) });
  },
  async 'the cluster answers 429'(world, random) {
    spoil(world, random, { status: 429, retryAfterSeconds: 1 });
  },
  async 'the cluster’s quota is used up'({ surroundings: { cluster } }, random) {
    cluster.injectFault({ match: { verb: 'create', resource: 'workflows' }, fault: quota, times: 1 + random.below(2) });
  },
  async 'the cluster permits nothing for a moment (403)'({ surroundings: { cluster } }, random) {
    const verb = random.pick(verbs);
    const resource = random.pick(['workflows', 'secrets'] as const);
    const message = `${resource} is forbidden: User "app" cannot ${verb} resource "${resource}"`;
    const fault = { status: 403, reason: 'Forbidden', message };
    cluster.injectFault({ match: { verb, resource }, fault, times: 1 + random.below(2) });
  },
  async 'the cluster answers 422 to notes'({ surroundings: { cluster } }, random) {
    const fault = { status: 422, reason: 'Invalid', message: 'admission webhook denied the request' };
    cluster.injectFault({ match: { verb: 'patch', resource: 'workflows' }, fault, times: 1 + random.below(2) });
  },
  async 'the cluster’s quota changes while a run is made (409)'({ surroundings: { cluster } }, random) {
    const message = 'Operation cannot be fulfilled on resourcequotas "runs": the object has been modified';
    const fault = { status: 409, reason: 'Conflict', message };
    cluster.injectFault({ match: { verb: 'create', resource: 'workflows' }, fault, times: 1 + random.below(2) });
  },
  async 'the cluster answers 409 to notes'({ surroundings: { cluster } }, random) {
    const fault = { status: 409, reason: 'Conflict' };
    cluster.injectFault({ match: { verb: 'patch', resource: 'workflows' }, fault, times: 1 + random.below(3) });
  },
  async 'the cluster cuts calls'(world, random) {
    spoil(world, random, { reset: true, afterEffect: random.chance(0.5) });
  },
  async 'the cluster is slow'(world, random) {
    spoil(world, random, { delayMs: random.below(world.patienceMs) });
  },
  async 'watches expire (410)'({ surroundings: { cluster } }, random) {
    await wait(random.below(300));
    cluster.expireWatches();
  },
  async 'watches end'({ surroundings: { cluster } }, random) {
    await wait(random.below(300));
    cluster.endWatches();
  },
  async 'the cluster drops all connections'({ surroundings: { cluster } }, random) {
    await wait(random.below(300));
    cluster.dropConnections();
  },
};

/** Calls that are never answered: the app gives them up by itself, which takes a while. */
export const patientClusterTroubles: Troubles = {
  async 'the cluster does not answer'(world, random) {
    spoil(world, random, { hang: true, afterEffect: random.chance(0.5) });
  },
};
