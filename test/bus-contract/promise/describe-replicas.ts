import { describe, expect, it } from 'vitest';
import type { EventBus } from '../../../src/bus/event-bus.ts';
import { type Problem, problem } from '../../../src/problem/problem.ts';
import { type BusTraits, consumeWith, eventually, makeDelivery, makeGate, type OpenBus } from '../bus-under-test.ts';
import { useBus } from '../use-bus.ts';

const trouble: Problem = problem('bus.handler-failed', { reason: 'GitHub answers 500' });
const patient = 60_000;

/** For buses that several processes share. */
export function describeReplicas(open: OpenBus, { knowsOthersAtOnce = true }: BusTraits): void {
  describe('several replicas', { timeout: 3 * patient }, () => {
    const { bus, openAnother } = useBus(open);

    it('may open it for the first time at once', async () => {
      const all = await Promise.all([openAnother(), openAnother(), openAnother()]);
      for (const [index, each] of all.entries()) {
        expect(await each.publish(makeDelivery(`from-${index}`))).toBe('stored');
      }
    });

    it('handle what several of them get at the same time once', async () => {
      const replicas = [bus(), await openAnother(), await openAnother()];
      const results = await Promise.all(
        Array.from({ length: 30 }, (_, index) => pick(replicas, index).publish(makeDelivery('twin'))),
      );
      const stored = results.filter((result) => result === 'stored').length;
      expect(stored).toBeGreaterThan(0);
      expect(stored).toBeLessThanOrEqual(knowsOthersAtOnce ? 1 : replicas.length);
      expect(results.filter((result) => result === 'due-again')).toHaveLength(30 - stored);
      for (const each of replicas) {
        expect(await each.find('github', '', 'twin')).toEqual(makeDelivery('twin'));
      }
      const handled: string[] = [];
      bus().consume(
        consumeWith(async ({ id }) => {
          handled.push(id);
          return { kind: 'done' };
        }),
      );
      await bus().publish(makeDelivery('last', { key: 'twin' }));
      await eventually(() => handled, patient).toEqual(['twin', 'last']);
    });

    it('share the work: each delivery is handled once, in the order of its key, one of a key at a time', async () => {
      const replicas = [bus(), await openAnother(), await openAnother()];
      const keys = Array.from({ length: 24 }, (_, index) => `k${index}`);
      const handled: string[] = [];
      const busy = new Set<string>();
      const workers = new Set<number>();
      let overlaps = 0;
      for (const [index, each] of replicas.entries()) {
        each.consume(
          consumeWith(async ({ id }) => {
            const key = id.slice(0, id.indexOf('-'));
            overlaps += busy.has(key) ? 1 : 0;
            busy.add(key);
            await new Promise((resolve) => setTimeout(resolve, 2));
            busy.delete(key);
            workers.add(index);
            handled.push(id);
            return { kind: 'done' };
          }),
        );
      }
      const publishKey = async (key: string): Promise<void> => {
        for (let number = 0; number < 20; number += 1) {
          await pick(replicas, number).publish(makeDelivery(`${key}-${number}`, { key }));
        }
      };
      await Promise.all(keys.map(publishKey));
      await eventually(() => handled.length, patient).toBe(keys.length * 20);
      expect(overlaps).toBe(0);
      expect(new Set(handled).size).toBe(handled.length);
      for (const key of keys) {
        const numbers = handled.filter((id) => id.startsWith(`${key}-`)).map((id) => Number(id.split('-')[1]));
        expect(numbers).toEqual(numbers.toSorted((left, right) => left - right));
      }
      // Whoever joined last may have come too late for this little work, but nobody did it all alone.
      expect(workers.size).toBeGreaterThan(1);
    });

    it('go on with what one leaves behind that stops', async () => {
      const second = await openAnother();
      const started = makeGate();
      const first = bus().consume(
        consumeWith(async (_, { signal }) => {
          started.open();
          await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
          return { kind: 'retry', problem: trouble };
        }),
      );
      await bus().publish(makeDelivery('left', { key: 'k' }));
      await bus().publish(makeDelivery('behind', { key: 'k' }));
      await started.opened;
      const handled: string[] = [];
      second.consume(
        consumeWith(async ({ id }, { attempt }) => {
          handled.push(`${id} ${attempt}`);
          return { kind: 'done' };
        }),
      );
      await first.stop(1000);
      await eventually(() => handled, patient).toEqual(['left 1', 'behind 1']);
    });

    it('hear from one another what became of a delivery', async () => {
      const second = await openAnother();
      bus().consume(
        consumeWith(async ({ id }) => (id === 'bad' ? { kind: 'give-up', problem: trouble } : { kind: 'done' })),
      );
      await second.publish(makeDelivery('good'));
      await second.publish(makeDelivery('bad'));
      await eventually(() => second.publish(makeDelivery('good')), patient).toBe('duplicate');
      await eventually(() => deadIds(second), patient).toEqual(['bad']);
      await eventually(() => second.count(), patient).toEqual({ waiting: 0, parked: 0, dead: 1 });
    });

    it('write a record once when they expect the same version', async () => {
      const replicas = [bus(), await openAnother()];
      const results = await Promise.all(
        Array.from({ length: 10 }, (_, index) => pick(replicas, index).records.put('checks', 'race', index, 0)),
      );
      expect(results.filter((result) => result !== 'conflict')).toHaveLength(1);
      const [one, other] = await Promise.all(replicas.map((each) => each.records.get('checks', 'race')));
      expect(one).toEqual(other);
    });
  });

  describe('several replicas with a parked delivery', { timeout: 3 * patient }, () => {
    const { bus, openAnother } = useBus(open, { quickMs: [], parkedMs: [3_600_000] });

    it('leave it parked when they take it over, and make it due when any of them gets it again', async () => {
      const second = await openAnother();
      const handled: string[] = [];
      const options = consumeWith(async ({ id }, { attempt }) => {
        handled.push(`${id} ${attempt}`);
        return id === 'stuck' && attempt === 1 ? { kind: 'retry', problem: trouble } : { kind: 'done' };
      });
      const first = bus().consume(options);
      await bus().publish(makeDelivery('stuck', { key: 'k' }));
      await bus().publish(makeDelivery('behind', { key: 'k' }));
      await eventually(() => bus().count(), patient).toEqual({ waiting: 2, parked: 1, dead: 0 });
      await first.stop(1000);
      second.consume(options);
      await second.publish(makeDelivery('neighbour'));
      await eventually(() => handled, patient).toEqual(['stuck 1', 'neighbour 1']);
      expect(await bus().publish(makeDelivery('stuck', { key: 'k' }))).toBe('due-again');
      await eventually(() => handled, patient).toEqual(['stuck 1', 'neighbour 1', 'stuck 2', 'behind 1']);
    });
  });
}

function pick(replicas: readonly EventBus[], index: number): EventBus {
  const bus = replicas[index % replicas.length];
  if (bus === undefined) {
    throw new Error('There are no replicas.');
  }
  return bus;
}

async function deadIds(bus: EventBus): Promise<string[]> {
  return (await bus.deadLetters(10)).map(({ delivery }) => delivery.id);
}
