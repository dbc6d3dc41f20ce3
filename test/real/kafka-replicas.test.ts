import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import type { Consumption, EventBus } from '../../src/bus/event-bus.ts';
import type { KafkaBusSettings } from '../../src/settings/bus-settings.ts';
import { consumeWith, eventually, makeDelivery } from '../bus-contract/bus-under-test.ts';
import { deleteTopics, freshSettings, openOrThrow } from './kafka/kafka-bus.ts';
import { type RunningProcess, startBusProcess } from './kafka/start-bus-process.ts';
import { type StartedKafka, startKafka } from './kafka/start-kafka.ts';

const started: StartedKafka = await startKafka();
if (!started.ok) console.warn(`SKIPPED, no real Kafka: ${started.reason}`);

const patient = 120_000;

describe.skipIf(!started.ok)('replicas on a real broker', { timeout: 3 * patient }, () => {
  if (!started.ok) return;
  const { broker } = started;
  afterAll(() => broker.dispose());

  let buses: EventBus[] = [];
  let processes: RunningProcess[] = [];
  let used: KafkaBusSettings[] = [];

  afterEach(async () => {
    await Promise.all(processes.map((each) => each.kill()));
    await Promise.all(buses.map((each) => each.close()));
    await Promise.all(used.map(deleteTopics));
    [buses, processes, used] = [[], [], []];
  });

  function prepare(more: Partial<KafkaBusSettings> = {}): KafkaBusSettings {
    const settings = freshSettings(broker.address, more);
    used.push(settings);
    return settings;
  }

  async function open(settings: KafkaBusSettings): Promise<EventBus> {
    const bus = await openOrThrow(settings);
    buses.push(bus);
    return bus;
  }

  function start(settings: KafkaBusSettings, prefix: string): RunningProcess {
    const running = startBusProcess('work', settings, prefix);
    processes.push(running);
    return running;
  }

  it('come and go under load: nothing is skipped, nothing handled twice, one of a key at a time', async () => {
    const settings = prepare({ partitions: 6 });
    const busy = new Set<string>();
    const handled: string[] = [];
    let overlaps = 0;
    const consume = (bus: EventBus): Consumption =>
      bus.consume(
        consumeWith(async ({ id }) => {
          const key = id.slice(0, id.indexOf('-'));
          overlaps += busy.has(key) ? 1 : 0;
          busy.add(key);
          await wait(3);
          busy.delete(key);
          handled.push(id);
          return { kind: 'done' };
        }),
      );
    const publisher = await open(settings);
    let isOver = false;
    const published: string[] = [];
    const publishing = Array.from({ length: 18 }, async (_, lane) => {
      for (let number = 0; !isOver; number += 1) {
        const id = `k${lane}-${number}`;
        await publisher.publish(makeDelivery(id, { key: `k${lane}` }));
        published.push(id);
        await wait(5);
      }
    });
    const further = async (count: number): Promise<void> => {
      const before = handled.length;
      await eventually(() => handled.length - before, patient).toBeGreaterThan(count);
    };
    const first = consume(await open(settings));
    await further(50);
    const second = consume(await open(settings));
    await further(300);
    const third = consume(await open(settings));
    await further(300);
    await first.stop(5000);
    await further(300);
    await Promise.all([second.stop(5000), further(100)]);
    isOver = true;
    await Promise.all(publishing);
    await eventually(() => handled.length, patient).toBe(published.length);
    await third.stop(5000);
    expect(overlaps).toBe(0);
    expect(new Set(handled).size).toBe(handled.length);
    for (let lane = 0; lane < 18; lane += 1) {
      const numbers = handled.filter((id) => id.startsWith(`k${lane}-`)).map((id) => Number(id.split('-')[1]));
      expect(numbers).toEqual(numbers.toSorted((left, right) => left - right));
    }
  });

  it('lose nothing that was acknowledged when they are killed one after another', async () => {
    const settings = prepare({ partitions: 3 });
    const stored: string[] = [];
    const handled: string[] = [];
    const running = [start(settings, 'a'), start(settings, 'b')];
    for (const name of ['c', 'd', 'e']) {
      const victim = running.shift() as RunningProcess;
      await eventually(() => victim.lines.filter((line) => line.startsWith('handled')).length, patient).toBeGreaterThan(
        20,
      );
      await victim.kill();
      running.push(start(settings, name));
    }
    for (const each of running) {
      await eventually(() => each.lines.length, patient).toBeGreaterThan(30);
      await each.kill();
    }
    for (const { lines } of processes) {
      stored.push(...idsOf('stored', lines));
      handled.push(...idsOf('handled', lines));
    }
    expect(stored.length).toBeGreaterThan(100);
    const last = await open(settings);
    last.consume(
      consumeWith(async ({ id }) => {
        handled.push(id);
        return { kind: 'done' };
      }),
    );
    await eventually(() => missing(stored, handled), patient).toEqual([]);
    await eventually(() => last.count(), patient).toEqual({ waiting: 0, parked: 0, dead: 0 });
    for (const id of stored.slice(-50)) expect(await last.publish(makeDelivery(id))).toBe('duplicate');
    // What was in hand at each of the five kills may be handled again; nothing else is.
    expect(handled.length - new Set(handled).size).toBeLessThan(5 * 40);
  });

  it('keep a backlog of 100,000 events on the broker: memory stays under 250 MB', async () => {
    const backlog = startBusProcess('backlog', prepare({ partitions: 6 }), '100000', '2000');
    processes.push(backlog);
    await eventually(() => backlog.lines.length, 2 * patient).toBe(3);
    const largest = Number(backlog.lines[2]?.split(' ')[1]);
    expect(largest).toBeGreaterThan(0);
    expect(largest / 1e6).toBeLessThan(250);
  });

  it('are not disturbed by one that was stopped for a while and goes on as if nothing had happened', async () => {
    const settings = prepare({ partitions: 2 });
    const sleeper = start(settings, 'sleeper');
    await eventually(() => sleeper.lines.filter((line) => line.startsWith('handled')).length, patient).toBeGreaterThan(
      20,
    );
    const bus = await open(settings);
    const handled: string[] = [];
    bus.consume(
      consumeWith(async ({ id }) => {
        handled.push(id);
        return { kind: 'done' };
      }),
    );
    await eventually(() => handled.length, patient).toBeGreaterThan(20);
    sleeper.signal('SIGSTOP');
    const before = sleeper.lines.length;
    // Far longer than the group waits for a member that is not heard from.
    await eventually(() => bus.count(), patient).toEqual({ waiting: 0, parked: 0, dead: 0 });
    await bus.publish(makeDelivery('meanwhile-0', { key: 'sleeper-0' }));
    await eventually(() => handled, patient).toContain('meanwhile-0');
    await wait(20_000);
    sleeper.signal('SIGCONT');
    await eventually(() => sleeper.lines.length - before, patient).toBeGreaterThan(100);
    await sleeper.kill();
    const stored = idsOf('stored', sleeper.lines);
    const bySleeper = idsOf('handled', sleeper.lines);
    await eventually(() => missing(stored, [...handled, ...bySleeper]), patient).toEqual([]);
    await eventually(() => bus.count(), patient).toEqual({ waiting: 0, parked: 0, dead: 0 });
    for (const id of stored.slice(-200)) expect(await bus.publish(makeDelivery(id))).toBe('duplicate');
  });
});

function idsOf(what: string, lines: readonly string[]): string[] {
  return lines.flatMap((line) => (line.startsWith(`${what} `) ? [line.slice(what.length + 1)] : []));
}

function missing(stored: readonly string[], handled: readonly string[]): string[] {
  const seen = new Set(handled);
  return stored.filter((id) => !seen.has(id));
}
