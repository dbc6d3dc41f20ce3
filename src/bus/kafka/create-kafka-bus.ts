import type { Logger } from 'pino';
import { type Problem, problem } from '../../problem/problem.ts';
import type { DeadLetter, Delivery, DeliveryCounts, EventBus, RouteDelivery } from '../event-bus.ts';
import { defaultRetrySchedule, type RetrySchedule } from '../retry-schedule.ts';
import { watchStorage } from '../watch-storage.ts';
import type { KafkaConnection } from './client/connect-kafka.ts';
import type { Ledgers } from './ledger/open-ledgers.ts';
import { followPartitions } from './log/follow-partitions.ts';
import { keepBodies } from './message/keep-bodies.ts';
import { nameDelivery, packDelivery } from './message/pack-delivery.ts';
import { searchEvents } from './message/search-events.ts';
import { createPublisher } from './publish-delivery.ts';
import type { TopicFacts } from './topics/ensure-topics.ts';
import type { TopicNames } from './topics/topic-names.ts';
import { createDeliveryQueues } from './work/queues/delivery-queues.ts';
import { type QueuedDelivery, restoreQueued } from './work/queues/queued-delivery.ts';
import { type RunningConsumption, startConsumption } from './work/start-consumption.ts';

export interface KafkaBusParts {
  connection: KafkaConnection;
  ledgers: Ledgers;
  names: TopicNames;
  facts: ReadonlyMap<string, TopicFacts>;
  address: string;
  route: RouteDelivery;
  retentionMs: number;
  retrySchedule?: RetrySchedule;
  now: () => number;
  log: Pick<Logger, 'info' | 'warn' | 'error'>;
  storeRetryMs: number;
  /** Deliveries that memory may hold as they are; 2000 unless told. */
  mostHeld?: number | undefined;
  /** How often to look whether the topics are still there. */
  watchEveryMs: number;
}

/** Bodies that are kept in memory until it is their delivery's turn. */
const maxKeptBytes = 2 * 1024 * 1024;

/** The event bus over a broker that is connected. */
export function createKafkaBus(parts: KafkaBusParts): EventBus {
  const { connection, names, now, log, storeRetryMs } = parts;
  const { queries, group, openReader, maxMessageBytes, explain } = connection;
  const { states, records } = parts.ledgers;
  const partitions = parts.facts.get(names.events)?.partitions ?? 1;
  const all = Array.from({ length: partitions }, (_, index) => index);
  const topic = names.events;
  const queues = createDeliveryQueues((partition, offset) => {
    const state = states.findAt(partition, offset);
    return state && restoreQueued(state);
  });
  const bodies = keepBodies({
    ...{ topic, reader: openReader(), maxBytes: maxKeptBytes },
    isWanted: queues.isWantedSoon,
  });
  const publisher = createPublisher({
    ...{ topic, partitions, states, route: parts.route, append: connection.publish },
    maxBytes: maxMessageBytes(topic),
    isQueued: (name) => queues.find(name) !== undefined,
  });
  // Whatever else the broker does, it is asked again.
  const broken = Promise.withResolvers<Problem>();
  const stopWatching = watchStorage({
    ...{ names: Object.values(names), everyMs: parts.watchEveryMs, look: connection.topics.look },
    onGone: (gone) => broken.resolve(problem('bus.topic-gone', { topic: gone, address: parts.address })),
  });
  broken.promise.then((cause) => {
    log.error({ code: cause.code }, cause.message);
    return consumption?.stop(0);
  });
  let consumption: RunningConsumption | undefined;
  let closing: Promise<void> | undefined;

  async function bury(
    delivery: Delivery,
    { key, share }: QueuedDelivery,
    cause: { problem: Problem; attempts: number },
  ) {
    const place = { topic: names.deadLetters, partition: 0, maxBytes: maxMessageBytes(names.deadLetters) };
    const headers = {
      problem: Buffer.from(JSON.stringify(cause.problem)),
      attempts: Buffer.from(String(cause.attempts)),
    };
    for (const message of packDelivery(delivery, { ...place, key, share, headers })) await connection.append(message);
  }

  function countElsewhere(partition: number, { committed, end }: { committed: number; end: number }): number {
    return countFrom(partition, committed, end) + states.countAround(partition, committed).unfinishedBefore;
  }

  /** What lies in the log from an offset on and is not known to be finished. */
  function countFrom(partition: number, offset: number, end: number): number {
    return Math.max(0, end - offset - states.countAround(partition, offset).finishedAfter);
  }

  async function count(): Promise<DeliveryCounts> {
    await states.catchUp();
    const [committed, first, end] = await Promise.all([
      group.committed(topic, all),
      queries.firstOffsets(topic),
      queries.endOffsets(topic),
    ]);
    const counts: DeliveryCounts = { waiting: 0, parked: 0, dead: states.countDead() };
    for (const partition of all) {
      const reach = { committed: committed.get(partition) ?? first[partition] ?? 0, end: end[partition] ?? 0 };
      const reached = consumption?.reached(partition);
      if (reached === undefined) {
        counts.waiting += countElsewhere(partition, reach);
        counts.parked += states.countPaused(partition);
        continue;
      }
      const { waiting, parked } = queues.countPartition(partition);
      counts.waiting += waiting + countFrom(partition, reached, reach.end);
      counts.parked += parked;
    }
    return counts;
  }

  async function find(name: string): Promise<Delivery | undefined> {
    await states.catchUp();
    const known = states.find(name) ?? publisher.place(name) ?? queues.find(name);
    const place = known ?? (await searchEvents(name, { topic, partitions, queries, group, openReader }));
    const loaded = place && (await bodies.read(place));
    return loaded === undefined || loaded.storedAt + parts.retentionMs < now() ? undefined : loaded.delivery;
  }

  async function deadLetters(limit: number): Promise<DeadLetter[]> {
    await states.catchUp();
    const letters: DeadLetter[] = [];
    for (const state of states.dead(limit)) {
      const loaded = await bodies.read(state);
      if (loaded === undefined || state.kind !== 'dead') continue;
      const { problem: cause, at, attempts } = state;
      letters.push({ delivery: loaded.delivery, problem: cause, diedAt: at, attempts });
    }
    return letters;
  }

  async function close(): Promise<void> {
    stopWatching();
    await consumption?.stop(0);
    await connection.close(problem('bus.closed', { file: parts.address, reason: 'the app stops' }));
    await Promise.all([bodies.close().catch(() => undefined), parts.ledgers.close()]);
  }

  return {
    publish: (delivery) => publisher.publish(delivery),
    consume(options) {
      if (consumption !== undefined) throw new Error('This bus is being consumed already.');
      const running = startConsumption(options, {
        ...{ states, queues, bodies, bury, now, log, storeRetryMs },
        schedule: parts.retrySchedule ?? defaultRetrySchedule,
        join: connection.join,
        follow: (more) =>
          followPartitions({ ...more, topic, reader: openReader(), queries, log, retryMs: storeRetryMs }),
        members: group.members,
        committed: async (partition) => (await group.committed(topic, [partition])).get(partition),
        firstOffset: async (partition) => (await queries.firstOffsets(topic))[partition] ?? 0,
        monotonicNow: () => performance.now(),
        mostHeld: parts.mostHeld,
      });
      consumption = running;
      return {
        async stop(graceMs) {
          await running.stop(graceMs);
          consumption = consumption === running ? undefined : consumption;
        },
      };
    },
    find: (source, tenant, id) => explain(find(nameDelivery(source, tenant, id))),
    deadLetters: (limit) => explain(deadLetters(limit)),
    count: () => explain(count()),
    records,
    checkWritable: () => states.probe(),
    broken: broken.promise,
    close() {
      closing ??= close();
      return closing;
    },
  };
}
