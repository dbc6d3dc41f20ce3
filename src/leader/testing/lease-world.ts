import type { ClusterObject } from '../../kubernetes/cluster-objects.ts';
import type { ClusterFailure, ClusterResult } from '../../kubernetes/kubernetes.ts';
import type { Leadership } from '../leadership.ts';
import { type ElectionParts, startElection } from '../start-election.ts';

interface Timer {
  at: number;
  wake: () => void;
  owner: string;
}

export interface Replica {
  leadership: Leadership;
  /** Whether its duties have begun and not ended. */
  isOnDuty(): boolean;
  /** How often they began. */
  terms(): number;
  /** Codes of what it complained about. */
  complaints: readonly string[];
}

/** One Lease, a clock that the test moves, and replicas that compete. */
export interface LeaseWorld {
  /** @param skew how far this replica's own clock is ahead, in ms: any number, as monotonic clocks of two machines have nothing in common */
  addReplica(name: string, skew?: number): Replica;
  /** Its timers fire no more and it hears no answers, as a process under SIGKILL or SIGSTOP. */
  halt(name: string): void;
  /** After SIGCONT: everything that came due meanwhile happens at once. */
  resume(name: string): void;
  /** What the API server answers to this replica; undefined: what it should. */
  refuse(name: string, failure: ClusterFailure | undefined): void;
  /** So long the API server takes from now on until it looks at what this replica asks to read, and answers. */
  slow(name: string, ms: number): void;
  /** Lets time pass, one timer after the other. */
  pass(ms: number): Promise<void>;
  lease(): ClusterObject | undefined;
}

export function createLeaseWorld(): LeaseWorld {
  let time = 0;
  let stored: ClusterObject | undefined;
  let version = 0;
  let timers: Timer[] = [];
  const halted = new Set<string>();
  const refused = new Map<string, ClusterFailure>();
  const delays = new Map<string, number>();

  const fail = (failure: ClusterFailure): ClusterResult<ClusterObject> => ({ ok: false, failure });
  function store(object: ClusterObject): ClusterResult<ClusterObject> {
    version += 1;
    stored = { ...object, metadata: { ...object.metadata, resourceVersion: String(version) } };
    return { ok: true, value: stored };
  }

  function clusterFor(name: string): ElectionParts['cluster'] {
    const answer = (act: () => ClusterResult<ClusterObject>) => {
      const failure = refused.get(name);
      return Promise.resolve(failure === undefined ? act() : fail(failure));
    };
    return {
      async getObject() {
        const delayMs = delays.get(name) ?? 0;
        if (delayMs > 0) await new Promise<void>((wake) => timers.push({ at: time + delayMs, wake, owner: name }));
        return await answer(() =>
          stored === undefined ? fail({ kind: 'absent', message: 'none' }) : { ok: true, value: stored },
        );
      },
      createObject: (_place, object) =>
        answer(() => (stored === undefined ? store(object) : fail({ kind: 'exists', message: 'there' }))),
      replaceObject: (_place, object) =>
        answer(() =>
          object.metadata.resourceVersion === stored?.metadata.resourceVersion
            ? store(object)
            : fail({ kind: 'conflict', message: 'stale' }),
        ),
    };
  }

  /** Promises that are resolved by now have had their say. */
  const settle = async () => {
    for (let turn = 0; turn < 40; turn += 1) await Promise.resolve();
  };

  return {
    addReplica(name, skew = 0) {
      let onDuty = false;
      let terms = 0;
      const complaints: string[] = [];
      const leadership = startElection({
        cluster: clusterFor(name),
        place: { namespace: 'apps', name: 'lease' },
        identity: name,
        duties: {
          begin() {
            onDuty = true;
            terms += 1;
          },
          async end() {
            onDuty = false;
          },
        },
        monotonic: () => time + skew,
        now: () => time,
        wait: (ms, signal) =>
          new Promise<void>((resolve) => {
            timers.push({ at: time + ms, wake: resolve, owner: name });
            signal.addEventListener('abort', () => resolve(), { once: true });
          }),
        log: { info: () => undefined, error: (fields: { code?: string }) => void complaints.push(fields.code ?? '') },
      });
      return { leadership, isOnDuty: () => onDuty, terms: () => terms, complaints };
    },
    halt: (name) => void halted.add(name),
    resume: (name) => void halted.delete(name),
    refuse(name, failure) {
      if (failure === undefined) refused.delete(name);
      else refused.set(name, failure);
    },
    slow: (name, ms) => void delays.set(name, ms),
    async pass(ms) {
      const until = time + ms;
      await settle();
      for (;;) {
        const due = timers
          .filter((each) => each.at <= until && !halted.has(each.owner))
          .sort((left, right) => left.at - right.at)[0];
        if (due === undefined) break;
        timers = timers.filter((each) => each !== due);
        time = Math.max(time, due.at);
        due.wake();
        await settle();
      }
      time = until;
    },
    lease: () => stored,
  };
}
