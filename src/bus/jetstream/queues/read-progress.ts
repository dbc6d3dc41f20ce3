import type { DeliveryState } from '../journal/message-notes.ts';
import type { Progress } from './key-queue.ts';

/** What is known of a delivery's tries from its state; `revision` is the sequence of the state's message. */
export function readProgress(revision: number, state: DeliveryState): Progress {
  const { attempts, dueAt, failingSince, problem, farewells, isRevived = false, isStarted = false } = state;
  return {
    ...{ revision, attempts, dueAt, isRevived, isStarted },
    ...(failingSince === undefined ? {} : { failingSince }),
    ...(problem === undefined || farewells === undefined ? {} : { dying: { problem, farewells } }),
  };
}
