import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mayTake } from './share-places.ts';

/** Shares come one after another, each taking all that it may and giving nothing back; how many each got. */
function takeInTurn(all: number, shares: number): number[] {
  let free = all;
  return Array.from({ length: shares }, () => {
    let holds = 0;
    for (; mayTake(holds, { free, all }); holds += 1) free -= 1;
    return holds;
  });
}

describe('the places of shares', () => {
  it.each([
    [1, [1, 0]],
    [7, [7, 0]],
    [8, [4, 2, 1, 1, 0]],
    [32, [16, 8, 4, 2, 1, 1, 0]],
  ])('of %i: those that come one after another and stay get %j', (all, expected) => {
    expect(takeInTurn(all, expected.length)).toEqual(expected);
  });

  it('are never more than there are, and never none for one that comes while others could still take more', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), fc.array(fc.nat({ max: 20 })), (all, turns) => {
        const held = new Map<number, number>();
        let free = all;
        for (const share of turns) {
          const holds = held.get(share) ?? 0;
          if (!mayTake(holds, { free, all })) continue;
          expect(free).toBeGreaterThan(0);
          held.set(share, holds + 1);
          free -= 1;
        }
        const isOpen = [...held.values()].some((holds) => mayTake(holds, { free, all }));
        expect(isOpen && !mayTake(0, { free, all })).toBe(false);
      }),
    );
  });
});
