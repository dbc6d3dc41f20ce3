import { describe, expect, it } from 'vitest';
import type { EventBus } from '../../src/bus/event-bus.ts';
import { consumeWith, eventually, makeDelivery, makeGate, type OpenBus } from './bus-under-test.ts';
import { useBus } from './use-bus.ts';

const patient = 120_000;

/** For buses that keep their events in a broker, which may go away and come back. */
export function describeBroker(open: OpenBus): void {
  describe('while its broker is away', { timeout: 3 * patient }, () => {
    const { bus, broker } = useBus(open);

    it('refuses to publish with a problem that says so, is not writable, and is not broken', async () => {
      let isBroken = false;
      void bus().broken.then(() => {
        isBroken = true;
      });
      await broker().stop();
      await expect(bus().publish(makeDelivery('away'))).rejects.toMatchObject({
        cause: { code: 'bus.broker-unreachable', message: expect.any(String), hint: expect.any(String) },
      });
      await expect(bus().checkWritable()).rejects.toThrow();
      await expect(bus().records.put('checks', 'a', 1)).rejects.toThrow();
      await broker().start();
      await eventually(() => isWritable(bus()), patient).toBe(true);
      expect(['stored', 'due-again']).toContain(await bus().publish(makeDelivery('away')));
      expect(isBroken).toBe(false);
    });

    it('goes on by itself when the broker is back, and loses nothing that was acknowledged', async () => {
      const handled: string[] = [];
      bus().consume(
        consumeWith(async ({ id }) => {
          await new Promise((resolve) => setTimeout(resolve, 5));
          handled.push(id);
          return { kind: 'done' };
        }),
      );
      const acknowledged: string[] = [];
      let isOver = false;
      const publishing = publishOn(bus(), acknowledged, () => isOver);
      await eventually(() => handled.length, patient).toBeGreaterThan(10);
      for (let round = 0; round < 2; round += 1) {
        await broker().stop();
        await broker().start();
        const before = acknowledged.length;
        await eventually(() => acknowledged.length, patient).toBeGreaterThan(before + 20);
      }
      isOver = true;
      await publishing;
      await eventually(() => acknowledged.filter((id) => !handled.includes(id)), patient).toEqual([]);
      const first = new Set<string>();
      const firsts = handled.filter((id) => !first.has(id) && first.add(id)).map((id) => Number(id.slice(1)));
      for (let key = 0; key < 4; key += 1) {
        const ofKey = firsts.filter((number) => number % 4 === key);
        expect(ofKey).toEqual(ofKey.toSorted((left, right) => left - right));
      }
    });

    it('stores an outcome that came while the broker was away', async () => {
      const attempts: number[] = [];
      let isAway = false;
      bus().consume(
        consumeWith(async (_, { attempt }) => {
          await broker().stop();
          isAway = true;
          attempts.push(attempt);
          return { kind: 'done' };
        }),
      );
      await bus().publish(makeDelivery('outcome'));
      await eventually(() => isAway, patient).toBe(true);
      await broker().start();
      await eventually(
        () =>
          bus()
            .publish(makeDelivery('outcome'))
            .catch(() => 'refused'),
        patient,
      ).toBe('duplicate');
      expect(attempts).toEqual([1]);
    });

    it('goes on after a minute in which nothing was answered', async () => {
      const handled: string[] = [];
      const inHand = makeGate();
      bus().consume(
        consumeWith(async ({ id }) => {
          if (id === 'in hand') await inHand.opened;
          handled.push(id);
          return { kind: 'done' };
        }),
      );
      await bus().publish(makeDelivery('before'));
      await eventually(() => handled, patient).toEqual(['before']);
      await bus().publish(makeDelivery('in hand'));
      broker().freeze();
      try {
        const frozenAt = performance.now();
        await expect(bus().publish(makeDelivery('meanwhile'))).rejects.toMatchObject({
          cause: { code: 'bus.broker-unreachable' },
        });
        // GitHub gives up after ten seconds.
        expect(performance.now() - frozenAt).toBeLessThan(10_000);
        inHand.open();
        await new Promise((resolve) => setTimeout(resolve, 60_000));
      } finally {
        broker().thaw();
      }
      await eventually(() => publishes(bus(), makeDelivery('after')), patient).toBe(true);
      await eventually(() => handled, patient).toContain('after');
      await eventually(() => bus().count(), patient).toMatchObject({ waiting: 0 });
      expect(handled.filter((id) => id === 'before')).toHaveLength(1);
      // Who had it in hand may have been thought dead meanwhile.
      expect(handled).toContain('in hand');
    });
  });
}

/** One after another under four keys; a refused one is published again, as GitHub would deliver it again. */
async function publishOn(bus: EventBus, acknowledged: string[], isOver: () => boolean): Promise<void> {
  for (let number = 0; !isOver(); number += 1) {
    const delivery = makeDelivery(`d${number}`, { key: `k${number % 4}` });
    while (!(await publishes(bus, delivery))) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    acknowledged.push(delivery.id);
  }
}

function publishes(bus: EventBus, delivery: ReturnType<typeof makeDelivery>): Promise<boolean> {
  return bus.publish(delivery).then(
    () => true,
    () => false,
  );
}

function isWritable(bus: EventBus): Promise<boolean> {
  return bus.checkWritable().then(
    () => true,
    () => false,
  );
}
