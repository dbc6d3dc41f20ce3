import { describe, expect, it } from 'vitest';
import { consumeWith, eventually, makeDelivery, makeGate, type OpenBus } from '../bus-under-test.ts';
import { useBus } from '../use-bus.ts';

export function describeConsuming(open: OpenBus): void {
  describe('consuming', () => {
    const { bus, reopen } = useBus(open);

    it('hands over the delivery as it was published, with the number of the try', async () => {
      const seen: unknown[] = [];
      bus().consume(
        consumeWith(async (delivery, { attempt }) => {
          seen.push({ delivery, attempt });
          return { kind: 'done' };
        }),
      );
      await bus().publish(makeDelivery('whole'));
      await eventually(() => seen).toEqual([{ delivery: makeDelivery('whole'), attempt: 1 }]);
    });

    it('handles what was published before anybody consumed', async () => {
      await bus().publish(makeDelivery('waiting'));
      const again = await reopen();
      const handled: string[] = [];
      again.consume(
        consumeWith(async ({ id }) => {
          handled.push(id);
          return { kind: 'done' };
        }),
      );
      await eventually(() => handled).toEqual(['waiting']);
    });

    it('keeps the order within a key, and never handles two of a key at the same time', async () => {
      const perKey = 30;
      const keys = ['a', 'b', 'c'];
      const orders: Record<string, string[]> = { a: [], b: [], c: [] };
      const busy = new Set<string>();
      let overlaps = 0;
      bus().consume(
        consumeWith(async ({ id }) => {
          const key = id[0] ?? '';
          overlaps += busy.has(key) ? 1 : 0;
          busy.add(key);
          await new Promise((resolve) => setImmediate(resolve));
          busy.delete(key);
          orders[key]?.push(id);
          return { kind: 'done' };
        }),
      );
      const ids = Array.from({ length: perKey }, (_, index) => keys.map((key) => `${key}${index}`)).flat();
      for (const id of ids) {
        await bus().publish(makeDelivery(id, { key: id[0] ?? '' }));
      }
      await eventually(() => Object.values(orders).flat().length).toBe(perKey * keys.length);
      expect(overlaps).toBe(0);
      for (const key of keys) {
        expect(orders[key]).toEqual(ids.filter((id) => id.startsWith(key)));
      }
    });

    it('handles different keys side by side, up to the concurrency and no further', async () => {
      const gate = makeGate();
      let inHand = 0;
      let most = 0;
      let finished = 0;
      bus().consume(
        consumeWith(
          async () => {
            inHand += 1;
            most = Math.max(most, inHand);
            await gate.opened;
            inHand -= 1;
            finished += 1;
            return { kind: 'done' };
          },
          { concurrency: 3 },
        ),
      );
      await Promise.all(Array.from({ length: 10 }, (_, index) => bus().publish(makeDelivery(`k${index}`))));
      await eventually(() => inHand).toBe(3);
      gate.open();
      await eventually(() => finished).toBe(10);
      expect(most).toBe(3);
    });

    it('serves shares in turn: one event waits behind a backlog of another share for a moment only', async () => {
      for (let index = 0; index < 100; index += 1) {
        void bus().publish(makeDelivery(`noisy-${index}`, { share: 'noisy' }));
      }
      await bus().publish(makeDelivery('quiet', { share: 'quiet' }));
      const handled: string[] = [];
      bus().consume(
        consumeWith(
          async ({ id }) => {
            handled.push(id);
            // The store gets its turn, as it does while a real handler waits for GitHub.
            await bus().checkWritable();
            return { kind: 'done' };
          },
          { concurrency: 2 },
        ),
      );
      await eventually(() => handled.length).toBe(101);
      expect(handled.indexOf('quiet')).toBeLessThan(60);
    });

    it('serves another share at once, however many events of one are waiting', { timeout: 300_000 }, async () => {
      const waiting = 5_000;
      for (let start = 0; start < waiting; start += 500) {
        const some = Array.from({ length: 500 }, (_, index) => {
          const number = start + index;
          return bus().publish(makeDelivery(`noisy-${number}`, { key: `noisy-${number % 1000}`, share: 'noisy' }));
        });
        await Promise.all(some);
      }
      let gate = makeGate();
      let noisyHandled = 0;
      const quietHandled: string[] = [];
      bus().consume(
        consumeWith(
          async ({ id }) => {
            if (id.startsWith('quiet')) {
              quietHandled.push(id);
            } else {
              // Each of theirs takes as long as it takes to serve one of the other share.
              await gate.opened;
              noisyHandled += 1;
            }
            return { kind: 'done' };
          },
          { concurrency: 8 },
        ),
      );
      for (let index = 0; index < 10; index += 1) {
        await bus().publish(makeDelivery(`quiet-${index}`, { share: 'quiet' }));
        await eventually(() => quietHandled, 120_000).toContain(`quiet-${index}`);
        gate.open();
        gate = makeGate();
      }
      gate.open();
      expect(noisyHandled).toBeLessThan(waiting / 10);
    });

    it.each([1, 3])('leaves places to other shares while %i keep all of theirs busy', async (slowShares) => {
      const gate = makeGate();
      const handled: string[] = [];
      bus().consume(
        consumeWith(
          async ({ id }) => {
            handled.push(id);
            await (id.startsWith('slow') ? gate.opened : undefined);
            return { kind: 'done' };
          },
          { concurrency: 8 },
        ),
      );
      await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          bus().publish(makeDelivery(`slow-${index}`, { share: `slow-${index % slowShares}` })),
        ),
      );
      await eventually(() => handled.length).toBeGreaterThanOrEqual(slowShares === 1 ? 4 : 6);
      await bus().publish(makeDelivery('other', { share: 'other' }));
      await eventually(() => handled).toContain('other');
      gate.open();
      await eventually(() => handled.length).toBe(21);
    });

    it('goes on when routing a delivery throws: it gets a queue of its own', async () => {
      const handled: string[] = [];
      bus().consume(
        consumeWith(async ({ id }) => {
          handled.push(id);
          return { kind: 'done' };
        }),
      );
      await bus().publish({ ...makeDelivery('garbled'), body: new TextEncoder().encode('{nonsense') });
      await bus().publish(makeDelivery('fine'));
      await eventually(() => handled.toSorted()).toEqual(['fine', 'garbled']);
    });

    it('is consumed once at a time, and again after that has stopped', async () => {
      const options = consumeWith(async () => ({ kind: 'done' }));
      const first = bus().consume(options);
      expect(() => bus().consume(options)).toThrow();
      await first.stop(1000);
      const handled: string[] = [];
      bus().consume(
        consumeWith(async ({ id }) => {
          handled.push(id);
          return { kind: 'done' };
        }),
      );
      await bus().publish(makeDelivery('second'));
      await eventually(() => handled).toEqual(['second']);
    });
  });
}
