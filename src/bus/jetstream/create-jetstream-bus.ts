import type { Logger } from 'pino';
import { type Problem, problem } from '../../problem/problem.ts';
import { describeFailure } from '../describe-failure.ts';
import type { Delivery, EventBus, PublishResult, RouteDelivery } from '../event-bus.ts';
import type { RetrySchedule } from '../retry-schedule.ts';
import { watchStorage } from '../watch-storage.ts';
import type { Broker } from './broker/connect-broker.ts';
import { lookAtStream } from './broker/look-at-stream.ts';
import { cleanUp } from './cleaning/clean-up.ts';
import { type RunningConsumption, startConsumption } from './consumption/start-consumption.ts';
import { countDeliveries } from './count-deliveries.ts';
import { createGroupStore } from './group/group-store.ts';
import { createJournal, tokenOf } from './journal/create-journal.ts';
import { createBodies } from './journal/keep-bodies.ts';
import { storeDelivery } from './journal/store-delivery.ts';
import { createRecords } from './keep-records.ts';
import type { Layout } from './layout.ts';
import { readDeadLetters } from './read-dead-letters.ts';

export interface JetStreamBusParts {
  layout: Layout;
  /** The stream of events, as the group names it. */
  journal: string;
  route: RouteDelivery;
  retentionMs: number;
  now: () => number;
  log: Pick<Logger, 'info' | 'warn' | 'error'>;
  schedule: RetrySchedule;
  leaseMs: number;
  storeRetryMs: number;
  cleanEveryMs: number;
  unownedMs: number;
  watchEveryMs: number;
}

/** The event bus over a connected broker whose streams are there. */
export function createJetStreamBus(broker: Broker, parts: JetStreamBusParts): EventBus {
  const { layout, log } = parts;
  const bodies = createBodies(broker, layout);
  const journal = createJournal(broker, layout, bodies);
  const group = createGroupStore(broker, layout, '');
  const gone = Promise.withResolvers<Problem>();
  const broken = Promise.race([broker.broken, gone.promise]);
  const stopWatching = watchStorage({
    ...{ names: Object.values(layout.streams), everyMs: parts.watchEveryMs, onGone: noteGone },
    look: (stream) => lookAtStream(broker, stream),
  });
  const publishing = new Set<Promise<PublishResult>>();
  let consumption: RunningConsumption | undefined;
  let closing: Promise<void> | undefined;
  let erasedUpTo = 0;

  const cleaning = setInterval(() => void clean(), parts.cleanEveryMs);
  cleaning.unref();
  broken.then((cause) => {
    log.error({ code: cause.code }, cause.message);
    return consumption?.stop(0);
  });

  /** Done by whoever has the first partition, so that one replica does it. */
  async function clean(): Promise<void> {
    try {
      const { record } = await group.read();
      if (consumption === undefined || record.partitions[0]?.owner !== consumption.id) return;
      erasedUpTo = await broker.ask(() => cleanUp({ ...parts, broker, journal, bodies }, record, erasedUpTo));
    } catch (thrown) {
      log.warn({ reason: describeFailure(thrown) }, 'could not clean the event bus');
    }
  }

  function noteGone(stream: string): void {
    gone.resolve(problem('bus.stream-gone', { stream, address: broker.address }));
  }

  async function close(): Promise<void> {
    clearInterval(cleaning);
    stopWatching();
    await consumption?.stop(0);
    await Promise.allSettled(publishing);
    await broker.close();
  }

  return {
    publish(delivery: Delivery) {
      const stored = broker.ask(() => storeDelivery(journal, delivery, parts.route));
      publishing.add(stored);
      const forget = (): void => {
        publishing.delete(stored);
      };
      stored.then(forget, forget);
      return stored;
    },
    consume(options) {
      if (consumption !== undefined) {
        throw new Error('This bus is being consumed already.');
      }
      const running = startConsumption(options, {
        ...parts,
        broker,
        journal,
        journalName: parts.journal,
        onOtherJournal: () => noteGone(layout.streams.events),
      });
      consumption = running;
      return {
        async stop(graceMs) {
          await running.stop(graceMs);
          consumption = consumption === running ? undefined : consumption;
        },
      };
    },
    async find(source, tenant, id) {
      const found = await broker.ask(() => journal.findByToken(tokenOf({ source, tenant, id })));
      return found?.isBodyGone === true ? undefined : found?.delivery;
    },
    deadLetters: (limit) => broker.ask(() => readDeadLetters(broker, layout, bodies, limit)),
    count() {
      const own = consumption === undefined ? undefined : { id: consumption.id, counts: consumption.counts() };
      return broker.ask(() => countDeliveries(broker, layout, group, own));
    },
    records: createRecords(broker, layout, bodies),
    async checkWritable() {
      await broker.ask(() => broker.js.publish(layout.subjects.probe, ''));
    },
    broken,
    close() {
      closing ??= close();
      return closing;
    },
  };
}
