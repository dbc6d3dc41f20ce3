import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import { type Problem, problem } from '../../../problem/problem.ts';
import type { ConsumeOptions, Delivery } from '../../event-bus.ts';
import { handleTaken, type Settlement } from '../../handle-taken.ts';
import { isParked, type RetrySchedule } from '../../retry-schedule.ts';
import { waitAtMost } from '../../wait-at-most.ts';
import { describeKafkaError } from '../client/explain-kafka-error.ts';
import type { GroupMember } from '../client/join-group.ts';
import type { StateLedger } from '../ledger/create-state-ledger.ts';
import type { Progress } from '../ledger/state-entry.ts';
import type { Bodies } from '../message/keep-bodies.ts';
import { idOfName } from '../message/pack-delivery.ts';
import { noteProgress } from './note-progress.ts';
import type { OwnedPartition } from './owned-partition.ts';
import type { DeliveryQueues } from './queues/delivery-queues.ts';
import type { QueuedDelivery } from './queues/queued-delivery.ts';
import type { ReadParts } from './read-partition.ts';

export interface WorkParts {
  states: StateLedger;
  queues: DeliveryQueues;
  bodies: Bodies;
  /** Puts a delivery into the topic of dead letters. */
  bury: (delivery: Delivery, queued: QueuedDelivery, cause: { problem: Problem; attempts: number }) => Promise<void>;
  schedule: RetrySchedule;
  now: () => number;
  log: Pick<Logger, 'info' | 'warn' | 'error'>;
  storeRetryMs: number;
  member: Pick<GroupMember, 'isSure'>;
  owner: (partition: number) => OwnedPartition | undefined;
  /** The partition has been claimed by another process. */
  lose: (owned: OwnedPartition) => void;
  /** There may be room for more to be read. */
  wakeReader: () => void;
}

export interface Worker {
  /** Something may be due that was not before. */
  wake(): void;
  notes: Pick<ReadParts, 'noteWaiting' | 'noteDue'>;
  /** How many are just being stored as waiting. */
  noting(): number;
  /** Resolves when nothing of the partition is in hand any more, or when the time is over. */
  handedBack(owned: OwnedPartition, withinMs: number): Promise<void>;
  /** Takes nothing new, waits for what is in hand up to `graceMs`; what is in hand then is not heard any more. */
  stop(graceMs: number): Promise<void>;
}

/** Outcomes that are being stored at most: beyond it nothing more is handled. */
const mostUnstored = 256;
/** Bodies in hand at most, all together. */
const maxBytesInHand = 64 * 1024 * 1024;
const longestSleepMs = 60 * 60 * 1000;

/** Hands deliveries out as they are due, at most `concurrency` at a time, and stores what becomes of them. */
export function createWorker(options: ConsumeOptions, parts: WorkParts): Worker {
  const { queues, now, log, schedule, storeRetryMs } = parts;
  const { concurrency } = options;
  const stopping = new AbortController();
  // A delivery keeps its key to itself until its outcome is stored, but its place only while it is handled.
  const inHand = new Set<QueuedDelivery>();
  const handling = new Set<QueuedDelivery>();
  let isOver = false;
  let isScheduled = false;
  let timer: NodeJS.Timeout | undefined;
  let whenHandedBack: (() => void)[] = [];
  let noting = 0;

  function wake(): void {
    if (isScheduled) return;
    isScheduled = true;
    setImmediate(() => {
      isScheduled = false;
      takeDue();
    });
  }

  function takeDue(): void {
    clearTimeout(timer);
    // Whoever may have been given up by the group starts nothing: it is heard from again when the group is.
    if (stopping.signal.aborted || !parts.member.isSure()) return;
    let bytes = 0;
    for (const each of handling) bytes += each.bytes;
    const maxBytes = maxBytesInHand - bytes;
    const hasRoom = maxBytes > 0 && inHand.size - handling.size < mostUnstored;
    const slots = hasRoom ? concurrency - handling.size : 0;
    for (const delivery of queues.take({ now: now(), slots, places: concurrency, maxBytes })) void work(delivery);
    const dueAt = queues.nextDueAt();
    if (dueAt !== undefined) timer = setTimeout(wake, Math.min(Math.max(dueAt - now(), 1), longestSleepMs));
    parts.wakeReader();
  }

  async function work(delivery: QueuedDelivery): Promise<void> {
    const owned = parts.owner(delivery.partition);
    if (owned === undefined) return;
    inHand.add(delivery);
    handling.add(delivery);
    owned.inHand.add(delivery);
    await handle(delivery, owned).catch(async (thrown: unknown) => {
      if (!isOver) log.error({ reason: describeKafkaError(thrown) }, 'could not take a delivery from the event bus');
      await wait(storeRetryMs, undefined, { ref: false });
      queues.putBack(delivery);
    });
    handling.delete(delivery);
    inHand.delete(delivery);
    owned.inHand.delete(delivery);
    const waiting = whenHandedBack;
    whenHandedBack = [];
    for (const resolve of waiting) resolve();
    wake();
  }

  async function handle(delivery: QueuedDelivery, owned: OwnedPartition): Promise<void> {
    const loaded = await parts.bodies.load(delivery);
    if (loaded === undefined) {
      const gone = problem('bus.event-gone', { id: idOfName(delivery.name) });
      log.error({ delivery: idOfName(delivery.name), code: gone.code }, gone.message);
      await end(delivery, owned, { kind: 'dead', attempts: delivery.attempts, problem: gone });
      return;
    }
    const { dying, failingSince } = delivery;
    const taken = {
      delivery: loaded.delivery,
      attempts: delivery.attempts + (dying === undefined ? 1 : 0),
      ...(failingSince === undefined ? {} : { failingSince }),
      ...(dying === undefined ? {} : { dying: { ...dying, farewells: dying.farewells + 1 } }),
    };
    const signal = AbortSignal.any([stopping.signal, owned.leaving.signal]);
    const settlement = signal.aborted
      ? ({ kind: 'returned' } as const)
      : await handleTaken(taken, { ...options, schedule, now, log, signal });
    if (!isOver)
      await settle(delivery, owned, {
        settlement,
        attempts: taken.attempts,
        farewells: taken.dying?.farewells ?? 0,
        delivery: loaded.delivery,
      });
  }

  async function settle(delivery: QueuedDelivery, owned: OwnedPartition, result: Result): Promise<void> {
    const { settlement, attempts } = result;
    switch (settlement.kind) {
      case 'returned':
        queues.putBack(delivery);
        return;
      case 'done':
        await end(delivery, owned, { kind: 'done' });
        return;
      case 'dead':
        await bury(delivery, owned, result.delivery, { problem: settlement.problem, attempts });
        return;
      default:
        await pause(delivery, owned, settlement, result);
    }
  }

  async function end(delivery: QueuedDelivery, owned: OwnedPartition, progress: Progress): Promise<void> {
    if (await note(delivery, owned, progress)) queues.finish(delivery);
  }

  async function bury(
    delivery: QueuedDelivery,
    owned: OwnedPartition,
    body: Delivery,
    cause: { problem: Problem; attempts: number },
  ): Promise<void> {
    while (!owned.isLost && !isOver) {
      try {
        await parts.bury(body, delivery, cause);
        await end(delivery, owned, { kind: 'dead', ...cause });
        return;
      } catch (thrown) {
        log.error({ reason: describeKafkaError(thrown) }, 'could not store a dead letter');
        await wait(storeRetryMs, undefined, { ref: false });
      }
    }
  }

  async function pause(
    delivery: QueuedDelivery,
    owned: OwnedPartition,
    { kind, dueAt, failingSince, problem: cause }: Extract<Settlement, { dueAt: number }>,
    { attempts, farewells }: Result,
  ): Promise<void> {
    const dying = kind === 'dying' ? { dying: { problem: cause, farewells } } : {};
    const progress: Progress = { kind: 'paused', attempts, failingSince, dueAt, problem: cause, ...dying };
    if (!(await note(delivery, owned, progress))) return;
    const followers = kind === 'dying' || isParked(schedule, attempts) ? queues.followers(delivery) : [];
    queues.pause(delivery, dueAt);
    for (const follower of followers) noteWaiting(follower, owned);
  }

  async function note(delivery: QueuedDelivery, owned: OwnedPartition, progress: Progress): Promise<boolean> {
    const isNoted = await noteProgress(delivery, progress, owned, { ...parts, isOver: () => isOver });
    if (!isNoted && owned.isLost) parts.lose(owned);
    return isNoted;
  }

  /** Not tried again when it fails: by then something else may have been stored about the delivery. */
  async function noteOnce(delivery: QueuedDelivery, owned: OwnedPartition, progress: Progress): Promise<void> {
    let isTried = false;
    const isOverNow = (): boolean => {
      const isEnough = isTried;
      isTried = true;
      return isEnough || isOver;
    };
    await noteProgress(delivery, progress, owned, { ...parts, isOver: isOverNow });
  }

  function noteWaiting(delivery: QueuedDelivery, owned: OwnedPartition): void {
    if (delivery.isNoted) return;
    parts.bodies.drop(delivery.name);
    noting += 1;
    void noteOnce(delivery, owned, { kind: 'waiting' }).finally(() => {
      noting -= 1;
      queues.shorten(delivery);
      parts.wakeReader();
    });
  }

  function noteDue(delivery: Pick<QueuedDelivery, 'key'>, owned: OwnedPartition, done: () => void): void {
    const first = queues.resume(delivery.key);
    wake();
    if (first?.problem === undefined || first.failingSince === undefined) {
      done();
      return;
    }
    const { attempts, failingSince, problem: cause, dying } = first;
    const paused = { kind: 'paused', attempts, failingSince, problem: cause, dueAt: now() } as const;
    void noteOnce(first, owned, { ...paused, ...(dying === undefined ? {} : { dying }) }).finally(done);
  }

  async function untilHandedBack(isDone: () => boolean): Promise<void> {
    while (!isDone()) await new Promise<void>((resolve) => whenHandedBack.push(resolve));
  }

  return {
    wake,
    notes: { noteWaiting, noteDue },
    noting: () => noting,
    handedBack: (owned, withinMs) =>
      waitAtMost(
        withinMs,
        untilHandedBack(() => isOver || owned.inHand.size === 0),
      ),
    async stop(graceMs) {
      stopping.abort();
      clearTimeout(timer);
      await waitAtMost(
        graceMs,
        untilHandedBack(() => inHand.size === 0),
      );
      isOver = true;
    },
  };
}

interface Result {
  settlement: Settlement;
  attempts: number;
  farewells: number;
  delivery: Delivery;
}
