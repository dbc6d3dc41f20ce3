import type { TopicNames } from './topic-names.ts';

export interface WantedTopic {
  topic: string;
  partitions: number;
  /** Its number of partitions is what it has to be, and no matter of taste. */
  isPartitionsFixed: boolean;
  /** Given when the topic is created. */
  configs: Record<string, string>;
  /** These may be larger and are raised where they are smaller; -1 is larger than anything. */
  least: readonly string[];
  /** How the topic forgets; never changed, since that could delete what is somebody else's. */
  cleanup: readonly string[];
}

const day = 24 * 60 * 60 * 1000;
/** Delivery ids are known for at least this long, so that a redelivery is recognised. */
export const idsKeptMs = 8 * day;
/** An event that nobody could handle is kept for at least as long as GitHub offers it again. */
const leastEventsMs = 3 * day;
/** What is this young stays in a compacted topic, whatever was written after it: there is time to say again what holds. */
const uncompactedMs = day;
/** A record is one message, compressed: of joined Sensors it holds several whole events. As much as managed brokers allow. */
const recordBytes = 8 * 1024 * 1024;

/**
 * The topics and how they have to be. States outlive the events, so that whoever reads the log of events from its beginning knows
 * of everything in it what became of it.
 */
export function wantedTopics(names: TopicNames, partitions: number, retentionMs: number): WantedTopic[] {
  const eventsMs = Math.max(retentionMs, leastEventsMs);
  const statesMs = Math.max(eventsMs, idsKeptMs) + 2 * day;
  const basis = { 'segment.ms': String(day), 'unclean.leader.election.enable': 'false' };
  const stamped = { ...basis, 'message.timestamp.type': 'LogAppendTime' };
  return [
    {
      ...{ topic: names.events, partitions, isPartitionsFixed: false, cleanup: ['delete'] },
      configs: { ...stamped, 'cleanup.policy': 'delete', 'retention.ms': String(eventsMs) },
      least: ['retention.ms'],
    },
    {
      ...{ topic: names.states, partitions: 1, isPartitionsFixed: true, cleanup: ['compact', 'delete'] },
      configs: {
        ...stamped,
        'cleanup.policy': 'compact,delete',
        'retention.ms': String(statesMs),
        'min.compaction.lag.ms': String(uncompactedMs),
      },
      least: ['retention.ms', 'min.compaction.lag.ms'],
    },
    {
      ...{ topic: names.records, partitions: 1, isPartitionsFixed: true, cleanup: ['compact'] },
      configs: {
        ...stamped,
        'cleanup.policy': 'compact',
        'min.compaction.lag.ms': String(uncompactedMs),
        'max.message.bytes': String(recordBytes),
      },
      least: ['min.compaction.lag.ms'],
    },
    {
      ...{ topic: names.deadLetters, partitions: 1, isPartitionsFixed: false, cleanup: ['delete'] },
      configs: { ...stamped, 'cleanup.policy': 'delete', 'retention.ms': String(statesMs) },
      least: ['retention.ms'],
    },
  ];
}
