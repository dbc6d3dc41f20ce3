import pino from 'pino';
import { expect, it } from 'vitest';
import type { LogPosition, PartitionRead } from '../client/create-log-reader.ts';
import { followPartitions } from './follow-partitions.ts';
import type { LogRecord } from './log-message.ts';

/** A record of each partition comes without end, and an answer has room for one: of the partition that was asked for first. */
async function readOne(_node: number, [first]: readonly LogPosition[]): Promise<PartitionRead[]> {
  if (first === undefined) return [];
  await new Promise((resolve) => setImmediate(resolve));
  const { topic, partition, offset } = first;
  const empty = { timestamp: 0, key: Buffer.alloc(0), value: null, headers: new Map() };
  const record: LogRecord = { topic, partition, offset, ...empty };
  return [{ topic, partition, records: [record], nextOffset: offset + 1, endOffset: 1_000_000, isGone: false }];
}

it('reads all partitions in turn, however much there is to read of one', async () => {
  const read: string[] = [];
  const done = Promise.withResolvers<void>();
  const unasked = () => Promise.reject(new Error('Nobody asks.'));
  const follower = followPartitions({
    topic: 'events',
    reader: {
      ...{ read: readOne, leaders: async () => [0, 0, 0], close: async () => undefined },
      ...{ firstOffsets: unasked, endOffsets: unasked },
    },
    queries: { firstOffsets: unasked, endOffsets: unasked },
    wantsMore: () => read.length < 9,
    onRead({ partition, records }) {
      read.push(...records.map(({ offset }) => `${partition}/${offset}`));
      if (read.length === 9) done.resolve();
    },
    ...{ onGone: () => undefined, log: pino({ level: 'silent' }), retryMs: 1 },
  });
  for (const partition of [0, 1, 2]) follower.add(partition, 0);
  await done.promise;
  await follower.stop();
  expect(read.toSorted()).toEqual(['0/0', '0/1', '0/2', '1/0', '1/1', '1/2', '2/0', '2/1', '2/2']);
});
