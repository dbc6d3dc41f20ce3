import { describe, expect, it } from 'vitest';
import { type Problem, problem } from '../../../src/problem/problem.ts';
import { consumeWith, eventually, makeDelivery, makeGate, type OpenBus } from '../bus-under-test.ts';
import { useBus } from '../use-bus.ts';

const trouble: Problem = problem('bus.handler-failed', { reason: 'GitHub answers 500' });

export function describeFailing(open: OpenBus): void {
  describe('a delivery that fails for a while', () => {
    const { bus } = useBus(open);

    it('is tried again until it succeeds, counting the tries, and what follows under its key waits for it', async () => {
      const handled: string[] = [];
      bus().consume(
        consumeWith(async ({ id }, { attempt }) => {
          handled.push(`${id} ${attempt}`);
          return id === 'first' && attempt < 6 ? { kind: 'retry', problem: trouble } : { kind: 'done' };
        }),
      );
      await bus().publish(makeDelivery('first', { key: 'k' }));
      await bus().publish(makeDelivery('second', { key: 'k' }));
      const tries = [1, 2, 3, 4, 5, 6].map((attempt) => `first ${attempt}`);
      await eventually(() => handled).toEqual([...tries, 'second 1']);
    });

    it('counts a handler that throws as a try that failed', async () => {
      const attempts: number[] = [];
      bus().consume(
        consumeWith(async (_, { attempt }) => {
          attempts.push(attempt);
          if (attempt === 1) {
            throw new Error('Boom.');
          }
          return { kind: 'done' };
        }),
      );
      await bus().publish(makeDelivery('thrower'));
      await eventually(() => attempts).toEqual([1, 2]);
    });
  });

  describe('a delivery whose failing takes long', () => {
    const hour = 3_600_000;
    const { bus, reopen } = useBus(open, { quickMs: [], parkedMs: [hour] });

    it('is parked with what follows under its key, while other keys go on', async () => {
      const handled: string[] = [];
      bus().consume(
        consumeWith(async ({ id }) => {
          handled.push(id);
          return id === 'stuck' ? { kind: 'retry', problem: trouble } : { kind: 'done' };
        }),
      );
      await bus().publish(makeDelivery('stuck', { key: 'k' }));
      await bus().publish(makeDelivery('behind', { key: 'k' }));
      for (let index = 0; index < 20; index += 1) {
        await bus().publish(makeDelivery(`neighbour-${index}`));
      }
      await eventually(() => handled.length).toBe(21);
      expect(handled.filter((id) => id === 'stuck')).toHaveLength(1);
      await eventually(() => bus().count()).toEqual({ waiting: 2, parked: 1, dead: 0 });
      expect(handled).not.toContain('behind');
    });

    it('is due at once when it is delivered again, with its tries remembered', async () => {
      const attempts: number[] = [];
      const settled = makeGate();
      bus().consume(
        consumeWith(async ({ id }, { attempt }) => {
          if (id === 'behind') {
            settled.open();
            return { kind: 'done' };
          }
          attempts.push(attempt);
          return attempt < 3 ? { kind: 'retry', problem: trouble } : { kind: 'done' };
        }),
      );
      await bus().publish(makeDelivery('nudged', { key: 'k' }));
      await bus().publish(makeDelivery('behind', { key: 'k' }));
      await eventually(() => attempts).toEqual([1]);
      await eventually(async () => {
        const result = await bus().publish(makeDelivery('nudged', { key: 'k' }));
        return [result, attempts.length];
      }).toEqual(['duplicate', 3]);
      await settled.opened;
    });

    it('stays parked over a restart and remembers its tries', async () => {
      const attempts: string[] = [];
      const options = consumeWith(async ({ id }, { attempt }) => {
        attempts.push(`${id} ${attempt}`);
        return id === 'stuck' && attempt < 2 ? { kind: 'retry', problem: trouble } : { kind: 'done' };
      });
      const consumption = bus().consume(options);
      await bus().publish(makeDelivery('stuck'));
      await eventually(() => attempts).toEqual(['stuck 1']);
      await consumption.stop(10_000);
      const again = await reopen();
      again.consume(options);
      await again.publish(makeDelivery('neighbour'));
      await eventually(() => attempts).toEqual(['stuck 1', 'neighbour 1']);
      expect(await again.publish(makeDelivery('stuck'))).toBe('due-again');
      await eventually(() => attempts).toEqual(['stuck 1', 'neighbour 1', 'stuck 2']);
    });

    it('waits as long as the failure asks, not as long as the schedule says', async () => {
      const attempts: number[] = [];
      bus().consume(
        consumeWith(async (_, { attempt }) => {
          attempts.push(attempt);
          return attempt === 1 ? { kind: 'retry', problem: trouble, afterMs: 5 } : { kind: 'done' };
        }),
      );
      await bus().publish(makeDelivery('polite'));
      await eventually(() => attempts).toEqual([1, 2]);
    });
  });

  describe('a delivery that is given up', () => {
    const { bus, reopen } = useBus(open, { giveUpAfterMs: 30 });

    it('is made visible first and then kept as a dead letter with its problem, and its key goes on', async () => {
      const order: string[] = [];
      bus().consume(
        consumeWith(
          async ({ id }) => {
            order.push(id);
            return id === 'hopeless' ? { kind: 'give-up', problem: trouble } : { kind: 'done' };
          },
          {
            onDead: async ({ id }, cause) => {
              order.push(`${id} is dead of ${cause.code}`);
            },
          },
        ),
      );
      await bus().publish(makeDelivery('hopeless', { key: 'k' }));
      await bus().publish(makeDelivery('next', { key: 'k' }));
      await eventually(() => order).toEqual(['hopeless', 'hopeless is dead of bus.handler-failed', 'next']);
      const [letter, ...others] = await (await reopen()).deadLetters(10);
      expect(others).toEqual([]);
      expect(letter).toMatchObject({
        delivery: makeDelivery('hopeless', { key: 'k' }),
        problem: trouble,
        attempts: 1,
        diedAt: expect.any(Number),
      });
    });

    it('is given up when it has failed for too long', async () => {
      const dead: string[] = [];
      bus().consume(
        consumeWith(async () => ({ kind: 'retry', problem: trouble }), {
          onDead: async ({ id }) => {
            dead.push(id);
          },
        }),
      );
      await bus().publish(makeDelivery('weary'));
      await eventually(async () => (await bus().deadLetters(10)).map(({ delivery }) => delivery.id)).toEqual(['weary']);
      expect(dead).toEqual(['weary']);
      expect((await bus().deadLetters(10))[0]?.attempts).toBeGreaterThan(1);
    });

    it('is not dead before it could be made visible, and is not handled again meanwhile', async () => {
      let handled = 0;
      let farewells = 0;
      bus().consume(
        consumeWith(
          async ({ id }) => {
            handled += id === 'hopeless' ? 1 : 0;
            return id === 'hopeless' ? { kind: 'give-up', problem: trouble } : { kind: 'done' };
          },
          {
            onDead: async () => {
              farewells += 1;
              expect(await bus().deadLetters(10)).toEqual([]);
              if (farewells < 4) {
                throw new Error('GitHub is away.');
              }
            },
          },
        ),
      );
      await bus().publish(makeDelivery('hopeless'));
      await eventually(async () => (await bus().deadLetters(10)).length).toBe(1);
      expect({ handled, farewells }).toEqual({ handled: 1, farewells: 4 });
      expect((await bus().deadLetters(1))[0]).toMatchObject({ problem: trouble, attempts: 1 });
    });

    it('lives again when it is delivered again, with its tries forgotten', async () => {
      const attempts: number[] = [];
      let isMended = false;
      bus().consume(
        consumeWith(async (_, { attempt }) => {
          attempts.push(attempt);
          return isMended ? { kind: 'done' } : { kind: 'give-up', problem: trouble };
        }),
      );
      await bus().publish(makeDelivery('phoenix'));
      await eventually(async () => (await bus().deadLetters(10)).length).toBe(1);
      isMended = true;
      expect(await bus().publish(makeDelivery('phoenix'))).toBe('due-again');
      await eventually(() => bus().publish(makeDelivery('phoenix'))).toBe('duplicate');
      expect(attempts).toEqual([1, 1]);
      expect(await bus().deadLetters(10)).toEqual([]);
    });

    it('shows the newest dead letters first, as many as asked for', async () => {
      bus().consume(consumeWith(async () => ({ kind: 'give-up', problem: trouble }), { concurrency: 1 }));
      for (const id of ['one', 'two', 'three']) {
        await bus().publish(makeDelivery(id, { key: 'k' }));
      }
      await eventually(async () => (await bus().deadLetters(2)).map(({ delivery }) => delivery.id)).toEqual([
        'three',
        'two',
      ]);
    });
  });
}
