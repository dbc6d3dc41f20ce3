import { randomBytes } from 'node:crypto';
import { describeFailure } from '../../describe-failure.ts';
import type { ConsumeOptions, Consumption } from '../../event-bus.ts';
import { waitAtMost } from '../../wait-at-most.ts';
import type { MemberCounts } from '../group/group-record.ts';
import { createGroupStore } from '../group/group-store.ts';
import { type GroupChange, joinGroup } from '../group/join-group.ts';
import { type Layout, partitionOf } from '../layout.ts';
import { createQueues, type InHand } from '../queues/create-queues.ts';
import type { Progress } from '../queues/read-progress.ts';
import { carryOut, type Entry, type Handling } from './carry-out.ts';
import { createSleeper } from './create-sleeper.ts';
import { followJournal } from './follow-journal.ts';

export interface ConsumptionParts
  extends Pick<Handling, 'broker' | 'journal' | 'schedule' | 'now' | 'log' | 'storeRetryMs'> {
  layout: Layout;
  /** The stream of events, as the group names it. */
  journalName: string;
  /** The other replicas read another stream of events by now. */
  onOtherJournal: () => void;
  /** How long this replica may be silent before the others take over its part. */
  leaseMs: number;
}

export interface RunningConsumption extends Consumption {
  /** This replica among those that consume. */
  id: string;
  counts(): MemberCounts;
}

/** Bodies in hand at most, all together. */
const maxBytesInHand = 64 * 1024 * 1024;

/**
 * Takes what is due of this replica's partitions, at most `concurrency` at a time, and settles it by its outcome. Bodies are loaded
 * when their turn comes; until then only their place in the stream is remembered.
 */
export function startConsumption(options: ConsumeOptions, parts: ConsumptionParts): RunningConsumption {
  const { broker, layout, schedule, now, log } = parts;
  const id = randomBytes(9).toString('base64url');
  const aborter = new AbortController();
  const queues = createQueues(delayInterrupted);
  const inHand = new Map<string, Entry>();
  const sleeper = createSleeper();
  /** Partitions whose last owner died, and the last message that it can have had in hand. */
  const suspectUpTo = new Map<number, number>();
  const unclean = new Set<number>();
  const partitionsHeld = new Set<number>();
  let bytesInHand = 0;
  let noteEmpty: () => void = () => undefined;
  let stopped: Promise<void> | undefined;

  const following = followJournal({
    ...{ broker, layout, queues, log },
    retryMs: parts.storeRetryMs,
    onNews: sleeper.wake,
    onCaughtUp: noteLoaded,
  });
  const group = joinGroup({
    ...{ id, log, leaseMs: parts.leaseMs, journal: parts.journalName, onOtherJournal: parts.onOtherJournal },
    store: createGroupStore(broker, layout, id),
    monotonicNow: () => performance.now(),
    counts: queues.counts,
    floorOf: queues.floorOf,
    isIdle: queues.isIdle,
    onChange: adoptChange,
    onBeat: sleeper.wake,
    onLeaving(leaving) {
      for (const partition of partitionsHeld) queues.setDraining(partition, leaving.has(partition));
    },
  });
  const forget = broker.onChange(() => {
    if (broker.isConnected()) group.hurry();
  });

  function adoptChange({ gained, lost }: GroupChange): void {
    for (const partition of lost) {
      partitionsHeld.delete(partition);
      suspectUpTo.delete(partition);
      unclean.delete(partition);
      queues.drop(partition);
    }
    for (const { partition, floor, isUnclean } of gained) {
      partitionsHeld.add(partition);
      if (isUnclean) unclean.add(partition);
      queues.open(partition, floor);
    }
    if (gained.length > 0) following.goBackTo(Math.min(...gained.map(({ floor }) => floor)));
  }

  /** Everything that happened to the partitions before is known now. */
  function noteLoaded(): void {
    for (const partition of unclean) suspectUpTo.set(partition, queues.lastAppliedTo(partition));
    unclean.clear();
    for (const partition of partitionsHeld) queues.noteLoaded(partition);
    sleeper.wake();
  }

  /**
   * A delivery that was in hand several times when its replica died may be why. It waits, and the longer the more often it was
   * tried, so that those that died with it are done before it kills again.
   */
  function delayInterrupted(progress: Progress, partition: number): Progress {
    const triesTooMany = progress.attempts - schedule.quickMs.length;
    const isInterrupted = progress.isStarted && isInherited(partition, progress.revision);
    if (!isInterrupted || progress.dueAt > 0 || triesTooMany < 0) return progress;
    const pauseMs = schedule.parkedMs[0] ?? 0;
    return { ...progress, dueAt: now() + pauseMs * (1 + (triesTooMany + Math.random()) / 5) };
  }

  /** The message was there when its partition came from a replica that had died. */
  function isInherited(partition: number, sequence: number): boolean {
    return unclean.has(partition) || sequence <= (suspectUpTo.get(partition) ?? 0);
  }

  async function run(): Promise<void> {
    while (!aborter.signal.aborted) {
      sleeper.fallAsleep();
      const isHeld = group.isHeld();
      for (const taken of isHeld ? takeDue() : []) void process(taken);
      // The next beat that reaches the broker wakes it.
      await sleeper.sleepUntil(isHeld ? queues.nextDueAt() : undefined, now());
    }
  }

  function takeDue(): InHand[] {
    const maxBytes = maxBytesInHand - bytesInHand;
    const slots = maxBytes <= 0 ? 0 : options.concurrency - inHand.size;
    return slots <= 0 ? [] : queues.take({ slots, places: options.concurrency, maxBytes }, now());
  }

  async function process(taken: InHand): Promise<void> {
    const { key, bytes } = taken;
    const partition = partitionOf(key);
    const entry: Entry = { taken, isReturned: false, isSuspect: isInherited(partition, taken.sequence) };
    inHand.set(key, entry);
    bytesInHand += bytes;
    const settled = await carryOut(entry, { ...options, ...parts, delayInterrupted, signal: aborter.signal });
    inHand.delete(key);
    bytesInHand -= bytes;
    if (settled.kind === 'finished') queues.finish(taken);
    else queues.putBack(taken, settled.kind === 'paused' ? settled.progress : undefined);
    if (queues.isDraining(partition) && queues.isIdle(partition)) group.hurry();
    if (inHand.size === 0) noteEmpty();
    sleeper.wake();
  }

  async function stop(graceMs: number): Promise<void> {
    aborter.abort();
    sleeper.wake();
    forget();
    await running;
    if (inHand.size > 0) {
      const empty = new Promise<void>((resolve) => {
        noteEmpty = resolve;
      });
      await waitAtMost(graceMs, empty);
    }
    for (const entry of inHand.values()) entry.isReturned = true;
    await following.stop();
    await group.leave();
  }

  const running = run().catch((thrown: unknown) => {
    log.error({ reason: describeFailure(thrown) }, 'consuming events ended unexpectedly');
  });
  return {
    id,
    counts: queues.counts,
    stop(graceMs) {
      stopped ??= stop(graceMs);
      return stopped;
    },
  };
}
