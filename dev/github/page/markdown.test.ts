import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeMarkdown } from '../../../src/report/render/text/escape-markdown.ts';
import { renderMarkdown } from './markdown.ts';

const show = (text: string) => renderMarkdown(text).markup.replace(/^<div class="markdown">|<\/div>$/g, '');

describe('Markdown on the page', () => {
  it.each([
    ['a heading', '### ❌ test — exit code 1', '<p class="h3"><b>❌ test — exit code 1</b></p>'],
    ['a list', '- one\n- **two**\n\n', '<ul><li>one</li><li><b>two</b></li></ul>'],
    [
      'a block of code',
      '````text\n```\n<b>\n````\nafter',
      '<pre><code class="text">```\n&lt;b&gt;</code></pre><p>after</p>',
    ],
    ['what belongs to an item', '- one\n  more\n- two', '<ul><li>one<br>more</li><li>two</li></ul>'],
    ['code that nothing ends', '```\na', '<pre><code class="">a</code></pre>'],
    ['lines of a paragraph', 'a\nb\n\nc', '<p>a<br>b</p><p>c</p>'],
    ['code in a line', 'a `b*c*` ``d`e`` f', '<p>a <code>b*c*</code> <code>d`e</code> f</p>'],
    ['a quote', '> a\n> - b', '<blockquote><div class="markdown"><p>a</p><ul><li>b</li></ul></div></blockquote>'],
    [
      'a link',
      '[Open *it*](<https://a.example/x?y&z>)',
      '<p><a href="https://a.example/x?y&amp;z" rel="noreferrer">Open <i>it</i></a></p>',
    ],
    ['no link to a script', '[x](javascript:alert(1))', '<p>[x](javascript:alert(1))</p>'],
    [
      'what opens',
      '<details><summary>More</summary>\n\na\n\n</details>\nb',
      '<details><summary>More</summary><div class="markdown"><p>a</p></div></details><p>b</p>',
    ],
    ['HTML as text', '<img src=x onerror=y>', '<p>&lt;img src=x onerror=y&gt;</p>'],
    ['what is escaped', '\\*a\\* &lt;b&gt; \\| \\`', '<p>*a* &lt;b&gt; | `</p>'],
  ])('shows %s', (_what, text, expected) => {
    expect(show(text)).toBe(expected);
  });

  it('shows a table, with bars in its cells', () => {
    const table = '| | Step |\n|---|---|\n| ✅ | a \\| b |\n| | c |\n\nafter';
    expect(show(table).replaceAll('\n', '')).toBe(
      '<table><tr><th></th><th>Step</th></tr><tr><td>✅</td><td>a | b</td></tr><tr><td></td><td>c</td></tr></table><p>after</p>',
    );
  });

  it('never throws, and makes no element of what others wrote', () => {
    const text = fc.string({ unit: fc.constantFrom(...'ab`*[]()<>|\\#-&;~! \n') });
    fc.assert(
      fc.property(text, (given) => {
        const tags = [...show(given).matchAll(/<(?!\/)([a-z]+)/g)].map(([, name]) => name);
        expect(
          tags.filter((name) => !/^(p|b|i|a|br|ul|li|pre|code|div|blockquote|table|tr|th|td)$/.test(name ?? '')),
        ).toEqual([]);
      }),
    );
  });

  it('shows exactly the text that the app escaped', () => {
    const letters = fc.string({ unit: fc.constantFrom(...'ab`*[]()<>|\\&;~! ') });
    fc.assert(
      fc.property(letters, (given) => {
        const plain = given.replace(/ {2,}/g, ' ').trim();
        fc.pre(plain !== '' && !/^[-+=]/.test(plain));
        const shown = show(escapeMarkdown(plain)).replace(/^<p>|<\/p>$/g, '');
        const decoded = shown.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
        expect(decoded.replaceAll('\u200b', '')).toBe(plain);
      }),
    );
  });
});
