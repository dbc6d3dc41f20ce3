import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashToken, layOut, partitionCount, partitionOf } from './layout.ts';

describe('names in the broker', () => {
  it('begin with the prefix, so that two apps share a broker', () => {
    const { streams, subjects } = layOut('ci-7');
    expect(Object.values(streams)).toEqual(['ci-7-events', 'ci-7-dead', 'ci-7-records', 'ci-7-bodies']);
    expect(subjects.event('*')).toBe('ci-7.event.*');
    expect(subjects.record('a', 'b')).toBe('ci-7.record.a.b');
    expect(subjects.body('n', '*')).toBe('ci-7.body.n.*');
  });
});

describe('the token of any text', () => {
  it('is a part of a subject, whatever the text', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), (parts) => {
        expect(hashToken(...parts)).toMatch(/^[A-Za-z0-9_-]{32}$/);
      }),
    );
  });

  it('tells apart what is divided otherwise', () => {
    expect(hashToken('a', 'bc')).not.toBe(hashToken('ab', 'c'));
    expect(hashToken('a')).toBe(hashToken('a'));
  });

  it('names a partition, and all of them come about', () => {
    const found = Array.from({ length: 2000 }, (_, index) => partitionOf(hashToken(String(index))));
    expect(new Set(found)).toEqual(new Set(Array.from({ length: partitionCount }, (_, index) => index)));
  });
});
