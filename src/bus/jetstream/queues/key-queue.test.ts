import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addItem, hasItem, headOf, lengthOf, makeQueue, removeItem } from './key-queue.ts';

describe('the queue of a key', () => {
  it('holds what was added and not removed, once, with the lowest first, in any order of events', () => {
    const step = fc.record({ isRemoval: fc.boolean(), sequence: fc.integer({ min: 1, max: 30 }) });
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const queue = makeQueue('k', 'share');
        const model = new Set<number>();
        for (const { isRemoval, sequence } of steps) {
          const changed = isRemoval ? removeItem(queue, sequence) : addItem(queue, { sequence, bytes: sequence * 2 });
          expect(changed).toBe(isRemoval ? model.delete(sequence) : !model.has(sequence));
          if (!isRemoval) model.add(sequence);
          const lowest = model.size === 0 ? undefined : Math.min(...model);
          expect(headOf(queue)).toEqual(lowest === undefined ? undefined : { sequence: lowest, bytes: lowest * 2 });
          expect(lengthOf(queue)).toBe(model.size);
          expect(hasItem(queue, sequence)).toBe(model.has(sequence));
        }
      }),
    );
  });

  it('gives up the room of what is done', () => {
    const queue = makeQueue('k', 'share');
    for (let sequence = 1; sequence <= 10_000; sequence += 1) addItem(queue, { sequence, bytes: 1 });
    for (let sequence = 1; sequence < 10_000; sequence += 1) removeItem(queue, sequence);
    expect(headOf(queue)?.sequence).toBe(10_000);
    expect(queue.numbers.length).toBeLessThan(3000);
  });
});
