import type { Logger } from 'pino';
import type { ClusterObject, ClusterObjects } from '../kubernetes/cluster-objects.ts';
import type { ClusterResult } from '../kubernetes/kubernetes.ts';
import { problem } from '../problem/problem.ts';
import type { LeaderDuties, Leadership } from './leadership.ts';
import { type Lease, leaseKind, readLease, writeLease } from './lease.ts';

export interface ElectionParts {
  cluster: Pick<ClusterObjects, 'getObject' | 'createObject' | 'replaceObject'>;
  place: { namespace: string; name: string };
  /** Who this replica is; no two may have the same name. */
  identity: string;
  duties: LeaderDuties;
  /** Milliseconds of a clock that only goes forward, and goes on while the process is stopped. */
  monotonic: () => number;
  /** Milliseconds since 1970, for people who look at the Lease. */
  now: () => number;
  /** Resolves after so long, or at once when the signal is aborted. */
  wait: (ms: number, signal: AbortSignal) => Promise<unknown>;
  log: Pick<Logger, 'info' | 'error'>;
  times?: ElectionTimes;
}

export interface ElectionTimes {
  /** A lease holds so long after it was last renewed. */
  durationMs: number;
  /** How often it is renewed, or tried for. */
  everyMs: number;
  /** Leading ends so long before the lease does: for what is under way, and for clocks that run at different speeds. */
  marginMs: number;
  /** An answer that takes longer is not waited for, so that the lease can be asked for again while it holds. */
  answerMs: number;
}

const defaultTimes: ElectionTimes = { durationMs: 9000, everyMs: 2000, marginMs: 2000, answerMs: 2500 };

/** How long no other replica may begin to lead after the last renewal of one that does no more. */
export const leaseMs = defaultTimes.durationMs;

const complainEveryMs = 60_000;

const tooLate = { ok: false, failure: { kind: 'later', message: 'the cluster took too long to answer' } } as const;

/** The Lease as it was when it last changed. */
interface Observed {
  version: string | undefined;
  at: number;
}

/**
 * Leader election by a Kubernetes Lease. Clocks of two machines are never compared: a lease has run out when it did not change for
 * its duration by this replica's own clock, and one's own holds from the moment before its renewal was sent. A replica that cannot
 * renew stops leading before another one can begin.
 */
export function startElection(parts: ElectionParts): Leadership {
  const { durationMs, everyMs, marginMs, answerMs } = parts.times ?? defaultTimes;
  const { monotonic, duties, identity, log } = parts;
  const stopping = new AbortController();
  let leadsUntil = 0;
  let isOnDuty = false;
  let own: Lease | undefined;
  let observed: Observed | undefined;
  let complaint: { message: string; again: number } | undefined;

  const remainingMs = () => Math.max(leadsUntil - monotonic(), 0);

  /** The same reason every two seconds says nothing new. */
  function complain(action: 'read' | 'written', reason: string): void {
    const { namespace, name } = parts.place;
    const found = problem('app.no-lease', { lease: `${namespace}/${name}`, action, reason });
    if (complaint?.message === found.message && monotonic() < complaint.again) return;
    complaint = { message: found.message, again: monotonic() + complainEveryMs };
    log.error({ code: found.code, hint: found.hint }, found.message);
  }

  async function look(): Promise<void> {
    const found = await inTime(parts.cluster.getObject({ served: leaseKind, ...parts.place }));
    // Not when it was asked: between that and the answer the leader may have renewed it.
    const answeredAt = monotonic();
    if (!found.ok && found.failure.kind !== 'absent') {
      complain('read', found.failure.message);
      return;
    }
    const lease = found.ok ? readLease(found.value, durationMs) : undefined;
    if (lease !== undefined && lease.resourceVersion !== observed?.version) {
      observed = { version: lease.resourceVersion, at: answeredAt };
    }
    if (lease !== undefined && !mayTake(lease)) return;
    // Led, lost, and about to lead again: others may have led meanwhile, so nothing of the first time may go on.
    await adjustDuties();
    await take(lease);
  }

  function mayTake(lease: Lease): boolean {
    if (lease.holder === '' || lease.holder === identity) return true;
    return observed !== undefined && monotonic() - observed.at > lease.durationMs;
  }

  async function take(lease: Lease | undefined): Promise<void> {
    const isMine = lease?.holder === identity;
    const next: Lease = {
      ...{ holder: identity, durationMs, resourceVersion: lease?.resourceVersion },
      acquireTime: isMine ? lease.acquireTime : undefined,
      transitions: lease === undefined || isMine ? (lease?.transitions ?? 0) : lease.transitions + 1,
    };
    const sentAt = monotonic();
    const written = await write(next);
    if (!written.ok) {
      // Somebody else was faster, or it will be tried again in time.
      if (written.failure.kind !== 'conflict' && written.failure.kind !== 'exists') {
        complain('written', written.failure.message);
      }
      return;
    }
    own = readLease(written.value, durationMs);
    observed = { version: own.resourceVersion, at: sentAt };
    leadsUntil = sentAt + durationMs - marginMs;
  }

  function write(lease: Lease) {
    const object = writeLease(parts.place, lease, parts.now());
    const { namespace, name } = parts.place;
    const options = { dryRun: false };
    return inTime(
      lease.resourceVersion === undefined
        ? parts.cluster.createObject({ served: leaseKind, namespace }, object, options)
        : parts.cluster.replaceObject({ served: leaseKind, namespace, name }, object, options),
    );
  }

  /** A write that is carried out all the same is found at the next look: it counts from then on, and not before. */
  async function inTime(answer: Promise<ClusterResult<ClusterObject>>): Promise<ClusterResult<ClusterObject>> {
    const over = new AbortController();
    try {
      return await Promise.race([answer, parts.wait(answerMs, over.signal).then(() => tooLate)]);
    } finally {
      over.abort();
    }
  }

  async function adjustDuties(): Promise<void> {
    const leads = remainingMs() > 0;
    if (leads === isOnDuty) return;
    isOnDuty = leads;
    log.info({ identity }, leads ? 'this replica leads now' : 'this replica does not lead any more');
    if (leads) duties.begin();
    else await duties.end();
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      await look();
      await adjustDuties();
      // A lease that cannot be renewed ends before the next look would.
      await parts.wait(Math.min(everyMs, isOnDuty ? Math.max(remainingMs(), 1) : everyMs), stopping.signal);
    }
  }

  const running = run();
  return {
    remainingMs,
    async stop() {
      stopping.abort();
      await running;
      if (isOnDuty) await duties.end();
      const wasLeading = remainingMs() > 0;
      leadsUntil = 0;
      if (wasLeading && own !== undefined) await write({ ...own, holder: '', durationMs: 1000 });
    },
  };
}
