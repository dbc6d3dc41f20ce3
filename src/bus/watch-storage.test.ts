import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type StorageLook, watchStorage } from './watch-storage.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** The last answer stays. Resolves to how many looks it took until the storage was gone; undefined when it never was. */
async function looksUntilGone(answers: readonly StorageLook[]): Promise<number[]> {
  let looks = 0;
  const goneAfter: number[] = [];
  const stop = watchStorage({
    names: ['events'],
    everyMs: 1000,
    onGone: () => goneAfter.push(looks),
    async look() {
      looks += 1;
      return answers[Math.min(looks, answers.length) - 1] ?? 'unknown';
    },
  });
  await vi.advanceTimersByTimeAsync(10_000);
  stop();
  return goneAfter;
}

describe('watching what a broker keeps', () => {
  const first = { identity: 'monday', end: 10 };
  it.each<[string, StorageLook[], number[]]>([
    ['stays and grows', [first, { ...first, end: 12 }], []],
    ['cannot be asked about', [first, 'unknown'], []],
    ['is not found for a moment', [first, 'missing', 'missing', first], []],
    ['is not found now and again', [first, 'missing', first, 'missing', 'missing', first], []],
    ['ends earlier for a moment', [first, { ...first, end: 8 }, first], []],
    ['is not found any more', [first, 'missing'], [4]],
    ['was not there from the beginning', ['missing'], [3]],
    ['is another of its name', [first, { identity: 'tuesday', end: 20 }], [2]],
    ['is as it was once', [first, { ...first, end: 8 }], [4]],
  ])('tells of what %s only where it is gone, and once', async (_, answers, looks) => {
    expect(await looksUntilGone(answers)).toEqual(looks);
  });

  it('looks no more once it has been stopped', async () => {
    let looks = 0;
    const stop = watchStorage({
      names: ['events'],
      everyMs: 1000,
      onGone: () => undefined,
      async look() {
        looks += 1;
        return 'missing';
      },
    });
    stop();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(looks).toBe(1);
  });
});
