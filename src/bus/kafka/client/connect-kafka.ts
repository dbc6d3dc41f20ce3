import type { BaseOptions } from '@platformatic/kafka';
import type { Logger } from 'pino';
import { type Problem, problem } from '../../../problem/problem.ts';
import { storeError } from '../../store-error.ts';
import { type Appender, createAppender } from '../log/create-appender.ts';
import type { LogMessage } from '../log/log-message.ts';
import type { TopicFacts } from '../topics/ensure-topics.ts';
import { lookAtTopics, type TopicLook } from '../topics/look-at-topics.ts';
import type { TopicNames } from '../topics/topic-names.ts';
import { askCoordinator, type GroupQueries } from './ask-coordinator.ts';
import { createLogReader, type LogReader } from './create-log-reader.ts';
import { createSender } from './create-sender.ts';
import { explainKafkaError } from './explain-kafka-error.ts';
import { type GroupMember, type GroupParts, joinGroup } from './join-group.ts';

export interface ConnectParts {
  options: BaseOptions;
  address: string;
  names: TopicNames;
  facts: ReadonlyMap<string, TopicFacts>;
  groupId: string;
  /** Tells this process's entries in the ledgers from those of others. */
  writer: string;
  log: Pick<Logger, 'info' | 'warn' | 'error'>;
  storeRetryMs: number;
}

/** The connections of one process to the broker. What goes wrong is an error whose cause is a problem. */
export interface KafkaConnection {
  writer: string;
  /** Of webhooks: nothing else waits in front of them. */
  publish: (message: LogMessage) => Promise<number>;
  /** Of everything else. */
  append: (message: LogMessage) => Promise<number>;
  queries: LogReader;
  group: GroupQueries;
  topics: TopicLook;
  openReader: () => LogReader;
  join: (parts: Pick<GroupParts, 'onAssigned' | 'onAlive'>) => GroupMember;
  /** Bytes that a message of this topic may have. */
  maxMessageBytes: (topic: string) => number;
  /** Rejects what is asked of it with what a call's error means. */
  explain: <Value>(asked: Promise<Value>) => Promise<Value>;
  close(reason: Problem): Promise<void>;
}

const maxWaitingBytes = 64 * 1024 * 1024;
/** What the framing of a batch takes. */
const batchFraming = 512;

export function connectKafka(parts: ConnectParts): KafkaConnection {
  const { options, address, names, facts, groupId } = parts;
  const topics = Object.values(names);
  const maxMessageBytes = (topic: string): number => (facts.get(topic)?.maxMessageBytes ?? 0) - batchFraming;
  const senders = [createSender(options), createSender(options)] as const;
  const [publishing, appending] = senders.map(({ send }) =>
    createAppender({
      send,
      maxBatchBytes: maxMessageBytes,
      maxWaitingBytes,
      overloaded: problem('bus.overloaded', { address }),
    }),
  ) as [Appender, Appender];
  const queries = createLogReader(options, topics);
  const group = askCoordinator(options, groupId);
  const look = lookAtTopics(options);

  async function explain<Value>(asked: Promise<Value>): Promise<Value> {
    try {
      return await asked;
    } catch (thrown) {
      throw thrown instanceof Error && isProblem(thrown.cause)
        ? thrown
        : storeError(explainKafkaError(thrown, address));
    }
  }

  return {
    writer: parts.writer,
    publish: (message) => explain(publishing.append(message)),
    append: (message) => explain(appending.append(message)),
    queries,
    group,
    topics: look,
    openReader: () => createLogReader(options, topics),
    join: (more) =>
      joinGroup({
        ...more,
        ...{ options, groupId, topic: names.events, log: parts.log, retryMs: parts.storeRetryMs },
        monotonicNow: () => performance.now(),
      }),
    maxMessageBytes,
    explain,
    async close(reason) {
      await Promise.all([publishing.settled(), appending.settled()]);
      publishing.fail(reason);
      appending.fail(reason);
      await Promise.all([...senders, queries, group, look].map((each) => each.close().catch(() => undefined)));
    },
  };
}

function isProblem(cause: unknown): boolean {
  return typeof cause === 'object' && cause !== null && 'code' in cause && 'hint' in cause;
}
