import { afterEach, describe, expect, it } from 'vitest';
import { consumeWith, eventually, makeDelivery, type OpenBus } from '../bus-under-test.ts';
import { firstOutOfOrder } from '../first-out-of-order.ts';
import { type BusProcess, endBusProcesses, runBusProcess } from '../run-bus-process.ts';
import { useBus } from '../use-bus.ts';

/** For buses that several processes share: one of them ends in the middle of anything. */
export function describeKilling(open: OpenBus, replacedWithinMs: number): void {
  /** With room for a machine that is busy with other things. */
  const patient = 60_000 + 2 * replacedWithinMs;

  describe('a replica that is killed', { timeout: 10 * patient }, () => {
    const { bus, settings } = useBus(open);
    afterEach(endBusProcesses);

    it('loses nothing it has acknowledged, and the next one handles what was left, in order', async () => {
      const stored: string[] = [];
      const handled: string[] = [];
      for (const [round, lines] of [40, 137, 301].entries()) {
        const child = runBusProcess(settings(), 'work', `round${round}`);
        await eventually(() => child.lines.length, patient).toBeGreaterThan(lines);
        await child.kill();
        stored.push(...child.said('stored'));
        handled.push(...child.said('handled'));
      }
      for (const id of stored) expect((await bus().find('github', '', id))?.id).toBe(id);
      bus().consume(
        consumeWith(async ({ id }) => {
          handled.push(id);
          return { kind: 'done' };
        }),
      );
      await eventually(() => missing(stored, handled), patient).toEqual([]);
      for (const id of stored) await eventually(() => bus().publish(makeDelivery(id)), patient).toBe('duplicate');
      expect(firstOutOfOrder(handled)).toEqual([]);
    });

    it('is replaced by the others, who repeat only what it had in hand', async () => {
      const [first, second] = [
        runBusProcess(settings(), 'handle', 'none'),
        runBusProcess(settings(), 'handle', 'none'),
      ];
      const ids = Array.from({ length: 40 }, (_, key) =>
        Array.from({ length: 10 }, (__, index) => `k${key}-${index}`),
      ).flat();
      const publishing = publishAll(bus().publish, ids);
      await eventually(() => Math.min(first.lines.length, second.lines.length), patient).toBeGreaterThan(10);
      await first.kill();
      await publishing;
      const handled = (): string[] => [...first.said('handled'), ...second.said('handled')];
      await eventually(() => missing(ids, handled()), patient).toEqual([]);
      const repeated = handled().filter((id, index) => handled().indexOf(id) !== index);
      // What it had in hand when it was killed: four at most, and it may have said of each that it was done.
      expect(repeated.length).toBeLessThanOrEqual(4);
      expect(firstOutOfOrder(first.said('handled'))).toEqual([]);
      expect(firstOutOfOrder(second.said('handled'))).toEqual([]);
    });

    it('is replaced while it is frozen, and does no harm when it goes on', async () => {
      const [first, second] = [
        runBusProcess(settings(), 'handle', 'none'),
        runBusProcess(settings(), 'handle', 'none'),
      ];
      const ids = Array.from({ length: 40 }, (_, key) =>
        Array.from({ length: 10 }, (__, index) => `k${key}-${index}`),
      ).flat();
      const publishing = publishAll(bus().publish, ids);
      await eventually(() => Math.min(first.lines.length, second.lines.length), patient).toBeGreaterThan(10);
      first.freeze();
      await publishing;
      const handled = (): string[] => [...first.said('handled'), ...second.said('handled')];
      await eventually(() => missing(ids, handled()), patient).toEqual([]);
      first.thaw();
      for (let index = 0; index < 40; index += 1)
        await bus().publish(makeDelivery(`k${index}-10`, { key: `k${index}` }));
      await eventually(() => handled().filter((id) => id.endsWith('-10')).length, patient).toBe(40);
      const repeated = handled().filter((id, index) => handled().indexOf(id) !== index);
      expect(repeated.length).toBeLessThanOrEqual(4);
      for (const id of ids) expect(await bus().publish(makeDelivery(id))).toBe('duplicate');
      expect(await bus().deadLetters(10)).toEqual([]);
    });

    it('is not killed for ever by one delivery: that waits longer with each try, and the rest is handled', async () => {
      await bus().publish(makeDelivery('fatal'));
      await bus().publish(makeDelivery('harmless'));
      const tries: string[] = [];
      for (let round = 0; round < 12; round += 1) {
        const child = runBusProcess(settings(), 'handle', 'fatal');
        if (await saysHandled(child, patient)) break;
        tries.push(...child.said('begun').filter((line) => line.startsWith('fatal')));
      }
      await eventually(() => bus().publish(makeDelivery('harmless')), patient).toBe('duplicate');
      // The first try that was its end nobody knows of; each later one was counted before it began.
      const numbers = tries.map((line) => Number(line.split(' ')[1]));
      expect(numbers).toEqual([1, ...numbers.slice(1).map((_, index) => index + 1)]);
    });
  });

  describe('a backlog', { timeout: 10 * patient }, () => {
    const { settings } = useBus(open);
    afterEach(endBusProcesses);

    it('is kept by the broker: memory stays under 250 MB with 100,000 events waiting', async () => {
      const child = runBusProcess(settings(), 'backlog', '100000', '3000');
      await eventually(() => child.lines.length, 8 * patient).toBe(3);
      const largest = Number(child.said('largest')[0]);
      expect(largest).toBeGreaterThan(0);
      expect(largest / 1e6).toBeLessThan(250);
    });
  });
}

async function publishAll(
  publish: (delivery: ReturnType<typeof makeDelivery>) => Promise<unknown>,
  ids: readonly string[],
) {
  for (const id of ids) await publish(makeDelivery(id, { key: id.slice(0, id.indexOf('-')) }));
}

function missing(ids: readonly string[], handled: readonly string[]): string[] {
  const done = new Set(handled);
  return ids.filter((id) => !done.has(id));
}

/** True when it has handled something, false when it was killed before that. */
async function saysHandled(child: BusProcess, withinMs: number): Promise<boolean> {
  let hasEnded = false;
  void child.ended.then(() => {
    hasEnded = true;
  });
  await eventually(() => hasEnded || child.said('handled').length > 0, withinMs).toBe(true);
  return child.said('handled').length > 0;
}
