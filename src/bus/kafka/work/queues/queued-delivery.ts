import type { Problem } from '../../../../problem/problem.ts';
import type { DeliveryState, LoggedDelivery } from '../../ledger/state-entry.ts';

/** A delivery that is not finished, in a partition that this process works on. */
export interface QueuedDelivery extends LoggedDelivery {
  /** Tries so far. */
  attempts: number;
  failingSince?: number;
  /** Why it failed last. */
  problem?: Problem;
  dying?: { problem: Problem; farewells: number };
  /** Its state is in the log of states, so that nobody has to read the log of events again to find it. */
  isNoted: boolean;
}

/** As it was when this state was stored; undefined when it is finished. */
export function restoreQueued(state: DeliveryState): QueuedDelivery | undefined {
  const { name, partition, offsets, key, share, bytes } = state;
  const base = { name, partition, offsets, key, share, bytes, isNoted: true };
  if (state.kind === 'waiting') return { ...base, attempts: 0 };
  if (state.kind !== 'paused') return undefined;
  const { attempts, failingSince, problem, dying } = state;
  return { ...base, attempts, failingSince, problem, ...(dying === undefined ? {} : { dying }) };
}
