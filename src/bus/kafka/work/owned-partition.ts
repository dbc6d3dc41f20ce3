import type { PartCollector } from '../message/collect-parts.ts';
import type { QueuedDelivery } from './queues/queued-delivery.ts';
import type { CommitTracker } from './track-commits.ts';

/** A partition that this process has claimed and works on. */
export interface OwnedPartition {
  partition: number;
  claimId: string;
  tracker: CommitTracker;
  parts: PartCollector;
  inHand: Set<QueuedDelivery>;
  /** Aborted when the partition is to be let go of, or was taken away. */
  leaving: AbortController;
  /** Somebody else has claimed it: nothing that is written about it from here holds any more. */
  isLost: boolean;
  /** What the group has been told last. */
  committed: number;
}
