import type { DeliveryState } from '../../ledger/state-entry.ts';
import type { CollectedDelivery } from '../../message/collect-parts.ts';
import type { QueuedDelivery } from './queued-delivery.ts';

/**
 * What a delivery in the log of events is: `new` (or dead, and revived by being delivered again), `known` (the one that is queued
 * or finished already), a `copy` of one that is finished, or one that makes what is queued `due`.
 */
export type Judgement = 'new' | 'known' | 'copy' | 'due';

export function judgeDelivery(
  { offsets: [offset] }: Pick<CollectedDelivery, 'offsets'>,
  queued: Pick<QueuedDelivery, 'offsets'> | undefined,
  state: Pick<DeliveryState, 'offsets' | 'kind'> | undefined,
): Judgement {
  if (queued !== undefined) return queued.offsets[0] === offset ? 'known' : 'due';
  if (state === undefined) return 'new';
  if (state.offsets[0] === offset) return state.kind === 'done' || state.kind === 'dead' ? 'known' : 'new';
  return state.kind === 'dead' ? 'new' : 'copy';
}
