import {
  type BaseOptions,
  type ClusterMetadata,
  Consumer,
  FetchIsolationLevels,
  ListOffsetTimestamps,
  type RecordsBatch,
} from '@platformatic/kafka';
import type { LogRecord } from '../log/log-message.ts';
import { isProtocolError } from './explain-kafka-error.ts';

type FetchResponse = Awaited<ReturnType<Consumer['fetch']>>;

export interface LogPosition {
  topic: string;
  partition: number;
  /** Of the record that is to be read next. */
  offset: number;
}

export interface ReadLimits {
  /** How long to wait for something to read. */
  maxWaitMs: number;
  /** Of one partition; a larger batch is read whole. */
  maxBytes: number;
}

/** `isGone`: the position does not exist (any more). */
export interface PartitionRead {
  topic: string;
  partition: number;
  records: LogRecord[];
  nextOffset: number;
  /** The offset that the next message will have. */
  endOffset: number;
  isGone: boolean;
}

/** Reads partitions of a few topics over connections of its own, so that waiting for new records holds up nobody else. */
export interface LogReader {
  /** Partitions that have something new, all of them led by `node`. One call a node at a time. */
  read(node: number, positions: readonly LogPosition[], limits: ReadLimits): Promise<PartitionRead[]>;
  /** Broker that leads each partition, -1 for none; `isFresh` asks the broker. */
  leaders(topic: string, isFresh?: boolean): Promise<number[]>;
  firstOffsets(topic: string): Promise<number[]>;
  endOffsets(topic: string): Promise<number[]>;
  close(): Promise<void>;
}

/** Of all partitions together, or as much as is asked for of one. What was read is garbage a moment later, and Node is in no hurry to free buffers. */
const maxFetchBytes = 256 * 1024;
/** Bit of a batch's attributes: its records bear the time when the broker stored them, which is the batch's. */
const isLogAppendTime = 1 << 3;
/** … it holds the marks of transactions, which are nobody's messages. */
const isControl = 1 << 5;

export function createLogReader(options: BaseOptions, topics: readonly string[]): LogReader {
  const consumer = new Consumer({
    ...options,
    groupId: 'unused',
    isolationLevel: FetchIsolationLevels.READ_UNCOMMITTED,
  });
  for (const topic of topics) consumer.topics.track(topic);

  const describe = (forceUpdate: boolean): Promise<ClusterMetadata> =>
    consumer.metadata({ topics: [...topics], forceUpdate });

  async function listOffsets(topic: string, timestamp: bigint): Promise<number[]> {
    const offsets = await consumer.listOffsets({ topics: [topic], timestamp });
    return (offsets.get(topic) ?? []).map(Number);
  }

  return {
    async read(node, positions, { maxWaitMs, maxBytes }) {
      const { topics: known } = await describe(false);
      const requested = groupByTopic(positions).map(([topic, ofTopic]) => ({
        topicId: known.get(topic)?.id ?? '',
        partitions: ofTopic.map(({ partition, offset }) => ({
          ...{ partition, fetchOffset: BigInt(offset), partitionMaxBytes: maxBytes },
          ...{ currentLeaderEpoch: -1, lastFetchedEpoch: -1 },
        })),
      }));
      const limits = { minBytes: 1, maxBytes: Math.max(maxFetchBytes, maxBytes), maxWaitTime: maxWaitMs };
      const response = await consumer
        .fetch({ node, topics: requested, ...limits })
        .catch((thrown: unknown) => takeResponse(thrown));
      return readResponse(response, known, positions);
    },
    async leaders(topic, isFresh = false) {
      const { topics: known } = await describe(isFresh);
      return (known.get(topic)?.partitions ?? []).map(({ leader }) => leader);
    },
    firstOffsets: (topic) => listOffsets(topic, ListOffsetTimestamps.EARLIEST),
    endOffsets: (topic) => listOffsets(topic, ListOffsetTimestamps.LATEST),
    close: () => consumer.close(true),
  };
}

/** A response in which some partition has an error is thrown as one; when all that is wrong is a position, it is an answer. */
function takeResponse(thrown: unknown): FetchResponse {
  const isPosition = isProtocolError(thrown, ['OFFSET_OUT_OF_RANGE']);
  const response: unknown = thrown instanceof Error && 'response' in thrown ? thrown.response : undefined;
  if (!isPosition || response === undefined) throw thrown;
  return response as FetchResponse;
}

function groupByTopic(positions: readonly LogPosition[]): [string, LogPosition[]][] {
  return Object.entries(Object.groupBy(positions, ({ topic }) => topic)).map(([topic, group]) => [topic, group ?? []]);
}

const outOfRange = 1;

function readResponse(
  { responses }: FetchResponse,
  known: ClusterMetadata['topics'],
  positions: readonly LogPosition[],
): PartitionRead[] {
  const names = new Map([...known].map(([topic, { id }]) => [id, topic]));
  return responses.flatMap(({ topicId, partitions }) =>
    partitions.flatMap(({ partitionIndex: partition, errorCode, records: batches, highWatermark }) => {
      const topic = names.get(topicId);
      const position = positions.find((each) => each.topic === topic && each.partition === partition);
      // A fetch session may still answer for a partition that is no longer asked for.
      if (position === undefined) return [];
      const last = batches?.at(-1);
      const nextOffset = last === undefined ? position.offset : Number(last.firstOffset) + last.lastOffsetDelta + 1;
      const records = (batches ?? []).flatMap((batch) => readBatch(batch, position));
      const endOffset = Number(highWatermark);
      const { topic: name } = position;
      return [{ topic: name, partition, records, nextOffset, endOffset, isGone: errorCode === outOfRange }];
    }),
  );
}

function readBatch(batch: RecordsBatch, { topic, partition, offset: wanted }: LogPosition): LogRecord[] {
  if ((batch.attributes & isControl) !== 0) return [];
  const first = Number(batch.firstOffset);
  return batch.records.flatMap(({ offsetDelta, timestampDelta, key, value, headers }) => {
    const offset = first + offsetDelta;
    // A batch is read whole, also when only its end is wanted.
    if (offset < wanted) return [];
    const isBroker = (batch.attributes & isLogAppendTime) !== 0;
    const timestamp = Number(isBroker ? batch.maxTimestamp : batch.firstTimestamp + timestampDelta);
    const entries = headers.map(([name, content]) => [String(name), content ?? Buffer.alloc(0)] as const);
    return [{ topic, partition, offset, timestamp, key: key ?? Buffer.alloc(0), value, headers: new Map(entries) }];
  });
}
