import type { DeliveryCounts } from '../event-bus.ts';
import type { Broker } from './broker/connect-broker.ts';
import type { GroupRecord, MemberCounts } from './group/group-record.ts';
import type { GroupStore } from './group/group-store.ts';
import { scanJournal } from './journal/scan-journal.ts';
import type { Layout } from './layout.ts';
import { createQueues } from './queues/create-queues.ts';

/**
 * Adds up what the replicas say of their parts; what belongs to none of them is counted in the stream. `own` is newer than what
 * this replica last said.
 */
export async function countDeliveries(
  broker: Broker,
  layout: Layout,
  group: Pick<GroupStore, 'read'>,
  own: { id: string; counts: MemberCounts } | undefined,
): Promise<DeliveryCounts> {
  const { record } = await group.read();
  const members = { ...record.members, ...(own === undefined ? {} : { [own.id]: { beat: 0, counts: own.counts } }) };
  const orphans = await countOrphans(broker, layout, record);
  const all = [...Object.values(members).map(({ counts }) => counts), orphans];
  const { state } = await broker.manager.streams.info(layout.streams.dead);
  return {
    waiting: all.reduce((sum, { waiting }) => sum + waiting, 0),
    parked: all.reduce((sum, { parked }) => sum + parked, 0),
    dead: state.messages,
  };
}

async function countOrphans(
  broker: Broker,
  layout: Layout,
  { members, partitions }: GroupRecord,
): Promise<MemberCounts> {
  const queues = createQueues();
  const orphaned = partitions.flatMap(({ owner, floor }, number) =>
    owner === undefined || members[owner] === undefined ? [{ number, floor }] : [],
  );
  if (orphaned.length === 0) return { waiting: 0, parked: 0 };
  for (const { number, floor } of orphaned) queues.open(number, floor);
  const done = new AbortController();
  await scanJournal(broker, layout, {
    from: Math.min(...orphaned.map(({ floor }) => floor)),
    signal: done.signal,
    onEvent: queues.addEvent,
    onState: queues.applyState,
    onProgress: () => undefined,
    onCaughtUp: () => done.abort(),
    hasRoom: () => Promise.resolve(),
  });
  return queues.counts();
}
