import type { Problem } from '../../../problem/problem.ts';
import type { DeliveryState } from '../journal/message-notes.ts';

/** What is known of the tries of a delivery. */
export interface Progress {
  /** Of the state's message: what comes later carries a higher one. */
  revision: number;
  attempts: number;
  dueAt: number;
  failingSince?: number;
  dying?: { problem: Problem; farewells: number };
  /** It was dead before. */
  isRevived: boolean;
  /** It was written before the try began, not after. */
  isStarted: boolean;
}

/** What is known of a delivery's tries from its state; `revision` is the sequence of the state's message. */
export function readProgress(revision: number, state: DeliveryState): Progress {
  const { attempts, dueAt, failingSince, problem, farewells, isRevived = false, isStarted = false } = state;
  return {
    ...{ revision, attempts, dueAt, isRevived, isStarted },
    ...(failingSince === undefined ? {} : { failingSince }),
    ...(problem === undefined || farewells === undefined ? {} : { dying: { problem, farewells } }),
  };
}
