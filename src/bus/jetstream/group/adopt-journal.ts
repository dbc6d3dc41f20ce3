import type { Logger } from 'pino';
import type { Broker } from '../broker/connect-broker.ts';
import type { Layout } from '../layout.ts';
import { beginGroup, isOfOtherJournal } from './group-record.ts';
import type { GroupStore } from './group-store.ts';

/**
 * Names the stream of events, and forgets how far replicas had got in another one of its name: what was deleted and made anew, or
 * restored as it was once, is read from its beginning. States that lie in it say what is done.
 */
export async function adoptJournal(
  broker: Broker,
  layout: Layout,
  { store, log }: { store: GroupStore; log: Pick<Logger, 'warn'> },
): Promise<string> {
  for (;;) {
    const { record, revision } = await store.read();
    // Asked after the record: no floor lies beyond the end of its own stream.
    const { created, state } = await broker.manager.streams.info(layout.streams.events);
    const isBeyond = record.partitions.some(({ floor }) => floor > state.last_seq + 1);
    if (!isBeyond && !isOfOtherJournal(record, created)) return created;
    if ((await store.write(beginGroup(created), revision)) === 'conflict') continue;
    log.warn({ stream: layout.streams.events, created }, 'the stream of events is not the one it was; it is read anew');
    store.announce();
    return created;
  }
}
