import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EventBus } from '../../src/bus/event-bus.ts';
import { openJetStreamBus } from '../../src/bus/jetstream/open-jetstream-bus.ts';
import type { NatsSettings } from '../../src/settings/bus-settings.ts';
import { consumeWith, eventually, makeDelivery } from '../bus-contract/bus-under-test.ts';
import { firstOutOfOrder } from '../bus-contract/first-out-of-order.ts';
import { busOptions, freshSettings } from './nats/nats-bus.ts';
import { findNoNats, type NatsServer, startNats } from './nats/start-nats.ts';
import { findFreePorts } from './process/find-free-ports.ts';

const reason = findNoNats();
if (reason !== undefined) console.warn(`SKIPPED, no real NATS: ${reason}`);

const patient = 120_000;

describe.skipIf(reason !== undefined)('a bus on a cluster of three with three copies', { timeout: 4 * patient }, () => {
  let servers: NatsServer[] = [];
  let buses: EventBus[] = [];

  beforeAll(async () => {
    const ports = await findFreePorts(3);
    const routes = ports.map((port) => `nats://127.0.0.1:${port}`);
    servers = await Promise.all(
      routes.map((route, index) =>
        startNats(['-n', `n${index}`, '--cluster_name', 'test', '--cluster', route, '--routes', routes.join(',')]),
      ),
    );
  });
  afterAll(async () => {
    await Promise.all(buses.map((bus) => bus.close()));
    await Promise.all(servers.map((server) => server.dispose()));
  });

  /** The servers have to agree on a leader first. */
  async function open(settings: NatsSettings): Promise<EventBus> {
    let bus: EventBus | undefined;
    await eventually(async () => {
      const opened = await openJetStreamBus(busOptions(settings));
      bus = opened.ok ? opened.value : undefined;
      return opened.ok || opened.problem.message;
    }, patient).toBe(true);
    if (bus === undefined) throw new Error('The bus is not open.');
    buses.push(bus);
    return bus;
  }

  it('goes on over the loss of each server in turn: nothing lost, nothing twice, each key in order', async () => {
    const [first] = servers;
    if (first === undefined) throw new Error('There are no servers.');
    const settings = freshSettings(first, { servers: servers.map(({ url }) => url), replicas: 3 });
    buses = [];
    const replicas = [await open(settings), await open(settings)];
    const handled: string[] = [];
    const acknowledged: string[] = [];
    let isOver = false;
    for (const bus of replicas) {
      bus.consume(
        consumeWith(async ({ id }) => {
          handled.push(id);
          return { kind: 'done' };
        }),
      );
    }
    const publishKey = async (key: number): Promise<void> => {
      for (let number = 0; !isOver; number += 1) {
        const delivery = makeDelivery(`k${key}-${number}`, { key: `k${key}` });
        const bus = replicas[number % replicas.length];
        await eventually(() => bus?.publish(delivery).catch(() => 'refused'), patient).not.toBe('refused');
        acknowledged.push(delivery.id);
        // No faster than it can be handled over three copies.
        await new Promise((resolve) => setTimeout(resolve, 30));
      }
    };
    const publishing = Promise.all([0, 1, 2, 3].map(publishKey));
    for (const server of servers) {
      await server.kill();
      const before = acknowledged.length;
      await eventually(() => acknowledged.length, patient).toBeGreaterThan(before + 100);
      await server.start();
      await eventually(() => handled.length, patient).toBeGreaterThan(before + 100);
    }
    isOver = true;
    await publishing;
    await eventually(() => acknowledged.filter((id) => !handled.includes(id)), patient).toEqual([]);
    expect(handled.length).toBe(new Set(handled).size);
    expect(firstOutOfOrder(handled)).toEqual([]);
  });
});
