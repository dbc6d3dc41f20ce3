import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mayTake, reservedPlaces } from './share-places.ts';

/** Lets shares take places in this order for as long as any may; gives how many each holds. */
function takeAll(concurrency: number, shares: readonly number[]): Map<number, number> {
  const held = new Map<number, number>();
  let free = concurrency;
  const reserved = reservedPlaces(concurrency);
  for (let turn = 0, refused = 0; refused < shares.length; turn += 1) {
    const share = shares[turn % shares.length] ?? 0;
    const holds = held.get(share) ?? 0;
    if (mayTake(holds, { free, reserved })) {
      held.set(share, holds + 1);
      free -= 1;
      refused = 0;
    } else refused += 1;
  }
  return held;
}

describe('the places of shares', () => {
  it.each([
    [1, [1]],
    [7, [7]],
    [8, [7]],
    [16, [14]],
  ])('of %i: one alone takes %j', (concurrency, expected) => {
    expect([...takeAll(concurrency, [1]).values()]).toEqual(expected);
  });

  it('leave one for a newcomer, however many others are greedy', () => {
    fc.assert(
      fc.property(fc.integer({ min: 8, max: 100 }), fc.integer({ min: 1, max: 50 }), (concurrency, count) => {
        fc.pre(count < concurrency);
        const held = takeAll(
          concurrency,
          Array.from({ length: count }, (_, share) => share),
        );
        const taken = [...held.values()].reduce((sum, each) => sum + each, 0);
        const free = concurrency - taken;
        expect(mayTake(0, { free, reserved: reservedPlaces(concurrency) })).toBe(true);
      }),
    );
  });
});
