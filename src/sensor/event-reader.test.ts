import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Event } from '../event/event.ts';
import { readPath } from '../expression/path/read-path.ts';
import { makeReader, readerOf } from './event-reader.ts';

const paths = ['a', 'a.b', 'a.b.c', 'a.0', 'a.0.b', 'b', 'b.a', 'a.#', 'a.#.b', 'a..b', '.a', 'a.'];

describe('makeReader', () => {
  it('reads every path as the text alone does, also with duplicate keys', () => {
    const duplicated = '{"a":{"b":1},"a":{"c":2},"a":[{"b":3}],"b":"x"}';
    for (const text of [duplicated, '{"a":1,"a":{"b":{"c":null}}}', '[{"a":1}]', 'nonsense', '']) {
      const reader = makeReader(text);
      for (const path of [...paths, ...paths])
        expect(reader.read(path), `${path} of ${text}`).toEqual(readPath(text, path));
    }
  });

  it('reads every path of any JSON as the text alone does', () => {
    const key = fc.constantFrom('a', 'b', 'c');
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof({ maxDepth: 4 }, fc.integer(), fc.dictionary(key, tie('tree')), fc.array(tie('tree'))),
    }));
    fc.assert(
      fc.property(tree, (value) => {
        const text = JSON.stringify(value);
        const reader = makeReader(text);
        for (const path of paths) expect(reader.read(path)).toEqual(readPath(text, path));
      }),
    );
  });

  it('knows whether the text is JSON and gives its object', () => {
    expect(makeReader('{"a":1}').plainData()).toEqual({ a: 1 });
    expect(makeReader('[1]').plainData()).toBeUndefined();
    expect(makeReader('{"a"').plainData()).toBeUndefined();
    expect(makeReader('{"a"').isValid()).toBe(false);
    expect(makeReader('null').isValid()).toBe(true);
  });
});

describe('readerOf', () => {
  it('remembers the reader of an event until its data changes', () => {
    const event = { data: '{"a":1}' } as Event;
    const reader = readerOf(event);

    expect(readerOf(event)).toBe(reader);
    event.data = '{"a":2}';
    expect(readerOf(event).read('a')).toMatchObject({ value: { raw: '2' } });
  });
});
