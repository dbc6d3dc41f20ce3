import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Event } from '../event/event.ts';
import { isValidJson } from '../expression/path/json/validity.ts';
import { readPath } from '../expression/path/read-path.ts';
import { makeWorkAllowance, nothingLeft } from '../expression/work/work-allowance.ts';
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

  it('reads the parts of an event of GitHub as the text alone has them', () => {
    const texts = [
      '{"headers":{},"body":{"ref":"x"},"github":{"event":"push"}}',
      '{"headers":{"a":["}"]},"body":{"c":1,"github":{"event":"other"}},"github":{"event":"push"}}',
      '{"headers":{},"body":{"x":",\\"github\\":{"},"github":{"event":"push","github":{"a":1}}}',
      '{"headers":{},"body":{"a":1},"more":{"b":2},"github":{"event":"push"}}',
      '{"headers":{},"body":{"a":1},"github":{"event":"push"},"more":{}}',
      '{"headers":{},"body":{"a":1},"github":{"event":"push"},"github":{"event":"again"}}',
      '{"headers":{},"body":{"a":1},"body":{"a":2},"github":{"event":"push"}}',
      '{"headers":{},"body":{"c":1,"github":{"event":"other"}}}',
      '{"headers":{},"body":{"a":tru},"github":{"event":"push"}}',
      '{"headers":{},"body":{"a":1},"github":{"event":"push"}]',
      '{"headers":{},"body":{"a":1},"github":{"event":"push"}} ',
    ];
    for (const text of texts) {
      const reader = makeReader(text);
      expect(reader.isValid(), text).toBe(isValidJson(text));
      for (const path of [
        'body',
        'github',
        'body.a',
        'body.ref',
        'github.event',
        'body.github.event',
        'more.b',
        '@this',
      ])
        expect(makeReader(text).read(path), `${path} of ${text}`).toEqual(readPath(text, path));
    }
  });

  it('pays as much for the parts of an event of GitHub as for reading the text', () => {
    const text = '{"headers":{},"body":{"ref":"x"},"github":{"event":"push"}}';
    const work = makeWorkAllowance(text.length);
    const before = work.left;
    makeReader(text, { work }).read('github');

    expect(before - work.left).toBe(text.length);
    work.left = text.length - 1;
    expect(makeReader(text, { work }).read('body')).toEqual({ ok: false, limit: nothingLeft });
    expect(work.left).toBe(0);
  });

  it('shows the value at a path as a trace shows it', () => {
    const token = `ghp_${'a'.repeat(36)}`;
    const reader = makeReader(JSON.stringify({ token, count: 3 }));
    for (const path of ['token', 'count', 'token', 'count']) {
      const reading = reader.read(path);
      expect(reading.ok && reader.showAt(path, reading.value)).toBe(path === 'token' ? '***' : '3');
    }
    expect([reader.show(token), reader.show('x'), reader.show(token)]).toEqual(['***', 'x', '***']);
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
