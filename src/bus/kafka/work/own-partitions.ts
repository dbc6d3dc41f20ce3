import type { StateLedger } from '../ledger/create-state-ledger.ts';
import { collectParts } from '../message/collect-parts.ts';
import { type ClaimParts, claimPartition } from './claim-partition.ts';
import type { OwnedPartition } from './owned-partition.ts';
import type { DeliveryQueues } from './queues/delivery-queues.ts';
import { restoreQueued } from './queues/queued-delivery.ts';
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
 * Claims a partition and finds where to read on in the log of events: after that before which everything is dealt with, or is said by
 * the states. Undefined when `signal` came first.
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
    tracker: trackCommits(start),
    parts: collectParts(parts.now),
    inHand: new Set(),
    leaving: new AbortController(),
  };
}

/** Puts into the queues what is known to be unfinished in it. */
export function queueUnfinished({ partition }: OwnedPartition, states: StateLedger, queues: DeliveryQueues): void {
  for (const state of states.unfinished(partition)) {
    const delivery = restoreQueued(state);
    if (delivery !== undefined) queues.add(delivery, state.kind === 'paused' ? state.dueAt : undefined);
  }
}
