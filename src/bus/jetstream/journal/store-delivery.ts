import type { Delivery, PublishResult, RouteDelivery } from '../../event-bus.ts';
import { hashToken } from '../layout.ts';
import { type Journal, tokenOf } from './create-journal.ts';
import type { DeliveryState, QueueNote } from './message-notes.ts';

/**
 * Stores a delivery once. One that is known is answered by what became of the first: finished is a `duplicate`; a dead one lives
 * again with its tries forgotten; of any other the queue is due now. Whoever has its partition reads that in the stream.
 */
export async function storeDelivery(
  journal: Journal,
  delivery: Delivery,
  route: RouteDelivery,
): Promise<PublishResult> {
  const token = tokenOf(delivery);
  const isNew = await journal.append(token, delivery, noteQueue(delivery, route));
  return isNew ? 'stored' : makeDueAgain(journal, token, delivery);
}

function noteQueue(delivery: Delivery, route: RouteDelivery): QueueNote {
  const bytes = delivery.body.byteLength;
  try {
    const { key, share } = route(delivery);
    return { key: hashToken(key), share, bytes };
  } catch {
    // A queue of its own, which no other key can name.
    return { key: hashToken('unrouted', tokenOf(delivery)), share: '', bytes };
  }
}

async function makeDueAgain(journal: Journal, token: string, { body }: Delivery): Promise<PublishResult> {
  for (;;) {
    const known = await journal.readState(token);
    if (known?.state.kind === 'done') return 'duplicate';
    const { state, revision } = known ?? { ...(await firstState(journal, token)), revision: 0 };
    if (state === undefined || (known !== undefined && state.kind === 'open' && state.dueAt === 0)) return 'due-again';
    if (state.kind === 'dead') await journal.restoreBody(token, body);
    if ((await journal.writeState(token, dueNow(state), revision)) !== 'conflict') {
      if (state.kind === 'dead') await journal.removeLetter(token);
      return 'due-again';
    }
  }
}

function dueNow(state: DeliveryState): DeliveryState {
  const { sequence, queue } = state;
  if (state.kind !== 'dead') return { ...state, dueAt: 0 };
  return { sequence, queue, kind: 'open', attempts: 0, dueAt: 0, isRevived: true };
}

/** The state of a delivery that waits for its first try, perhaps behind one that is parked. */
async function firstState(journal: Journal, token: string) {
  const found = await journal.findByToken(token);
  if (found?.queue === undefined) return { state: undefined };
  const { sequence, queue } = found;
  return { state: { sequence, queue, kind: 'open' as const, attempts: 0, dueAt: 0 } };
}
