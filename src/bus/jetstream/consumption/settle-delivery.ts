import type { Delivery } from '../../event-bus.ts';
import type { Settlement } from '../../handle-taken.ts';
import { type Journal, tokenOf } from '../journal/create-journal.ts';
import type { DeliveryState, QueueNote } from '../journal/message-notes.ts';
import { type Progress, readProgress } from '../queues/read-progress.ts';

/** What became of the delivery for this replica's queues; `taken-over`: another replica has said something else. */
export type Settled = { kind: 'finished' } | { kind: 'paused'; progress: Progress } | { kind: 'taken-over' };

export interface HandledDelivery {
  delivery: Delivery;
  /** Of its message. */
  sequence: number;
  queue: QueueNote;
  progress: Progress | undefined;
  /** Tries, this one included unless it only made a death visible. */
  attempts: number;
  /** It was dead before, or a replica ended while it was dying. */
  mayHaveLetter: boolean;
}

/**
 * Writes what became of a delivery. That it is done is written whatever else was written meanwhile; anything less only over the
 * state that this replica knows, so that a replica that was thought dead cannot undo what another has done since.
 */
export async function settleDelivery(
  journal: Journal,
  handled: HandledDelivery,
  settlement: Exclude<Settlement, { kind: 'returned' }>,
): Promise<Settled> {
  const token = tokenOf(handled.delivery);
  const { sequence, queue, attempts } = handled;
  if (settlement.kind === 'done') {
    if (handled.mayHaveLetter) await journal.removeLetter(token);
    await journal.writeState(token, { sequence, queue, kind: 'done', attempts, dueAt: 0 });
    return { kind: 'finished' };
  }
  if (settlement.kind === 'dead') {
    const { problem, at: diedAt } = settlement;
    await journal.writeLetter(token, handled.delivery, { problem, diedAt, attempts });
  }
  return writeOver(journal, token, handled, settlement);
}

async function writeOver(
  journal: Journal,
  token: string,
  handled: HandledDelivery,
  settlement: Exclude<Settlement, { kind: 'returned' | 'done' }>,
): Promise<Settled> {
  const state = describe(handled, settlement);
  let expected = handled.progress?.revision ?? 0;
  for (;;) {
    const revision = await journal.writeState(token, state, expected);
    if (revision !== 'conflict') {
      return state.kind === 'dead' ? { kind: 'finished' } : { kind: 'paused', progress: readProgress(revision, state) };
    }
    const current = await journal.readState(token);
    const saidByAnother = current === undefined ? undefined : hearAnother(current.state, handled);
    if (saidByAnother === undefined) {
      // It was delivered again, which makes it due; it was in hand anyway.
      expected = current?.revision ?? 0;
      continue;
    }
    if (current?.state.kind === 'done' && state.kind === 'dead') await journal.removeLetter(token);
    return saidByAnother;
  }
}

/** What a state that came in between says that must not be overwritten; undefined when it says nothing of the kind. */
function hearAnother(state: DeliveryState, { sequence, attempts }: HandledDelivery): Settled | undefined {
  if (state.sequence !== sequence) return undefined;
  if (state.kind !== 'open') return { kind: 'finished' };
  return state.attempts > attempts ? { kind: 'taken-over' } : undefined;
}

function describe(
  { sequence, queue, progress, attempts }: HandledDelivery,
  settlement: Exclude<Settlement, { kind: 'returned' | 'done' }>,
): DeliveryState {
  const base = { sequence, queue, ...(progress?.isRevived === true ? { isRevived: true } : {}) };
  switch (settlement.kind) {
    case 'dead':
      return { ...base, kind: 'dead', attempts, dueAt: 0 };
    case 'paused':
    case 'dying': {
      const { dueAt, failingSince, problem } = settlement;
      const before = progress?.dying?.farewells;
      const farewells = settlement.kind === 'dying' ? { farewells: before === undefined ? 0 : before + 1 } : {};
      return { ...base, kind: 'open', attempts, dueAt, failingSince, problem, ...farewells };
    }
  }
}
