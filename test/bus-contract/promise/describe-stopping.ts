import { describe, expect, it } from 'vitest';
import { problem } from '../../../src/problem/problem.ts';
import { consumeWith, eventually, makeDelivery, makeGate, type OpenBus } from '../bus-under-test.ts';
import { useBus } from '../use-bus.ts';

export function describeStopping(open: OpenBus): void {
  describe('stopping', () => {
    const { bus, reopen } = useBus(open);

    it('finishes what is in hand and takes nothing new', async () => {
      const gate = makeGate();
      const handled: string[] = [];
      const consumption = bus().consume(
        consumeWith(
          async ({ id }) => {
            handled.push(id);
            await gate.opened;
            return { kind: 'done' };
          },
          { concurrency: 1 },
        ),
      );
      await bus().publish(makeDelivery('in-hand'));
      await bus().publish(makeDelivery('waiting'));
      await eventually(() => handled).toEqual(['in-hand']);
      const stopped = consumption.stop(10_000);
      gate.open();
      await stopped;
      expect(handled).toEqual(['in-hand']);
      expect(await bus().publish(makeDelivery('in-hand'))).toBe('duplicate');
      expect(await bus().publish(makeDelivery('waiting'))).toBe('due-again');
    });

    it('tells handlers by their signal, and a retry asked for then does not count as a try', async () => {
      const started = makeGate();
      const consumption = bus().consume(
        consumeWith(async (_, { signal }) => {
          started.open();
          await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
          return { kind: 'retry', problem: problem('bus.handler-failed', { reason: 'stopping' }) };
        }),
      );
      await bus().publish(makeDelivery('interrupted'));
      await started.opened;
      await consumption.stop(10_000);
      const attempts: number[] = [];
      (await reopen()).consume(
        consumeWith(async (_, { attempt }) => {
          attempts.push(attempt);
          return { kind: 'done' };
        }),
      );
      await eventually(() => attempts).toEqual([1]);
    });

    it('returns what is still in hand when the grace is over, and does not hear its handler any more', async () => {
      const started = makeGate();
      const release = makeGate();
      const consumption = bus().consume(
        consumeWith(async () => {
          started.open();
          await release.opened;
          return { kind: 'done' };
        }),
      );
      await bus().publish(makeDelivery('stubborn'));
      await started.opened;
      await consumption.stop(1);
      release.open();
      await bus().checkWritable();
      const handled: string[] = [];
      (await reopen()).consume(
        consumeWith(async ({ id }) => {
          handled.push(id);
          return { kind: 'done' };
        }),
      );
      await eventually(() => handled).toEqual(['stubborn']);
    });

    it('can be asked for twice', async () => {
      const consumption = bus().consume(consumeWith(async () => ({ kind: 'done' })));
      await Promise.all([consumption.stop(100), consumption.stop(100)]);
      await expect(consumption.stop(100)).resolves.toBeUndefined();
    });

    it('goes on after a restart with everything that was unfinished, in order, and with nothing that was finished', async () => {
      const total = 60;
      const handled: string[] = [];
      const options = consumeWith(async ({ id }) => {
        handled.push(id);
        return { kind: 'done' };
      });
      for (let index = 0; index < total; index += 1) {
        void bus().publish(makeDelivery(`d${index}`, { key: `k${index % 5}` }));
      }
      const consumption = bus().consume(options);
      await eventually(() => handled.length).toBeGreaterThan(5);
      await consumption.stop(10_000);
      const before = handled.length;
      expect(before).toBeLessThanOrEqual(total);
      (await reopen()).consume(options);
      await eventually(() => handled.length).toBe(total);
      expect(new Set(handled).size).toBe(total);
      for (let key = 0; key < 5; key += 1) {
        const numbers = handled.map((id) => Number(id.slice(1))).filter((index) => index % 5 === key);
        expect(numbers).toEqual(numbers.toSorted((left, right) => left - right));
      }
    });
  });
}
