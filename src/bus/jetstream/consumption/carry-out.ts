import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import { problem } from '../../../problem/problem.ts';
import { describeFailure } from '../../describe-failure.ts';
import type { ConsumeOptions, Delivery } from '../../event-bus.ts';
import { handleTaken, type TakenDelivery } from '../../handle-taken.ts';
import type { RetrySchedule } from '../../retry-schedule.ts';
import type { Broker } from '../broker/connect-broker.ts';
import { type Journal, type StoredDelivery, tokenOf } from '../journal/create-journal.ts';
import type { DeliveryState } from '../journal/message-notes.ts';
import { partitionOf } from '../layout.ts';
import type { InHand } from '../queues/create-queues.ts';
import { type Progress, readProgress } from '../queues/read-progress.ts';
import { type HandledDelivery, type Settled, settleDelivery } from './settle-delivery.ts';

/** A delivery in hand. */
export interface Entry {
  taken: InHand;
  /** Given back after `stop` ran out of patience: what its handler still says is not heard. */
  isReturned: boolean;
  /** A replica may have died of it: the try is written down before it begins. */
  isSuspect: boolean;
}

export interface Handling extends Pick<ConsumeOptions, 'handle' | 'onDead'> {
  broker: Broker;
  journal: Journal;
  schedule: RetrySchedule;
  now: () => number;
  log: Pick<Logger, 'info' | 'warn' | 'error'>;
  /** How long to wait before the broker is asked again after it failed. */
  storeRetryMs: number;
  signal: AbortSignal;
  delayInterrupted: (progress: Progress, partition: number) => Progress;
}

/** A delivery in hand with its body, and what is known of its tries. */
interface Loaded {
  kind: 'loaded';
  delivery: Delivery;
  progress: Progress | undefined;
}

type CarriedOut = Settled | { kind: 'returned' };

const returned = { kind: 'returned' } as const;

/**
 * Loads a delivery, handles it and writes what became of it. A broker that fails for a while loses nothing: it is asked again until
 * it answers, and the key waits.
 */
export async function carryOut(entry: Entry, handling: Handling): Promise<CarriedOut> {
  const isOver = (): boolean => entry.isReturned || handling.signal.aborted;
  const found = await insist(() => load(entry, handling), isOver, handling);
  if (found === undefined) return returned;
  if (found.answer.kind !== 'loaded') return found.answer;
  const { delivery, progress } = found.answer;
  const { key, share, sequence, bytes } = entry.taken;
  const handled: HandledDelivery = {
    ...{ delivery, sequence, progress },
    queue: { key, share, bytes },
    mayHaveLetter: entry.isSuspect || progress?.isRevived === true,
    attempts: progress?.dying === undefined ? (progress?.attempts ?? 0) + 1 : progress.attempts,
  };
  if (entry.isSuspect && (await insist(() => noteStart(handled, handling), isOver, handling)) === undefined) {
    return returned;
  }
  return handle(handled, entry, handling);
}

async function handle(handled: HandledDelivery, entry: Entry, handling: Handling): Promise<CarriedOut> {
  if (handling.signal.aborted) return returned;
  const settlement = await handleTaken(describeTaken(handled), handling);
  if (settlement.kind === 'returned') return returned;
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

async function load({ taken }: Entry, handling: Handling): Promise<Loaded | Settled> {
  const { sequence, key } = taken;
  const stored = await handling.journal.findBySequence(sequence);
  if (stored === undefined) {
    handling.log.warn({ sequence }, 'a delivery is not in the event bus any more');
    return { kind: 'finished' };
  }
  const { delivery } = stored;
  if (stored.isBodyGone) return buryWithoutBody(stored, taken, handling);
  if (!taken.isUnsure) return { kind: 'loaded', delivery, progress: taken.progress };
  const known = await handling.journal.readState(tokenOf(delivery));
  if (known?.state.sequence !== sequence) return { kind: 'loaded', delivery, progress: undefined };
  if (known.state.kind !== 'open') return { kind: 'finished' };
  if (taken.progress?.revision === known.revision) return { kind: 'loaded', delivery, progress: taken.progress };
  const progress = handling.delayInterrupted(readProgress(known.revision, known.state), partitionOf(key));
  return progress.dueAt > handling.now() ? { kind: 'paused', progress } : { kind: 'loaded', delivery, progress };
}

/** Nothing can be done with it, nor be told to anybody but the operator, until GitHub delivers it again. */
async function buryWithoutBody(
  { delivery, sequence }: StoredDelivery,
  { key, share, bytes }: InHand,
  { journal, log, now }: Handling,
): Promise<Settled> {
  const known = await journal.readState(tokenOf(delivery));
  if (known?.state.sequence === sequence && known.state.kind !== 'open') return { kind: 'finished' };
  const gone = problem('bus.event-gone', { id: delivery.id });
  log.error({ delivery: delivery.id, code: gone.code }, gone.message);
  const progress = known === undefined ? undefined : readProgress(known.revision, known.state);
  return settleDelivery(
    journal,
    {
      delivery,
      sequence,
      queue: { key, share, bytes },
      progress,
      attempts: progress?.attempts ?? 0,
      mayHaveLetter: false,
    },
    { kind: 'dead', at: now(), problem: gone },
  );
}

/** The try counts from here on, even if the process dies of it. */
async function noteStart(handled: HandledDelivery, { journal }: Handling): Promise<void> {
  const { delivery, sequence, queue, progress, attempts } = handled;
  if (progress?.dying !== undefined) return;
  const state: DeliveryState = {
    ...{ sequence, queue, kind: 'open', attempts, dueAt: 0, isStarted: true },
    ...(progress?.failingSince === undefined ? {} : { failingSince: progress.failingSince }),
    ...(progress?.isRevived === true ? { isRevived: true } : {}),
  };
  const revision = await journal.writeState(tokenOf(delivery), state, progress?.revision ?? 0);
  // Whoever wrote meanwhile knows better; the try is made all the same, as without this note.
  if (revision !== 'conflict') handled.progress = readProgress(revision, state);
}

function describeTaken({ delivery, attempts, progress }: HandledDelivery): TakenDelivery {
  const { failingSince, dying } = progress ?? {};
  return {
    ...{ delivery, attempts },
    ...(failingSince === undefined ? {} : { failingSince }),
    ...(dying === undefined ? {} : { dying: { ...dying, farewells: dying.farewells + 1 } }),
  };
}
