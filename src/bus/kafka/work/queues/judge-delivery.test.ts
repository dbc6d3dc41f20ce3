import { describe, expect, it } from 'vitest';
import { judgeDelivery } from './judge-delivery.ts';

const here = { offsets: [7, 8] };
const elsewhere = { offsets: [3] };

describe('judgeDelivery', () => {
  it.each([
    ['nobody has heard of', undefined, undefined, 'new'],
    ['is queued already', here, undefined, 'known'],
    ['is queued and paused', here, { ...here, kind: 'paused' as const }, 'known'],
    ['is finished', undefined, { ...here, kind: 'done' as const }, 'known'],
    ['is dead', undefined, { ...here, kind: 'dead' as const }, 'known'],
    ['was noted under a claim whose queue is gone', undefined, { ...here, kind: 'paused' as const }, 'new'],
    ['came before and waits', elsewhere, undefined, 'due'],
    ['came before and is finished', undefined, { ...elsewhere, kind: 'done' as const }, 'copy'],
    ['came before and died', undefined, { ...elsewhere, kind: 'dead' as const }, 'new'],
    ['waits in another partition', undefined, { ...elsewhere, kind: 'waiting' as const }, 'copy'],
  ])('of one that %s', (_, queued, state, judgement) => {
    expect(judgeDelivery(here, queued, state)).toBe(judgement);
  });
});
