import { setTimeout as wait } from 'node:timers/promises';
import { Admin, type BaseOptions } from '@platformatic/kafka';
import { isProtocolError } from './explain-kafka-error.ts';

/** What the broker knows about the consumer group. */
export interface GroupQueries {
  /** Names of the members that the group has now. */
  members(): Promise<Set<string>>;
  /** Offset up to which each partition of a topic has been dealt with; undefined where that was never said. */
  committed(topic: string, partitions: readonly number[]): Promise<Map<number, number>>;
  close(): Promise<void>;
}

/** A group that is new, or whose broker is just starting, has nobody who answers for it for a moment. */
const passing = ['COORDINATOR_NOT_AVAILABLE', 'COORDINATOR_LOAD_IN_PROGRESS', 'NOT_COORDINATOR'];
const pausesMs = [100, 200, 400, 800, 1600, 1600];

async function askPatiently<Value>(ask: () => Promise<Value>): Promise<Value> {
  for (const pauseMs of pausesMs) {
    try {
      return await ask();
    } catch (thrown) {
      if (!isProtocolError(thrown, passing)) throw thrown;
    }
    await wait(pauseMs);
  }
  return ask();
}

export function askCoordinator(options: BaseOptions, groupId: string): GroupQueries {
  const admin = new Admin(options);
  return {
    async members() {
      const groups = await askPatiently(() => admin.describeGroups({ groups: [groupId] }));
      return new Set(groups.get(groupId)?.members.keys());
    },
    async committed(topic, partitions) {
      const topics = [{ name: topic, partitionIndexes: [...partitions] }];
      const groups = await askPatiently(() => admin.listConsumerGroupOffsets({ groups: [{ groupId, topics }] }));
      const found = groups.flatMap((group) => group.topics.flatMap((each) => each.partitions));
      const known = found.filter(({ committedOffset }) => committedOffset >= 0n);
      return new Map(known.map(({ partitionIndex, committedOffset }) => [partitionIndex, Number(committedOffset)]));
    },
    close: () => admin.close(),
  };
}
