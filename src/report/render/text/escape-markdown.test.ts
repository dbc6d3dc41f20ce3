import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeMarkdown, toPlainLine } from './escape-markdown.ts';

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom(
      '|',
      '\\',
      '`',
      '\n',
      '<',
      '&',
      '@a',
      '#1',
      '\u001b[31m',
      '\u0000',
      '*',
      '-',
      ' ',
      '\ud800',
      'é',
      '😀',
    ),
  }),
);

describe('toPlainLine', () => {
  it.each([
    ['one\ntwo\r\n\tthree', 'one two three'],
    ['\u001b[1;31mred\u001b[0m', 'red'],
    ['\u001b]8;;https://evil.example\u0007link\u001b]8;;\u0007', 'link'],
    ['\u0007bell\u0000nul', 'bell nul'],
    ['abc\u202egnp.exe', 'abcgnp.exe'],
    ['zero\u200bwidth\ufeff', 'zerowidth'],
    ['half \ud83d', 'half \ufffd'],
    ['whole 😀', 'whole 😀'],
  ])('makes %j to %j', (text, expected) => {
    expect(toPlainLine(text)).toBe(expected);
  });

  it('leaves no control character in any text and changes nothing the second time', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const plain = toPlainLine(text);
        expect(plain).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e]/u);
        expect(plain.isWellFormed()).toBe(true);
        expect(toPlainLine(plain)).toBe(plain);
      }),
    );
  });
});

describe('escapeMarkdown', () => {
  it.each([
    ['a | b', 'a \\| b'],
    ['<img src=x onerror=alert(1)>', '&lt;img src=x onerror=alert\\(1\\)&gt;'],
    ['&lt;b&gt;', '&amp;lt;b&amp;gt;'],
    ['`code` and ```', '\\`code\\` and \\`\\`\\`'],
    ['[click](https://evil.example)', '\\[click\\]\\(https://evil.example\\)'],
    ['![](x)', '\\!\\[\\]\\(x\\)'],
    ['a\\|b', 'a\\\\\\|b'],
    ['# heading', '\\# heading'],
    ['- item', '\u200b- item'],
    ['1. item', '\u200b1. item'],
    ['{{workflow.name}}', '\\{\\{workflow.name\\}\\}'],
    ['ping @octocat and @acme/team', 'ping @\u200boctocat and @\u200bacme/team'],
    ['closes #12 and GH-7', 'closes \\#\u200b12 and GH-\u200b7'],
    ['$x^2$', '\\$x^2\\$'],
    ['plain text, as it is.', 'plain text, as it is.'],
  ])('makes %j to %j', (text, expected) => {
    expect(escapeMarkdown(text)).toBe(expected);
  });

  it('leaves no HTML, no cell of its own, no code and no mention in any text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const escaped = escapeMarkdown(text);
        expect(escaped).not.toMatch(/[\n\r<>]/);
        // An even number of backslashes before it would leave the character bare.
        expect(escaped.replaceAll(/\\[\\`*_{}[\]()|~!$#]/g, '')).not.toMatch(/[\\`|[\]]/);
        expect(escaped).not.toMatch(/@\w/);
      }),
    );
  });
});
