import { describe, expect, it } from 'vitest';
import { asksForRemovals, rememberListed } from './find-removals.ts';
import type { StoredObject } from './store/list-objects.ts';

const start = Date.parse('2026-03-04T05:06:00Z');
const object = (key: string): StoredObject => ({ key, etag: 'e', size: 1, lastModified: '2026-03-04T05:00:00.000Z' });

function look(listed: ReturnType<typeof rememberListed>, seconds: number, ...keys: string[]): string[] {
  const at = start + seconds * 1000;
  listed.begin(at);
  listed.see(keys.map(object));
  return listed.end(at + 100).map(({ key }) => key);
}

const heard = (key: string, seconds: number) => ({
  ...{ name: 's3:ObjectRemoved:Delete', key, etag: '', versionId: '', sequencer: '1', record: {} },
  at: start + seconds * 1000,
});

describe('what a bucket’s lists do not show any more', () => {
  it('is gone, once; what came in between was never there', () => {
    const listed = rememberListed({ suffix: '' });
    expect(look(listed, 0, 'a', 'b')).toEqual([]);
    expect(look(listed, 5, 'a', 'c')).toEqual(['b']);
    expect(look(listed, 10, 'a', 'c')).toEqual([]);
    expect(look(listed, 15)).toEqual(['a', 'c']);
  });

  it('is the same as the notification of that time, and each is so once', () => {
    const listed = rememberListed({ suffix: '' });
    look(listed, 0, 'a');
    look(listed, 10);
    expect(listed.match(heard('a', -60))).toBeUndefined();
    expect(listed.match(heard('a', 60))).toBeUndefined();
    expect(listed.match(heard('b', 5))).toBeUndefined();
    expect(listed.match(heard('a', 5))).toEqual(object('a'));
    expect(listed.match(heard('a', 6))).toBeUndefined();
  });

  it('is not found where it was heard of before', () => {
    const listed = rememberListed({ suffix: '' });
    look(listed, 0, 'a', 'b');
    expect(listed.match(heard('a', 3))).toBeUndefined();
    expect(look(listed, 5)).toEqual(['b']);
  });

  it('is nobody’s concern who asks for another suffix', () => {
    const texts = rememberListed({ suffix: '.txt' });
    look(texts, 0, 'a.txt', 'a.png');
    expect(look(texts, 5)).toEqual(['a.txt']);
  });

  it.each([
    [['s3:ObjectRemoved:*'], true],
    [['s3:ObjectCreated:*', 's3:ObjectRemoved:Delete'], true],
    [['s3:ObjectRemoved:DeleteMarkerCreated'], false],
    [['s3:ObjectCreated:*'], false],
  ])('is looked for where %j are asked for: %s', (events, isAsked) => {
    expect(asksForRemovals({ events })).toBe(isAsked);
  });

  it('is not told of a bucket that is too large to remember', () => {
    const listed = rememberListed({ suffix: '' });
    const many = Array.from({ length: 20_001 }, (_, index) => `k-${index}`);
    expect(look(listed, 0, ...many)).toEqual([]);
    expect(look(listed, 5)).toEqual([]);
    expect(look(listed, 10, 'a')).toEqual([]);
    expect(look(listed, 15)).toEqual(['a']);
  });
});
