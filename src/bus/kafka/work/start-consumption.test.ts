import pino from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { problem } from '../../../problem/problem.ts';
import type { Delivery, DeliveryHandler, Outcome } from '../../event-bus.ts';
import { defaultRetrySchedule } from '../../retry-schedule.ts';
import type { PartitionRead } from '../client/create-log-reader.ts';
import { awaitVerdicts } from '../ledger/await-verdicts.ts';
import { createStateLedger } from '../ledger/create-state-ledger.ts';
import { keepStates, type StateVerdict } from '../ledger/keep-states.ts';
import { openScratch } from '../ledger/open-scratch.ts';
import type { LogMessage, LogRecord } from '../log/log-message.ts';
import { nameDelivery, packDelivery } from '../message/pack-delivery.ts';
import { createDeliveryQueues } from './queues/delivery-queues.ts';
import { restoreQueued } from './queues/queued-delivery.ts';
import { startConsumption } from './start-consumption.ts';

const log = pino({ level: 'silent' });
const mostHeld = 10;
const readAtOnce = 5;
const stops: (() => Promise<void>)[] = [];

afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
});

/** The ledger of states over a log that is an array; its entries are read back at the next turn. */
function makeStates() {
  let written = 0;
  const ledger = createStateLedger({
    ...{ topic: 'states', table: keepStates(openScratch()), verdicts: awaitVerdicts<StateVerdict>('test') },
    onUnreadable: (_, thrown) => {
      throw thrown;
    },
    append: async ({ headers = {}, ...message }: LogMessage) => {
      const offset = written;
      written += 1;
      const record = { ...message, offset, timestamp: 0, headers: new Map(Object.entries(headers)) };
      setImmediate(() => ledger.apply([record]));
      return offset;
    },
    catchUp: () => new Promise((resolve) => setImmediate(resolve)),
  });
  return ledger;
}

/** One partition in memory, and a replica that works on it. */
function setStage(handle: DeliveryHandler) {
  const events: LogRecord[] = [];
  const committed = { offset: 0 };
  const deliveries = new Map<string, Delivery>();
  const states = makeStates();
  const queues = createDeliveryQueues((partition, offset) => {
    const state = states.findAt(partition, offset);
    return state && restoreQueued(state);
  });
  let readOn: () => void = () => undefined;

  function publish(id: string, { key = id, share = 'noisy' } = {}): void {
    const body = new TextEncoder().encode('{}');
    const about = { source: 'github', tenant: '', id, name: 'push', receivedAt: 0, headers: {} } as const;
    deliveries.set(nameDelivery('github', '', id), { ...about, body });
    const place = { topic: 'events', partition: 0, maxBytes: 1_000_000, key, share };
    for (const { headers = {}, ...message } of packDelivery({ ...about, body }, place)) {
      const offset = events.length;
      events.push({ ...message, offset, timestamp: 0, headers: new Map(Object.entries(headers)) });
    }
    readOn();
  }

  const options = { concurrency: 8, handle, onDead: () => Promise.resolve() };
  const consumption = startConsumption(options, {
    ...{ states, queues, log, mostHeld, schedule: defaultRetrySchedule, storeRetryMs: 1, now: Date.now },
    bodies: {
      offer: () => undefined,
      load: async ({ name }) => ({ delivery: deliveries.get(name) as Delivery, storedAt: 0 }),
      read: () => Promise.reject(new Error('Nobody asks.')),
      ...{ drop: () => undefined, dropPartition: () => undefined, close: () => Promise.resolve() },
    },
    bury: () => Promise.reject(new Error('Nothing dies here.')),
    join: ({ onAssigned }) => {
      setImmediate(() => onAssigned([0]));
      return {
        ...{ name: () => 'me', isSure: () => true, leave: () => Promise.resolve() },
        async commit(offsets) {
          committed.offset = offsets.get(0) ?? committed.offset;
        },
      };
    },
    follow({ wantsMore, onRead }) {
      let position: number | undefined;
      let isScheduled = false;
      function read(): void {
        isScheduled = false;
        if (position === undefined || position >= events.length || !wantsMore()) return;
        const records = events.slice(position, position + readAtOnce);
        position += records.length;
        const got: PartitionRead = {
          ...{ topic: 'events', partition: 0, records, nextOffset: position },
          ...{ endOffset: events.length, isGone: false },
        };
        onRead(got);
        readOn();
      }
      readOn = () => {
        if (!isScheduled) setImmediate(read);
        isScheduled = true;
      };
      return {
        add: (_, offset) => {
          position = offset;
          readOn();
        },
        ...{ remove: () => undefined, wake: () => readOn(), stop: () => Promise.resolve() },
      };
    },
    members: async () => new Set(['me']),
    ...{ committed: async () => 0, firstOffset: async () => 0, monotonicNow: () => performance.now() },
  });
  stops.push(() => consumption.stop(0));
  return { publish, queues, states, committed };
}

function eventually<Value>(read: () => Value) {
  return expect.poll(read, { timeout: 20_000, interval: 5 });
}

const noisy = Array.from({ length: 200 }, (_, index) => `noisy-${index}`);

describe('the work on a partition', () => {
  it('reads on behind any number of events of one share, and hands out what waits there', async () => {
    const gate = Promise.withResolvers<void>();
    const handled: string[] = [];
    const { publish, queues, committed } = setStage(async ({ id }) => {
      if (id.startsWith('noisy')) await gate.promise;
      handled.push(id);
      return { kind: 'done' };
    });
    for (const id of noisy) publish(id, { key: `key ${id}` });
    publish('quiet', { share: 'quiet' });
    await eventually(() => handled).toEqual(['quiet']);
    await eventually(() => queues.counts().waiting).toBe(noisy.length);
    // All that is beyond is stored as waiting: memory holds where it is.
    await eventually(() => queues.held()).toBeLessThanOrEqual(mostHeld + 1);
    gate.resolve();
    await eventually(() => handled.length).toBe(noisy.length + 1);
    expect(new Set(handled).size).toBe(noisy.length + 1);
    await eventually(() => committed.offset).toBe(noisy.length + 1);
  });

  it('keeps the order of a key whose events are for the greater part not in memory', async () => {
    const handled: string[] = [];
    const { publish, queues } = setStage(async ({ id }) => {
      handled.push(id);
      return { kind: 'done' };
    });
    for (const id of noisy) publish(id, { key: 'one' });
    await eventually(() => handled.length).toBe(noisy.length);
    expect(handled).toEqual(noisy);
    await eventually(() => queues.counts()).toEqual({ waiting: 0, parked: 0 });
  });

  it('brings back what fails with its tries, and makes due again what is delivered again', async () => {
    const reason = problem('run.cluster-away', { reason: 'it is away' });
    const outcomes: Outcome[] = [{ kind: 'retry', problem: reason, afterMs: 1 }];
    const tries: number[] = [];
    const { publish, queues } = setStage(async (_, { attempt }) => {
      tries.push(attempt);
      return outcomes.shift() ?? { kind: 'done' };
    });
    publish('failing');
    await eventually(() => tries).toEqual([1, 2]);
    await eventually(() => queues.counts()).toEqual({ waiting: 0, parked: 0 });
    outcomes.push({ kind: 'retry', problem: reason, afterMs: 3_600_000 });
    publish('later');
    await eventually(() => queues.counts()).toEqual({ waiting: 1, parked: 1 });
    expect(queues.held()).toBe(0);
    publish('later');
    await eventually(() => tries).toEqual([1, 2, 1, 2]);
    await eventually(() => queues.counts()).toEqual({ waiting: 0, parked: 0 });
  });
});
