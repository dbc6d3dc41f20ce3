import { setTimeout as sleep } from 'node:timers/promises';
import { createLogReader, type LogReader } from '../../bus/kafka/client/create-log-reader.ts';
import { describeKafkaError } from '../../bus/kafka/client/explain-kafka-error.ts';
import type { LogRecord } from '../../bus/kafka/log/log-message.ts';
import { problem } from '../../problem/problem.ts';
import { nearestTime } from '../data/nearest-time.ts';
import { publishAll } from '../frame/publish-all.ts';
import type { HeardEvent, SourceFeed } from '../source-feed.ts';
import type { SourceWorld } from '../source-kind.ts';
import { clientOf } from './client-of.ts';
import { followTopic } from './follow-topic.ts';
import { joinAsMember } from './join-as-member.ts';
import type { KafkaSource } from './read-kafka.ts';
import type { ReadingPlace } from './reading-place.ts';
import { takePartition } from './take-partition.ts';
import { writeKafkaData } from './write-kafka-data.ts';

const kind = 'kafka';
const firstPauseMs = 500;
const longestPauseMs = 30_000;
const batch = 64;
/** What no bus would keep. */
const maxDataBytes = 20 * 1024 * 1024;

/** Reads a topic for ever; after trouble it begins anew, with the Secrets as they are then and growing pauses. */
export async function listenToTopic(spec: KafkaSource, feed: SourceFeed, world: SourceWorld): Promise<void> {
  const { signal } = feed;
  const what = `the topic ${spec.topic} on ${spec.brokers.join(',')}`;
  let pauseMs = firstPauseMs;
  while (!signal.aborted) {
    const onRead = () => {
      pauseMs = firstPauseMs;
    };
    const trouble = await listenOnce(spec, feed, { ...world, what, onRead });
    if (signal.aborted) return;
    if (trouble !== undefined) world.onTrouble(trouble);
    await sleep(pauseMs * (0.5 + Math.random() / 2), undefined, { signal, ref: false }).catch(() => undefined);
    pauseMs = Math.min(pauseMs * 2, longestPauseMs);
  }
}

type SessionWorld = SourceWorld & { what: string; onRead: () => void };

/** Until something fails, whose problem it gives, or the source is to stop. */
async function listenOnce(spec: KafkaSource, feed: SourceFeed, world: SessionWorld) {
  const { topic } = spec;
  const client = await clientOf(spec, world);
  if (!client.ok) return client.problem;
  const reader = createLogReader(client.options, [topic]);
  const queries = createLogReader(client.options, [topic]);
  let place: ReadingPlace | undefined;
  try {
    const partitions = await queries.leaders(topic, true);
    if (partitions.length === 0) throw new Error('there is no such topic');
    place = await takePlace(spec, { options: client.options, queries }, world);
    let isListening = false;
    await followTopic({
      ...{ topic, reader, queries, place, signal: feed.signal },
      batch: spec.eventsPerSecond > 0 ? 1 : batch,
      take: (records) => store(records, spec, feed, world),
      onRead() {
        if (!isListening) world.onTrouble(undefined);
        isListening = true;
        world.onRead();
      },
      onGone(partition, from, to) {
        world.log.warn({ topic, partition, from, to }, 'messages were removed from the topic before they were read');
      },
    });
    return undefined;
  } catch (thrown) {
    return problem('source.unreachable', { kind, what: world.what, reason: describeKafkaError(thrown) });
  } finally {
    await place?.commit().catch(() => undefined);
    await place?.leave().catch(() => undefined);
    await Promise.all([reader, queries].map((each) => each.close().catch(() => undefined)));
  }
}

async function takePlace(
  { brokers, topic, reading }: KafkaSource,
  { options, queries }: { options: Parameters<typeof createLogReader>[0]; queries: LogReader },
  { place, records, log, onTrouble, what }: SessionWorld,
): Promise<ReadingPlace> {
  if (reading.kind === 'partition') {
    return await takePartition({ brokers, topic, partition: reading.partition }, place, { queries, records });
  }
  const warn = (fields: { reason?: string }, message: string) =>
    onTrouble(problem('source.unreachable', { kind, what, reason: `${message}: ${fields.reason ?? ''}` }));
  const groupLog = { info: log.info.bind(log), warn } as unknown as SourceWorld['log'];
  return joinAsMember({ options, topic, group: reading.name, oldest: reading.oldest, queries, log: groupLog });
}

/** What cannot be read is counted and let go by: it would be no better the next time. */
async function store(
  records: readonly LogRecord[],
  { jsonBody, eventsPerSecond }: KafkaSource,
  feed: SourceFeed,
  { onTrouble, onUnreadable }: SourceWorld,
): Promise<void> {
  const events = records.flatMap((record): HeardEvent[] => {
    const { topic, partition, offset, timestamp } = record;
    const written = writeKafkaData({ ...record, timestamp: nearestTime(timestamp) }, jsonBody);
    const reason = written.ok ? findFault(written.data) : written.reason;
    if (!written.ok || reason !== undefined) {
      const what = `${topic}, partition ${partition}, offset ${offset}`;
      onUnreadable(problem('source.unreadable-event', { what, reason: reason ?? '' }));
      return [];
    }
    // A topic that is made anew counts from 0 again.
    return [
      { id: `${topic}/${partition}/${offset}/${timestamp}`, data: written.data, occurredAt: nearestTime(timestamp) },
    ];
  });
  await publishAll(events, feed, { kind, onTrouble });
  if (eventsPerSecond > 0) {
    await sleep(1000 / eventsPerSecond, undefined, { signal: feed.signal, ref: false });
  }
}

function findFault(data: string): string | undefined {
  return data.length > maxDataBytes ? `it has more than ${maxDataBytes} bytes` : undefined;
}
