import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maxWorkflowFileBytes, readWorkflowText } from './read-workflow-text.ts';

function objectOf(text: string): unknown {
  const read = readWorkflowText(text, 'ci.yaml');
  if (!read.ok) throw new Error(read.problem.message);
  return read.object;
}

function problemOf(text: string) {
  const read = readWorkflowText(text, 'ci.yaml');
  return read.ok ? undefined : read.problem;
}

describe('the text of a workflow file', () => {
  it.each([
    ['YAML', 'kind: Workflow\nspec: { a: [1, two] }'],
    ['JSON', '{"kind":"Workflow","spec":{"a":[1,"two"]}}'],
    ['YAML that ends', '---\nkind: Workflow\nspec: { a: [1, two] }\n...\n'],
    ['one document among empty ones', '---\n# nothing\n---\nkind: Workflow\nspec: { a: [1, two] }\n---\n'],
  ])('may be %s', (_what, text) => {
    expect(objectOf(text)).toEqual({ kind: 'Workflow', spec: { a: [1, 'two'] } });
  });

  it('is read as YAML 1.1, like Argo reads it', () => {
    expect(objectOf('{ a: yes, b: off, c: 0755, d: 12:30, e: "yes", f: ~, g: 1_000, h: 2024-01-02 }')).toEqual({
      a: true,
      b: false,
      c: 493,
      d: '12:30',
      e: 'yes',
      f: null,
      g: 1000,
      h: '2024-01-02',
    });
  });

  it('follows aliases and merge keys', () => {
    expect(objectOf('base: &b { image: alpine }\nmain: { <<: *b, name: x }')).toEqual({
      base: { image: 'alpine' },
      main: { image: 'alpine', name: 'x' },
    });
  });

  it.each([
    ['nothing', ''],
    ['nothing', '# only a comment\n'],
    ['no object', '- a\n- b\n'],
    ['no object', 'just words'],
    ['2 documents', 'kind: A\n---\nkind: B\n'],
    ['3 documents', 'kind: A\n---\nkind: B\n---\n- c\n'],
  ])('must hold one object, not %s', (found, text) => {
    expect(problemOf(text)).toMatchObject({
      code: 'run.not-a-workflow',
      message: expect.stringContaining(`"ci.yaml" holds ${found};`),
    });
  });

  it.each([
    ['config.tab', 'spec:\n\ta: 1\n', 2],
    ['config.invalid-yaml', 'a: 1\nspec: [\n', 3],
    ['config.duplicate-key', 'a: 1\na: 2\n', 2],
    ['config.reserved-key', 'spec:\n  __proto__: { polluted: true }\n', 2],
    ['config.unknown-tag', 'a: !!js/function "x"\n', 1],
    ['config.control-character', 'a: 1\nb: \u0000\n', 2],
    ['config.unknown-alias', 'a: *nobody\n', 1],
    ['config.circular-alias', 'a: &a [*a]\n', 1],
  ])('is refused with the first error and its place: %s', (code, text, line) => {
    expect(problemOf(text)).toMatchObject({ code, file: 'ci.yaml', position: { line } });
  });

  it('may be larger than the configuration file, up to its own limit', () => {
    const comment = (bytes: number) => `kind: Workflow\n#${' '.repeat(bytes)}\n`;

    expect(objectOf(comment(200_000))).toEqual({ kind: 'Workflow' });
    expect(problemOf(comment(maxWorkflowFileBytes))).toMatchObject({ code: 'config.too-large', file: 'ci.yaml' });
  });

  it.each([
    ['config.too-many-values', `a0: &a0 [x]\n${bombLines()}`],
    ['config.too-deep', '['.repeat(50_000)],
    ['config.too-deep', '{a: '.repeat(50_000)],
  ])('costs a bounded time when it is hostile: %s', (code, text) => {
    expect(problemOf(text)).toMatchObject({ code });
  });

  it('never throws, and answers an object or a problem of the file', () => {
    const piece = fc.constantFrom(
      'a',
      ': ',
      '\n',
      '  ',
      '- ',
      '{',
      '}',
      '[',
      ']',
      '&x ',
      '*x',
      '"',
      "'",
      '|',
      '?',
      '!!',
      '\t',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const read = readWorkflowText(pieces.join(''), 'ci.yaml');
        if (read.ok) expect(typeof read.object).toBe('object');
        else expect(read.problem.severity).toBe('error');
      }),
    );
  });

  it('gives back any JSON object that it is given', () => {
    const json = fc.dictionary(
      fc.string({ unit: 'grapheme-ascii' }).filter((key) => key !== '__proto__' && key !== '<<'),
      fc.jsonValue({ noUnicodeString: true, depthSize: 'small' }),
    );
    fc.assert(
      fc.property(json, (object) => {
        const text = JSON.stringify(object);
        const hasReserved = /"__proto__"|"<<"|\u007f/.test(text);
        fc.pre(!hasReserved);
        expect(objectOf(text)).toEqual(JSON.parse(text));
      }),
    );
  });
});

/** Each line ten times the one before: a billion values out of nine lines. */
function bombLines(): string {
  const lines = Array.from({ length: 9 }, (_, index) => {
    const before = Array.from({ length: 10 }, () => `*a${index}`).join(', ');
    return `a${index + 1}: &a${index + 1} [${before}]`;
  });
  return lines.join('\n');
}
