import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { problem } from '../../../src/problem/problem.ts';
import { consumeWith, eventually, makeDelivery, makeGate, type OpenBus } from '../bus-under-test.ts';
import { useBus } from '../use-bus.ts';

const trouble = problem('bus.handler-failed', { reason: 'GitHub answers 500' });
const patient = 60_000;
const mebibyte = 1024 * 1024;
/** The real schedule a hundred times as fast: ten minutes of trouble are six seconds. */
const tenMinutesInSix = { quickMs: [2, 10, 30], parkedMs: [100, 300, 600, 3000, 9000], giveUpAfterMs: 864_000 };

/** What one may not do to the others. */
export function describeNeighbours(open: OpenBus): void {
  describe('ten minutes in which all of one repository fails', { timeout: 3 * patient }, () => {
    const { bus } = useBus(open, tenMinutesInSix);

    it('lets its neighbours, of the same account and of another, be served within five seconds in whatever partition', async () => {
      let isMended = false;
      const handled = new Set<string>();
      bus().consume(
        consumeWith(async ({ id }) => {
          if (id.startsWith('failing') && !isMended) return { kind: 'retry', problem: trouble };
          handled.add(id);
          return { kind: 'done' };
        }),
      );
      // More keys than any bus has partitions.
      const failing = Array.from({ length: 200 }, (_, index) => `failing-${index}`);
      await Promise.all(
        failing.map((id, index) => bus().publish(makeDelivery(id, { key: `failing-${index % 100}`, share: 'noisy' }))),
      );
      const serve = async (id: string, share: string): Promise<void> => {
        const publishedAt = performance.now();
        await bus().publish(makeDelivery(id, { share }));
        await eventually(() => handled.has(id), patient).toBe(true);
        expect(performance.now() - publishedAt).toBeLessThan(5000);
      };
      for (let round = 0; round < 12; round += 1) {
        await Promise.all([serve(`near-${round}`, 'noisy'), serve(`far-${round}`, 'quiet'), wait(500)]);
      }
      isMended = true;
      await eventually(() => failing.filter((id) => !handled.has(id)), patient).toEqual([]);
    });
  });

  describe('events of the largest size', { timeout: 3 * patient }, () => {
    const { bus } = useBus(open);

    it('are in hand as far as memory is meant for them, however many may be handled at a time', async () => {
      const gate = makeGate();
      const begun: string[] = [];
      const done: string[] = [];
      const large = Buffer.alloc(22 * mebibyte, ' ');
      const ids = Array.from({ length: 6 }, (_, index) => `large-${index}`);
      for (const id of ids) {
        const { body, ...delivery } = makeDelivery(id);
        large.set(body);
        await bus().publish({ ...delivery, body: large });
      }
      bus().consume(
        consumeWith(
          async ({ id }) => {
            begun.push(id);
            await gate.opened;
            done.push(id);
            return { kind: 'done' };
          },
          { concurrency: 6 },
        ),
      );
      await eventually(() => begun.length, patient).toBeGreaterThan(0);
      await wait(500);
      // 64 MiB.
      expect(begun.length).toBeLessThanOrEqual(3);
      gate.open();
      await eventually(() => done.toSorted(), patient).toEqual(ids);
    });
  });
}
