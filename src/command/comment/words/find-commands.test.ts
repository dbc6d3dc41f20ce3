import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findCommands } from './find-commands.ts';

const known = new Set(['test', 'retest', 'deploy']);

function find(markdown: string, prefix = '/'): string[] {
  const found = findCommands(markdown, { prefix, isKnown: (word) => known.has(word) });
  return found.map(({ word, argument }) => (argument === '' ? word : `${word} ${argument}`));
}

describe('commands in a comment', () => {
  it.each<[string, string, string[]]>([
    ['one alone', '/test', ['test']],
    ['with an argument', '/test ci', ['test ci']],
    ['whose argument has blanks', '/test  unit and more \t', ['test unit and more']],
    ['several, in order', '/retest\n\nThanks!\n/deploy prod\n/test', ['retest', 'deploy prod', 'test']],
    ['the same one once', '/test\n/test\n/test ci', ['test', 'test ci']],
    ['lines that end as on Windows', 'Hi\r\n/test ci\r\n', ['test ci']],
    ['below a quote', '> /test\n\n/deploy', ['deploy']],
    ['below code', '```\n/test\n```\n/deploy', ['deploy']],
    ['with backticks in the argument', '/test `ci`', ['test `ci`']],
    ['after a comment that is closed in its line', '<!-- x --> hi\n/test', ['test']],
  ])('are found: %s', (_what, markdown, expected) => {
    expect(find(markdown)).toEqual(expected);
  });

  it.each<[string, string]>([
    ['nothing', ''],
    ['an unknown word', '/label bug'],
    ['a longer word', '/tests'],
    ['another case', '/Test'],
    ['a path', '/test/unit'],
    ['a word without the prefix', 'test'],
    ['within a line', 'please /test'],
    ['indented', '  /test'],
    ['in a list', '- /test'],
    ['in a quote', '> /test\n>/deploy\n>> /retest'],
    ['in fenced code', '```sh\n/test\n```'],
    ['in a fence of tildes', '~~~\n/test\n```\n/deploy\n~~~'],
    ['in a longer fence', '````\n```\n/test\n```\n````'],
    ['in a fence that is never closed', '```\n/test\n\n/deploy'],
    ['behind a closing fence that is none', '```\n``` x\n/test\n```'],
    ['in indented code', '    /test'],
    ['in a hidden comment', '<!-- \n/test\n-->'],
    ['in a hidden comment behind text', 'Hello <!--\n/deploy\n-->'],
    ['a blank behind the prefix', '/ test'],
    ['a word of more than forty letters', `/${'t'.repeat(41)}`],
    ['a word that objects have', '/constructor\n/toString'],
  ])('are none: %s', (_what, markdown) => {
    expect(find(markdown)).toEqual([]);
  });

  it.each<[string, string, string[]]>([
    ['/argo', '/argo test ci', ['test ci']],
    ['/argo', '/argo   test', ['test']],
    ['/argo', '/argotest', []],
    ['/argo', '/test', []],
    ['/argo-', '/argo-test ci', ['test ci']],
    ['!', '!test', ['test']],
    ['@ci', '@ci deploy prod', ['deploy prod']],
  ])('have the prefix %j: %j', (prefix, markdown, expected) => {
    expect(find(markdown, prefix)).toEqual(expected);
  });

  it('are found at once in the longest comments', () => {
    const long = [
      '/test '.repeat(11_000),
      '/test\n'.repeat(11_000),
      '```\n'.repeat(16_000),
      '<!--\n'.repeat(13_000),
      `/test ${'\t '.repeat(32_000)}x`,
      `${'`'.repeat(65_000)}\n/test`,
    ];
    const startedAt = performance.now();
    for (const markdown of long) find(markdown);
    expect(performance.now() - startedAt).toBeLessThan(5000);
  });

  it('never throw, and hold no line break', () => {
    const piece = fc.constantFrom('/test', ' ', '\n', '\r', '```', '~~~', '<!--', '-->', '> ', 'deploy', '/', 'é');
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string())), (pieces) => {
        for (const each of find(pieces.join(''))) expect(each).not.toMatch(/[\r\n]/);
      }),
    );
  });
});
