import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maxBytes, maxNesting, readYamlStream } from './read-yaml-stream.ts';
import { findPosition, toJson, type YamlNode } from './yaml-node.ts';

function read(text: string) {
  return readYamlStream({ path: '.argo-events.yaml', text });
}

function readJson(text: string): unknown[] {
  const { documents, problems } = read(text);
  expect(problems).toEqual([]);
  return documents.map(toJson);
}

function firstProblem(text: string) {
  const { documents, problems } = read(text);
  expect(documents).toEqual([]);
  const [first] = problems;
  return [first?.code, first?.position?.line, first?.position?.column];
}

describe('readYamlStream', () => {
  it.each([
    ['an empty file', ''],
    ['spaces', '  \n \n'],
    ['comments only', '# a\n\n# b\n'],
    ['an empty document', '---\n---\n...\n'],
    ['a byte order mark', '\ufeff'],
  ])('%s has no documents and no problems', (_name, text) => {
    expect(read(text)).toEqual({ documents: [], problems: [] });
  });

  it.each([
    ['a: yes\nb: No\nc: on\nd: OFF\ne: y\nf: true', { a: true, b: false, c: true, d: false, e: true, f: true }],
    ['on: 1\nyes: 2', { on: 1, yes: 2 }],
    [
      'a: 012\nb: 0o12\nc: 0x1F\nd: 0b11\ne: 1_000\nf: -012\ng: 089',
      { a: 10, b: 10, c: 31, d: 3, e: 1000, f: -10, g: 89 },
    ],
    ['a: 1.10\nb: 1e3\nc: .5\nd: +1\ne: 1.', { a: 1.1, b: 1000, c: 0.5, d: 1, e: 1 }],
    [
      'a: 12:30\nb: 2001-01-01\nc: .inf\nd: .nan\ne: 1.2.3\nf: "1"',
      { a: '12:30', b: '2001-01-01', c: '.inf', d: '.nan', e: '1.2.3', f: '1' },
    ],
    ['a:\nb: ~\nc: null\nd: ""', { a: null, b: null, c: null, d: '' }],
    [
      'a: !!str 012\nb: !!int "012"\nc: !!float 1\nd: !!bool yes\ne: !!null\nf: ! x',
      { a: '012', b: 10, c: 1, d: true, e: null, f: 'x' },
    ],
    ['a: |\n  x\n  y\nb: >-\n  x\n  y\n', { a: 'x\ny\n', b: 'x y' }],
    ['a: &x {b: 1, c: 2}\nd:\n  <<: *x\n  c: 3\ne: *x', { a: { b: 1, c: 2 }, d: { c: 3, b: 1 }, e: { b: 1, c: 2 } }],
    ['a: &x {b: 1}\nc: &y {b: 2, d: 4}\ne:\n  <<: [*x, *y]', { a: { b: 1 }, c: { b: 2, d: 4 }, e: { b: 1, d: 4 } }],
    ['a: 1\r\nb:\r\n  - x\r\n', { a: 1, b: ['x'] }],
    ['a: 1\rb: 2', { a: 1, b: 2 }],
    ['\ufeffa: 1', { a: 1 }],
    ['%YAML 1.1\n---\na: 1', { a: 1 }],
    ['? a\n? b\n: 1', { a: null, b: 1 }],
  ])('%j is read as YAML 1.1', (text, value) => {
    expect(readJson(text)).toEqual([value]);
  });

  it('reads every document of a stream', () => {
    expect(readJson('a: 1\n---\n# nothing\n---\nb: 2\n...\n---\n- 3')).toEqual([{ a: 1 }, { b: 2 }, [3]]);
  });

  it('keeps the text of words and numbers', () => {
    const [document] = read('a: [on, 1.10, 012, "x"]').documents;
    const list = document?.kind === 'mapping' ? document.entries.get('a')?.value : undefined;

    expect(list?.kind === 'sequence' && list.items.map((item) => item.kind === 'scalar' && item.text)).toEqual([
      'on',
      '1.10',
      '012',
      'x',
    ]);
  });

  it.each([
    ['a list that closes at its key', 'a:\n  b: [\n    1\n  ]\n  c: 1', { a: { b: [1], c: 1 } }],
    [
      'a mapping in a list',
      'a:\n  b: [{\n  c: 1\n  }, {\n  d: 2\n  }]\n  e: 1',
      { a: { b: [{ c: 1 }, { d: 2 }], e: 1 } },
    ],
    ['a text that closes at its key', 'a:\n  b: ["\n    x\n  "]\n  c: 1', { a: { b: [' x '], c: 1 } }],
    ['a text in single quotes', "a:\n  b: 'it''s\n  x'\n  c: 1", { a: { b: "it's x", c: 1 } }],
    ['a text with escapes', 'a:\n  b: "q\\"\n  x"\n  c: 1', { a: { b: 'q" x', c: 1 } }],
    [
      'brackets in texts and comments',
      "a:\n  b: [ # ]\n  \"]\", ']', it's\n  ]\n  c: 1",
      { a: { b: [']', ']', "it's"], c: 1 } },
    ],
    [
      'several of them',
      'a:\n  b: ["\n  x"]\n  c: ["\n  y"]\n  d: {e: [\n  1]}',
      { a: { b: [' x'], c: [' y'], d: { e: [1] } } },
    ],
  ])('accepts, as Argo does, %s', (_name, text, value) => {
    expect(readJson(text)).toEqual([value]);
  });

  it('places are those of the file, also where lines had to be moved', () => {
    const [document] = read('a:\n  b: ["\n  x", y,\n  {k: v}]\n  c: 1').documents;

    expect(document && findPosition(document, ['a', 'b', 1])).toEqual({ line: 3, column: 7 });
    expect(document && findPosition(document, ['a', 'b', 2, 'k'])).toEqual({ line: 4, column: 4 });
    expect(document && findPosition(document, ['a', 'c'])).toEqual({ line: 5, column: 3 });
  });

  it.each([
    [['a'], 1, 1],
    [['a', 'b'], 2, 3],
    [['a', 'b', 1], 4, 7],
    [['a', 'b', 1, 'c'], 4, 7],
    [['a', 'b', 9], 2, 3],
    [['a', 'x', 'y'], 1, 1],
    [['a', 'b', 0, 'deeper'], 3, 7],
    [[], 1, 1],
  ])('the path %j stands on line %i, column %i', (path, line, column) => {
    const [document] = read('a:\n  b:\n    - x\n    - c: 1\n').documents;
    expect(document && findPosition(document, path)).toEqual({ line, column });
  });

  it.each([
    ['a:\n\tb: 1', 'config.tab', 2, 1],
    ['a: [1, 2', 'config.invalid-yaml', 1, 9],
    ['a: "x\nb: 1', 'config.invalid-yaml', 2, 5],
    ['a: b: c', 'config.invalid-yaml', 1, 4],
    ['a: @x', 'config.invalid-yaml', 1, 4],
    ['a: 1\n b: 2', 'config.invalid-yaml', 1, 4],
    ['a: 1\n--- x: y\n', 'config.invalid-yaml', 2, 5],
    ['ok: 1\na: 1\na: 2', 'config.duplicate-key', 3, 1],
    ['a: {b: 1, b: 2}', 'config.duplicate-key', 1, 11],
    ['a: !custom x', 'config.unknown-tag', 1, 12],
    ['a: !!binary aGk=', 'config.unknown-tag', 1, 13],
    ['if: !github.x', 'config.unknown-tag', 1, 14],
    ['a: !!set {x}', 'config.unknown-tag', 1, 10],
    ['a: !!int x', 'config.invalid-yaml', 1, 10],
    ['a: *b', 'config.unknown-alias', 1, 4],
    ['a: &b [*b]', 'config.circular-alias', 1, 8],
    ['a:\n  __proto__: 1', 'config.reserved-key', 2, 3],
    ['"__proto__": {x: 1}', 'config.reserved-key', 1, 1],
    ['[a, b]: 1', 'config.key-not-text', 1, 1],
    ['? {a: 1}\n: 1', 'config.key-not-text', 1, 3],
    ['a:\n  <<: 1', 'config.invalid-yaml', 2, 7],
    ['a: \u0000', 'config.control-character', 1, 4],
    ['a: 1\r\nb: \u0007', 'config.control-character', 2, 4],
    ['#'.repeat(maxBytes + 1), 'config.too-large', 1, 1],
    [`${'é'.repeat(maxBytes / 2)}!`, 'config.too-large', 1, 1],
  ])('%j: %s on line %i, column %i', (text, ...expected) => {
    expect(firstProblem(text)).toEqual(expected);
  });

  it('one invalid document makes the whole stream untrustworthy', () => {
    expect(firstProblem('a: 1\n---\nb: [')).toEqual(['config.invalid-yaml', 3, 5]);
    expect(firstProblem('a: 1\n---\nb: 1\nb: 2')).toEqual(['config.duplicate-key', 4, 1]);
  });

  it('reads a file of exactly the largest size', () => {
    expect(read('#'.repeat(maxBytes)).problems).toEqual([]);
  });

  it('reads what is nested as deep as allowed, and no deeper', () => {
    const flow = (depth: number) => `a: ${'['.repeat(depth)}${']'.repeat(depth)}`;
    expect(read(flow(maxNesting - 2)).problems).toEqual([]);
    expect(firstProblem(flow(maxNesting + 1))[0]).toBe('config.too-deep');
  });

  it('an alias bomb is refused before it goes off', () => {
    const levels = Array.from(
      { length: 12 },
      (_, level) => `l${level + 1}: &l${level + 1} [${`*l${level},`.repeat(9)}]`,
    );
    expect(firstProblem(`l0: &l0 [x,x]\n${levels.join('\n')}`)[0]).toBe('config.too-many-values');
  });

  it.each([
    ['[', maxBytes],
    ['{', maxBytes],
    ['- ', maxBytes / 2],
    ['? ', maxBytes / 2],
    ['[{', maxBytes / 2],
    ['&a ', 20_000],
    ['!a ', 20_000],
    ['"\n', maxBytes / 2],
    ['["\nx"],', 8_000],
    ['a: ["\nx"]\n', 6_000],
    ['---\n', 16_000],
    ['\n', maxBytes],
    ['a:\n', 20_000],
    ['*a : ', 13_000],
    [']', maxBytes],
    ['[]: ', 16_000],
  ])('%j, repeated, takes a bounded time', (piece, times) => {
    const before = process.cpuUsage();
    read(piece.repeat(times));
    const { user, system } = process.cpuUsage(before);
    // Microseconds of the processor: a machine that is busy with something else takes longer, and no more of it.
    expect(user + system).toBeLessThan(10_000_000);
  });

  it('never throws, and every problem has a place in the file', () => {
    const piece = fc.constantFrom(
      ...[
        'a',
        ':',
        ' ',
        '\n',
        '- ',
        '[',
        ']',
        '{',
        '}',
        ',',
        '"',
        "'",
        '#',
        '|',
        '>',
        '&a',
        '*a',
        '!',
        '<<',
        '?',
        '---\n',
        '%',
        '\t',
        '\r',
        '  ',
        '1',
        '\ufeff',
        '\u0085',
        '\\',
      ],
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.array(piece, { maxLength: 60 }).map((all) => all.join('')),
    );
    fc.assert(
      fc.property(text, (source) => {
        for (const { position } of read(source).problems) {
          expect(position?.line).toBeGreaterThan(0);
          expect(position?.column).toBeGreaterThan(0);
          expect(position?.line).toBeLessThanOrEqual(source.split(/\r\n|\r|\n/).length + 1);
        }
      }),
      { numRuns: 3_000 },
    );
  });

  it('reads back any JSON that is written as YAML', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const { documents, problems } = read(`a: ${JSON.stringify(value).replaceAll('\u007f', '\\u007f')}`);
        fc.pre(problems.every((each) => each.code !== 'config.duplicate-key' && each.code !== 'config.reserved-key'));
        expect(problems).toEqual([]);
        expect(documents.map((each: YamlNode) => toJson(each))).toEqual([{ a: withoutNegativeZero(value) }]);
      }),
    );
  });
});

/** JSON writes `-0` as `0`. */
function withoutNegativeZero(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
