import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeMarkdown } from './escape-markdown.ts';
import { escapeProse } from './escape-prose.ts';

describe('a sentence with code in it', () => {
  it.each([
    ['Write `workflow: a.yaml`, or *else*.', 'Write `workflow: a.yaml`, or \\*else\\*.'],
    ['`a[0].b` needs `c`: no', '`a[0].b` needs `c`: no'],
    ['- `x` @ada', '\u200b- `x` @\u200bada'],
    ['one ` alone', 'one \\` alone'],
    ['`a`` <b>` c', '\\`a\\`\\` &lt;b&gt;\\` c'],
    ['\\`x`', '\\\\`x`'],
    ['` ` and ``', '\\` \\` and \\`\\`'],
    ['`a\nb`', '`a b`'],
    ['`\ue000`x`', '\\`\\`x\\`'],
  ])('keeps it: %j', (text, expected) => {
    expect(escapeProse(text)).toBe(expected);
  });

  it('escapes all else, whatever stands in it', () => {
    const pieces = fc.constantFrom(
      '`',
      '``',
      '<img src=x>',
      '@ada',
      '[a](b)',
      '\\',
      ' ',
      '#1',
      '\ue000',
      '|',
      '\n',
      'x',
    );
    fc.assert(
      fc.property(fc.array(pieces), (parts) => {
        const shown = escapeProse(parts.join(''));
        // As a reader of markdown goes, from left to right: an escaped character, or a piece of code.
        const outside = shown.replace(/\\.|`[^`]*`/g, '');
        expect(outside).not.toMatch(/<|@(?!\u200b|$)|[`[|]/);
      }),
    );
    expect(escapeProse('no code')).toBe(escapeMarkdown('no code'));
  });
});
