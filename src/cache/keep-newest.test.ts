import { describe, expect, it } from 'vitest';
import { keepNewest } from './keep-newest.ts';

describe('keepNewest', () => {
  it('lets the oldest go until the sizes fit', () => {
    const kept = keepNewest<number>(10);
    kept.put('a', 1, 4);
    kept.put('b', 2, 4);
    kept.put('c', 3, 4);

    expect(['a', 'b', 'c'].map(kept.get)).toEqual([undefined, 2, 3]);
  });

  it('counts a text that is put again once', () => {
    const kept = keepNewest<number>(10);
    for (let count = 0; count < 100; count += 1) kept.put('a', count, 4);
    kept.put('b', 2, 4);

    expect(['a', 'b'].map(kept.get)).toEqual([99, 2]);
  });

  it('takes a text that is put again for new', () => {
    const kept = keepNewest<number>(10);
    for (const text of ['a', 'b', 'a', 'c']) kept.put(text, 1, 4);

    expect(['a', 'b', 'c'].map(kept.get)).toEqual([1, undefined, 1]);
  });

  it('has the room again of what is dropped, once', () => {
    const kept = keepNewest<number>(10);
    kept.put('a', 1, 6);
    for (let count = 0; count < 3; count += 1) kept.drop('a');
    for (const text of ['b', 'c', 'd']) kept.put(text, 1, 4);

    expect(['a', 'b', 'c', 'd'].map(kept.get)).toEqual([undefined, undefined, 1, 1]);
  });

  it('keeps no more than so many, and nothing that is too large by itself', () => {
    const kept = keepNewest<number>(10, 2);
    for (const text of ['a', 'b', 'c']) kept.put(text, 1, 1);
    expect(['a', 'b', 'c'].map(kept.get)).toEqual([undefined, 1, 1]);

    kept.put('d', 1, 11);
    expect(kept.get('d')).toBeUndefined();
  });
});
