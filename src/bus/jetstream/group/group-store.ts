import type { Broker } from '../broker/connect-broker.ts';
import { isWrongLastSequence } from '../broker/explain-broker-error.ts';
import type { Layout } from '../layout.ts';
import { emptyGroup, type GroupRecord, readGroup } from './group-record.ts';

/** Where the group's record lies. */
export interface GroupStore {
  read(): Promise<{ record: GroupRecord; revision: number }>;
  write(record: GroupRecord, expectedRevision: number): Promise<number | 'conflict'>;
  /** Tells the other replicas to look at once. */
  announce(): void;
  /** Calls back when another replica announces something, until the returned function is called. */
  onAnnounced(listener: () => void): () => void;
}

export function createGroupStore(broker: Broker, { streams, subjects }: Layout, id: string): GroupStore {
  return {
    async read() {
      const found = await broker.ask(() =>
        broker.manager.streams.getMessage(streams.records, { last_by_subj: subjects.group }),
      );
      return found === null
        ? { record: emptyGroup, revision: 0 }
        : { record: readGroup(found.json()), revision: found.seq };
    },
    async write(record, expectedRevision) {
      return broker.ask(async () => {
        try {
          const expect = { lastSubjectSequence: expectedRevision };
          return (await broker.js.publish(subjects.group, JSON.stringify(record), { expect })).seq;
        } catch (thrown) {
          if (isWrongLastSequence(thrown)) return 'conflict';
          throw thrown;
        }
      });
    },
    announce() {
      if (broker.isConnected() && !broker.connection.isClosed()) broker.connection.publish(subjects.groupChanged, id);
    },
    onAnnounced(listener) {
      const subscription = broker.connection.subscribe(subjects.groupChanged, {
        callback: (error, message) => {
          if (error === null && message.string() !== id) listener();
        },
      });
      return () => subscription.unsubscribe();
    },
  };
}
