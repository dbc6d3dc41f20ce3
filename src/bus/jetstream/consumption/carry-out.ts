import { setTimeout as wait } from 'node:timers/promises';
import { describeFailure } from '../../describe-failure.ts';
import type { ConsumeOptions, Delivery } from '../../event-bus.ts';
import { handleTaken, type TakenDelivery } from '../../handle-taken.ts';
import { tokenOf } from '../journal/create-journal.ts';
import type { DeliveryState, QueueNote } from '../journal/message-notes.ts';
import type { Waiting } from '../queues/key-queue.ts';
import { readProgress } from '../queues/read-progress.ts';
import { type HandledDelivery, type Settled, settleDelivery } from './settle-delivery.ts';
import type { ConsumptionParts, Entry } from './start-consumption.ts';

export interface Handling
  extends Pick<ConsumeOptions, 'handle' | 'onDead'>,
    Pick<ConsumptionParts, 'broker' | 'journal' | 'schedule' | 'now' | 'log' | 'storeRetryMs'> {
  signal: AbortSignal;
}

/**
 * Loads a delivery, handles it and writes what became of it. A broker that fails for a while loses nothing: it is asked again until
 * it answers, and the key waits.
 */
export async function carryOut(entry: Entry, handling: Handling): Promise<Settled | { kind: 'returned' }> {
  const { item, key, share } = entry.taken;
  const returned = { kind: 'returned' } as const;
  const isOver = (): boolean => entry.isReturned || handling.signal.aborted;
  const stored = await insist(() => handling.journal.findBySequence(item.sequence), isOver, handling);
  if (stored === undefined) return returned;
  if (stored.answer === undefined) {
    handling.log.warn({ sequence: item.sequence }, 'a delivery is not in the event bus any more');
    return { kind: 'finished' };
  }
  const { delivery } = stored.answer;
  const queue: QueueNote = { key, share, bytes: item.bytes };
  if (entry.isSuspect && !(await insist(() => noteStart(delivery, queue, item, handling), isOver, handling))) {
    return returned;
  }
  const attempts = attemptsOf(item, entry);
  const settlement = handling.signal.aborted
    ? returned
    : await handleTaken(describeTaken(delivery, item, attempts), handling);
  if (settlement.kind === 'returned') return returned;
  const handled: HandledDelivery = { delivery, queue, item, attempts };
  const settled = await insist(
    () => settleDelivery(handling.journal, handled, settlement),
    () => entry.isReturned,
    handling,
  );
  return settled?.answer ?? returned;
}

/** Asks the broker until it answers, or until nobody wants to know any more. */
async function insist<Answer>(
  what: () => Promise<Answer>,
  isOver: () => boolean,
  { broker, log, storeRetryMs }: Handling,
): Promise<{ answer: Answer } | undefined> {
  while (!isOver()) {
    try {
      return { answer: await broker.ask(what) };
    } catch (thrown) {
      log.error({ reason: describeFailure(thrown) }, 'the event bus failed while a delivery was in hand');
      await wait(storeRetryMs, undefined, { ref: false });
    }
  }
  return undefined;
}

/** The try counts from here on, even if the process dies of it. */
async function noteStart(delivery: Delivery, queue: QueueNote, item: Waiting, { journal }: Handling): Promise<true> {
  const { progress } = item;
  if (progress?.dying !== undefined) return true;
  const state: DeliveryState = {
    ...{ sequence: item.sequence, queue, kind: 'open', attempts: (progress?.attempts ?? 0) + 1, dueAt: 0 },
    ...(progress?.failingSince === undefined ? {} : { failingSince: progress.failingSince }),
    ...(progress?.isRevived === true ? { isRevived: true } : {}),
    isStarted: true,
  };
  const revision = await journal.writeState(tokenOf(delivery), state, progress?.revision ?? 0);
  // Whoever wrote meanwhile knows better; the try is made all the same, as without this note.
  if (revision !== 'conflict') item.progress = readProgress(revision, state);
  return true;
}

function attemptsOf({ progress }: Waiting, { isSuspect }: Entry): number {
  if (progress === undefined) return 1;
  const isCounted = progress.dying !== undefined || (isSuspect && progress.isStarted);
  return isCounted ? progress.attempts : progress.attempts + 1;
}

function describeTaken(delivery: Delivery, { progress }: Waiting, attempts: number): TakenDelivery {
  const { failingSince, dying } = progress ?? {};
  return {
    ...{ delivery, attempts },
    ...(failingSince === undefined ? {} : { failingSince }),
    ...(dying === undefined ? {} : { dying: { ...dying, farewells: dying.farewells + 1 } }),
  };
}
