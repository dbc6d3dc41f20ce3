import { describe, expect, it } from 'vitest';
import { watchBeats } from './watch-beats.ts';

function member(beat: number) {
  return { beat, counts: { waiting: 0, parked: 0 } };
}

describe('watching beats', () => {
  it('calls dead who has been silent for longer than a lease', () => {
    const watch = watchBeats(10, 5);
    expect(watch.look({ a: member(1), b: member(1) }, 0)).toEqual(new Set());
    expect(watch.look({ a: member(2), b: member(1) }, 5)).toEqual(new Set());
    expect(watch.look({ a: member(3), b: member(1) }, 10)).toEqual(new Set());
    expect(watch.look({ a: member(4), b: member(1) }, 15)).toEqual(new Set(['b']));
  });

  it('begins to count when it hears of a replica, however old the record is', () => {
    const watch = watchBeats(10, 5);
    expect(watch.look({ a: member(9) }, 1000)).toEqual(new Set());
    expect(watch.look({ a: member(9), b: member(1) }, 1005)).toEqual(new Set());
    expect(watch.look({ a: member(9), b: member(1) }, 1011)).toEqual(new Set());
    expect(watch.look({ a: member(9), b: member(1) }, 1012)).toEqual(new Set(['a']));
  });

  it('gives everybody the chance to beat after the broker was away', () => {
    const watch = watchBeats(10, 5);
    watch.look({ a: member(1) }, 0);
    expect(watch.look({ a: member(1) }, 60_000)).toEqual(new Set());
    expect(watch.look({ a: member(2) }, 60_004)).toEqual(new Set());
  });

  it('forgives who beats again', () => {
    const watch = watchBeats(10, 20);
    watch.look({ a: member(1) }, 0);
    expect(watch.look({ a: member(1) }, 11)).toEqual(new Set(['a']));
    expect(watch.look({ a: member(2) }, 12)).toEqual(new Set());
  });
});
