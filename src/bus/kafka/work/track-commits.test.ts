import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { trackCommits } from './track-commits.ts';

describe('trackCommits', () => {
  it('stands before the first thing that is left to do', () => {
    const tracker = trackCommits(5);
    expect(tracker.position()).toBe(5);
    for (const offset of [5, 6, 8]) tracker.begin(offset);
    tracker.readUpTo(9);
    tracker.finish(6);
    expect(tracker.position()).toBe(5);
    tracker.finish(5);
    expect(tracker.position()).toBe(8);
    tracker.finish(8);
    expect(tracker.position()).toBe(9);
  });

  it('never passes what is unfinished, whatever the order', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 50 }), { minLength: 1 }), fc.nat(), (offsets, seed) => {
        const tracker = trackCommits(0);
        for (const offset of offsets.toSorted((left, right) => left - right)) tracker.begin(offset);
        tracker.readUpTo(51);
        const left = new Set(offsets);
        for (const offset of offsets.toSorted((a, b) => ((a * 7919 + seed) % 53) - ((b * 7919 + seed) % 53))) {
          expect(tracker.position()).toBe(Math.min(...left));
          tracker.finish(offset);
          left.delete(offset);
        }
        expect(tracker.position()).toBe(51);
      }),
    );
  });
});
