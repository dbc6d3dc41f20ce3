import type { Logger } from 'pino';
import { describeFailure } from '../../describe-failure.ts';
import {
  beatGroup,
  chooseOwner,
  type GroupRecord,
  isOfOtherJournal,
  leaveGroup,
  type MemberCounts,
  partitionsOf,
} from './group-record.ts';
import type { GroupStore } from './group-store.ts';
import { watchBeats } from './watch-beats.ts';

export interface GroupOptions {
  id: string;
  /** The stream of events that this replica reads, as the record names it. */
  journal: string;
  store: GroupStore;
  /** How long a replica may be silent before the others take its partitions. */
  leaseMs: number;
  /** Monotonic milliseconds. */
  monotonicNow: () => number;
  log: Pick<Logger, 'warn'>;
  counts: () => MemberCounts;
  floorOf: (partition: number) => number;
  isIdle: (partition: number) => boolean;
  /** Partitions that are this replica's now, and those that are not any more. */
  onChange: (change: GroupChange) => void;
  /** The others read another stream of events by now: nothing that this replica knows holds there. */
  onOtherJournal: () => void;
  /** After each beat that reached the broker. */
  onBeat: () => void;
  /** Partitions that this replica has and should give away, so that it takes nothing new from them. */
  onLeaving: (partitions: ReadonlySet<number>) => void;
}

export interface GroupChange {
  gained: { partition: number; floor: number; isUnclean: boolean }[];
  lost: number[];
}

export interface Group {
  /** This replica may take deliveries: what it holds is nobody else's. */
  isHeld(): boolean;
  /** Beats at once: something is idle that should be another's. */
  hurry(): void;
  /** Gives everything back and stops beating. */
  leave(): Promise<void>;
}

/** Beats in a lease: enough for some to fail. */
const beatsPerLease = 4;
const conflictsInARow = 20;
const leavingMs = 2000;

/** Makes this replica a member of the group, and keeps it one until it leaves. */
export function joinGroup(options: GroupOptions): Group {
  const { id, store, leaseMs, monotonicNow, log } = options;
  const beatMs = leaseMs / beatsPerLease;
  const watch = watchBeats(leaseMs, 2 * beatMs);
  let held: ReadonlySet<number> = new Set();
  let heldUntil = 0;
  let isLeaving = false;
  let hurried = false;
  let wake: () => void = () => undefined;

  function hurry(): void {
    hurried = true;
    wake();
  }

  async function pause(): Promise<void> {
    if (hurried || isLeaving) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, beatMs);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async function beat(): Promise<void> {
    for (let conflicts = 0; conflicts < conflictsInARow; conflicts += 1) {
      const startedAt = monotonicNow();
      const { record, revision } = await store.read();
      if (isOfOtherJournal(record, options.journal)) {
        heldUntil = 0;
        options.onOtherJournal();
        return;
      }
      const dead = watch.look(record.members, startedAt);
      dead.delete(id);
      const members = { ...without(record.members, dead), [id]: { beat: 0, counts: options.counts() } };
      options.onLeaving(new Set([...held].filter((partition) => chooseOwner(partition, members) !== id)));
      const next = beatGroup(record, { ...options, counts: options.counts(), dead });
      if ((await store.write(next, revision)) === 'conflict') continue;
      heldUntil = startedAt + leaseMs - beatMs;
      adopt(record, next);
      if (hasNews(record, next)) store.announce();
      options.onBeat();
      return;
    }
    throw new Error('Other replicas always came first.');
  }

  function adopt(before: GroupRecord, now: GroupRecord): void {
    const owned = partitionsOf(now, id);
    const gained = owned.filter((partition) => !held.has(partition));
    const lost = [...held].filter((partition) => !owned.includes(partition));
    held = new Set(owned);
    if (gained.length === 0 && lost.length === 0) return;
    options.onChange({
      gained: gained.map((partition) => {
        const { floor = 1, isUnclean = false } = now.partitions[partition] ?? {};
        return { partition, floor, isUnclean: isUnclean || before.partitions[partition]?.isUnclean === true };
      }),
      lost,
    });
  }

  async function run(): Promise<void> {
    while (!isLeaving) {
      hurried = false;
      await beat().catch((thrown: unknown) => {
        log.warn({ reason: describeFailure(thrown) }, 'could not say to other replicas that this one lives');
      });
      await pause();
    }
  }

  async function giveUp(): Promise<void> {
    for (let conflicts = 0; conflicts < conflictsInARow; conflicts += 1) {
      const { record, revision } = await store.read();
      if ((await store.write(leaveGroup(record, options), revision)) !== 'conflict') {
        store.announce();
        return;
      }
    }
  }

  const forget = store.onAnnounced(hurry);
  const running = run();
  return {
    isHeld: () => monotonicNow() < heldUntil,
    hurry,
    async leave() {
      isLeaving = true;
      wake();
      forget();
      const patience = new Promise<void>((resolve) => setTimeout(resolve, leavingMs).unref());
      const leaving = running.then(giveUp).catch((thrown: unknown) => {
        log.warn(
          { reason: describeFailure(thrown) },
          'could not hand this replica’s queues to others; they will wait for it',
        );
      });
      await Promise.race([leaving, patience]);
      heldUntil = 0;
    },
  };
}

function without(members: GroupRecord['members'], dead: ReadonlySet<string>): GroupRecord['members'] {
  return Object.fromEntries(Object.entries(members).filter(([id]) => !dead.has(id)));
}

/** Something changed that others can act on: a member came or went, or a partition became free. */
function hasNews(before: GroupRecord, now: GroupRecord): boolean {
  const changedMembers = Object.keys(before.members).toSorted().join() !== Object.keys(now.members).toSorted().join();
  return changedMembers || now.partitions.some(({ owner }) => owner === undefined);
}
