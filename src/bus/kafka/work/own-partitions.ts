import type { StateLedger } from '../ledger/create-state-ledger.ts';
import type { DeliveryState } from '../ledger/state-entry.ts';
import { collectParts } from '../message/collect-parts.ts';
import { type ClaimParts, claimPartition } from './claim-partition.ts';
import type { DeliveryQueues, QueuedDelivery } from './delivery-queues.ts';
import type { OwnedPartition } from './owned-partition.ts';
import { trackCommits } from './track-commits.ts';

export interface OwnParts {
  states: StateLedger;
  claims: Omit<ClaimParts, 'catchUp' | 'currentClaim' | 'writeClaim'>;
  /** Where the group left off; undefined: at the beginning of what the log holds. */
  committed: (partition: number) => Promise<number | undefined>;
  firstOffset: (partition: number) => Promise<number>;
  now: () => number;
}

/**
 * Claims a partition and finds what is unfinished in it: what the states say, and in the log of events what comes after that
 * before which everything is dealt with. Undefined when `signal` came first.
 */
export async function acquirePartition(
  partition: number,
  parts: OwnParts,
  signal: AbortSignal,
): Promise<OwnedPartition | undefined> {
  const { states } = parts;
  const claimId = await claimPartition(
    partition,
    {
      ...parts.claims,
      catchUp: states.catchUp,
      currentClaim: states.claim,
      writeClaim: states.writeClaim,
    },
    signal,
  );
  if (claimId === undefined) return undefined;
  // The claim has been read back, and with it all that others wrote before it.
  const hidden = states.hidden(partition);
  for (const state of hidden) await states.write(state, claimId);
  const start = (await parts.committed(partition)) ?? (await parts.firstOffset(partition));
  return {
    ...{ partition, claimId, committed: start, isLost: false },
    unfinished: states.unfinished(partition),
    tracker: trackCommits(start),
    parts: collectParts(parts.now),
    inHand: new Set(),
    leaving: new AbortController(),
  };
}

/** Puts into the queues what was known to be unfinished when the partition was claimed. */
export function queueUnfinished({ unfinished }: OwnedPartition, queues: DeliveryQueues): void {
  for (const state of unfinished) queues.add(toQueued(state), state.kind === 'paused' ? state.dueAt : undefined);
}

function toQueued(state: DeliveryState): QueuedDelivery {
  const { name, partition, offsets, key, share, bytes } = state;
  const base = { name, partition, offsets, key, share, bytes, isNoted: true };
  if (state.kind !== 'paused') return { ...base, attempts: 0 };
  const { attempts, failingSince, problem, dying } = state;
  return { ...base, attempts, failingSince, problem, ...(dying === undefined ? {} : { dying }) };
}
