import pino from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import type { LogReader } from '../client/create-log-reader.ts';
import { followPartitions, type PartitionFollower } from './follow-partitions.ts';

const log = pino({ level: 'silent' });
const topic = 'events';

let follower: PartitionFollower | undefined;
afterEach(() => follower?.stop());

/** Follows a log of one partition with the offsets from `first` up to before `end`; `endsAt` once somebody has asked for its end. */
function followLog(held: { first: number; end: number; endsAt?: number }, from: number) {
  const read: number[] = [];
  const gone: [number, number][] = [];
  const reader: LogReader = {
    async read(_node, positions) {
      const [{ offset } = { offset: 0 }] = positions;
      const isGone = offset < held.first || offset > held.end;
      // Waits for something to come, as a broker does.
      if (!isGone && offset === held.end) await new Promise((resolve) => setTimeout(resolve, 1));
      const offsets = isGone ? [] : Array.from({ length: held.end - offset }, (_, index) => offset + index);
      const records = offsets.map((each) => ({
        ...{ topic, partition: 0, offset: each, timestamp: 0, key: Buffer.alloc(0), value: null, headers: new Map() },
      }));
      return [{ topic, partition: 0, records, nextOffset: isGone ? offset : held.end, endOffset: held.end, isGone }];
    },
    leaders: async () => [1],
    firstOffsets: async () => [held.first],
    async endOffsets() {
      held.end = held.endsAt ?? held.end;
      return [held.end];
    },
    close: async () => undefined,
  };
  follower = followPartitions({
    ...{ topic, reader, queries: reader, log, retryMs: 1 },
    wantsMore: () => true,
    onRead: ({ records }) => read.push(...records.map(({ offset }) => offset)),
    onGone: (_, offset, next) => gone.push([offset, next]),
  });
  follower.add(0, from);
  return { read, gone };
}

describe('following a partition', () => {
  it('goes on where it was asked to', async () => {
    const { read, gone } = followLog({ first: 0, end: 5 }, 3);
    await expect.poll(() => read).toEqual([3, 4]);
    expect(gone).toEqual([]);
  });

  it('begins with the oldest that is left when what it wants is deleted already', async () => {
    const { read, gone } = followLog({ first: 7, end: 9 }, 3);
    await expect.poll(() => read).toEqual([7, 8]);
    expect(gone).toEqual([[3, 7]]);
  });

  it('reads a log that ends before that from its beginning: it was made anew, and all that it holds is new', async () => {
    const { read, gone } = followLog({ first: 0, end: 3 }, 20);
    await expect.poll(() => read).toEqual([0, 1, 2]);
    expect(gone).toEqual([[20, 0]]);
  });

  it('asks again for what has come to be there while it looked', async () => {
    const { read, gone } = followLog({ first: 0, end: 3, endsAt: 6 }, 4);
    await expect.poll(() => read).toEqual([4, 5]);
    expect(gone).toEqual([]);
  });
});
