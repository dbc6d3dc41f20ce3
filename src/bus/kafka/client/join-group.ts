import { setTimeout as wait } from 'node:timers/promises';
import { type BaseOptions, Consumer } from '@platformatic/kafka';
import type { Logger } from 'pino';
import { describeKafkaError } from './explain-kafka-error.ts';

export interface GroupMember {
  /** This process's name in the group now; empty while it has none. */
  name(): string;
  /** False when the group may have given this member up: it has not heard from the group for longer than that takes. */
  isSure(): boolean;
  /** Says how far partitions have been dealt with. */
  commit(offsets: ReadonlyMap<number, number>): Promise<void>;
  leave(): Promise<void>;
}

export interface GroupParts {
  options: BaseOptions;
  groupId: string;
  topic: string;
  /** The partitions that are this member's, whenever that may have changed. */
  onAssigned: (partitions: number[]) => void;
  /** The group has answered. */
  onAlive: () => void;
  /** Milliseconds of a clock that is never set. */
  monotonicNow: () => number;
  log: Pick<Logger, 'warn' | 'info'>;
  retryMs: number;
}

const sessionTimeoutMs = 10_000;
const times = { sessionTimeout: sessionTimeoutMs, rebalanceTimeout: 15_000, heartbeatInterval: 2000 };
/** The partitions that a member has stay with it as far as they can. */
const protocols = [{ name: 'cooperative-sticky', version: 1 }];

/** Takes part in the consumer group for as long as the app runs, with a new client whenever the old one has lost its place. */
export function joinGroup(parts: GroupParts): GroupMember {
  const { topic, groupId, log } = parts;
  const stopping = new AbortController();
  let consumer: Consumer | undefined;
  let heardAt = Number.NEGATIVE_INFINITY;

  function makeConsumer(): { joined: Consumer; lost: Promise<void> } {
    const joined = new Consumer({
      ...parts.options,
      groupId,
      ...times,
      protocols,
      retries: 5,
      retryDelay: 200,
      requestTimeout: 30_000,
    });
    joined.topics.track(topic);
    const hear = (): void => {
      heardAt = parts.monotonicNow();
      parts.onAlive();
    };
    const assign = (): void => {
      if (consumer !== joined) return;
      const { assignments } = joined;
      parts.onAssigned(
        (assignments ?? []).filter((each) => each.topic === topic).flatMap(({ partitions }) => partitions),
      );
    };
    joined.on('consumer:heartbeat:end', hear);
    joined.on('consumer:group:join', () => {
      hear();
      assign();
    });
    joined.on('consumer:group:rebalance', assign);
    const lost = new Promise<void>((resolve) => {
      joined.on('error', (error: unknown) => {
        log.warn({ group: groupId, reason: describeKafkaError(error) }, 'lost the place in the consumer group');
        resolve();
      });
      joined.on('consumer:heartbeat:stalled', () => resolve());
      stopping.signal.addEventListener('abort', () => resolve(), { once: true });
    });
    return { joined, lost };
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      const { joined, lost } = makeConsumer();
      consumer = joined;
      try {
        await joined.joinGroup();
        await lost;
      } catch (thrown) {
        if (!stopping.signal.aborted)
          log.warn({ group: groupId, reason: describeKafkaError(thrown) }, 'cannot join the consumer group');
      }
      if (!stopping.signal.aborted) await closeQuietly(joined);
      await wait(parts.retryMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }

  const running = run();
  return {
    name: () => consumer?.memberId ?? '',
    isSure: () => parts.monotonicNow() - heardAt < sessionTimeoutMs,
    async commit(offsets) {
      if (consumer === undefined || !consumer.isActive() || offsets.size === 0) return;
      const list = [...offsets].map(([partition, offset]) => ({
        topic,
        partition,
        offset: BigInt(offset),
        leaderEpoch: -1,
      }));
      await consumer.commit({ offsets: list });
    },
    async leave() {
      stopping.abort();
      if (consumer !== undefined) await closeQuietly(consumer);
      await running;
    },
  };
}

/** What cannot be closed properly is given up by the group after the session's time. */
async function closeQuietly(consumer: Consumer): Promise<void> {
  await Promise.race([consumer.close(true).catch(() => undefined), wait(3000, undefined, { ref: false })]);
}
