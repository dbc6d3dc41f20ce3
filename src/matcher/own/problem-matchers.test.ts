import { describe, expect, it } from 'vitest';
import { findProblems } from '../find-problems.ts';
import { readProblemMatchers } from './read-problem-matchers.ts';

function run(given: unknown, lines: string[], spend: (work: number) => boolean = () => true) {
  const read = readProblemMatchers(given);
  if (!read.ok) throw new Error(read.reasons.join('\n'));
  const output = { lines, hasFailed: true, workspace: { repository: 'cart' } };
  return findProblems(output, { matchers: read.matchers, spend }).problems;
}

const one = {
  owner: 'mine',
  severity: 'warning',
  pattern: { regexp: '^>> (\\S+) @(\\d+) (?:\\[(\\w+)\\] )?(.*)$', file: 1, line: 2, severity: 3, message: 4 },
};

describe('problem matchers of the repository', () => {
  it('find what their pattern says', () => {
    expect(run([one], ['>> a.txt @3 no', '>> b.txt @4 [error] worse', 'other'])).toEqual([
      { path: 'a.txt', line: 3, level: 'warning', title: 'mine', message: 'no' },
      { path: 'b.txt', line: 4, level: 'failure', title: 'mine', message: 'worse' },
    ]);
  });

  it('come before the built-in ones', () => {
    const matcher = {
      owner: 'mine',
      pattern: [{ regexp: '^(.+):(\\d+):(\\d+): (.+)$', file: 1, line: 2, message: 4 }],
    };
    expect(run({ problemMatcher: [matcher] }, ['a.c:1:2: error: no'])).toEqual([
      { path: 'a.c', line: 1, level: 'failure', title: 'mine', message: 'error: no' },
    ]);
  });

  it('follow lines that belong together, and loop', () => {
    const stylish = {
      owner: 'stylish',
      pattern: [
        { regexp: '^file: (.*)$', file: 1 },
        { regexp: '^ (\\d+) (\\w+) (\\w+) (.*)$', line: 1, severity: 2, code: 3, message: 4, loop: true },
      ],
    };
    const lines = [
      'file: a.x',
      ' 1 error R1 first',
      ' 2 warning R2 second',
      'done',
      ' 3 error R3 lost',
      'file: b.x',
      ' 4 error R4 x',
    ];
    expect(run([stylish], lines).map(({ path, line, title }) => `${path}:${line} ${title}`)).toEqual([
      'a.x:1 R1',
      'a.x:2 R2',
      'b.x:4 R4',
    ]);
  });

  it('begin again where a line does not follow', () => {
    const two = {
      owner: 't',
      pattern: [
        { regexp: '^F (.*)', file: 1 },
        { regexp: '^M (.*)', message: 1 },
      ],
    };
    expect(run([two], ['F a', 'F b', 'M no', 'M lost']).map(({ path }) => path)).toEqual(['b']);
  });

  it('take a path from where another file is', () => {
    const matcher = { owner: 'm', pattern: { regexp: '^(\\S+) in (\\S+): (.*)', file: 1, fromPath: 2, message: 3 } };
    expect(run([matcher], ['a.cs in web/shop.csproj: no'])[0]?.path).toBe('web/a.cs');
  });

  it('match no more than they may', () => {
    let spent = 0;
    const spend = (work: number) => {
      spent += work;
      return spent < 1000;
    };
    expect(
      run(
        [one],
        Array.from({ length: 1000 }, (_, at) => `>> a.txt @${at + 1} no`),
        spend,
      ).length,
    ).toBeLessThan(20);
  });

  it.each<[string, unknown, RegExp]>([
    ['no list', 'text', /the list|expected/i],
    ['no owner', [{ pattern: one.pattern }], /owner/],
    [
      'a pattern that does not compile',
      [{ ...one, pattern: { ...one.pattern, regexp: '(?<=x)y' } }],
      /mine: error parsing regexp/,
    ],
    ['no message', [{ owner: 'x', pattern: { regexp: 'a', file: 1 } }], /"message"/],
    ['no file', [{ owner: 'x', pattern: { regexp: 'a', message: 1 } }], /"file"/],
    ['an odd severity', [{ ...one, severity: 'terrible' }], /severity is "terrible"/],
    ['an unknown field', [{ ...one, patern: [] }], /patern/],
    [
      'a loop before the end',
      [
        {
          owner: 'x',
          pattern: [
            { regexp: 'a', loop: true, file: 1 },
            { regexp: 'b', message: 1 },
          ],
        },
      ],
      /loop/,
    ],
    ['too many', Array.from({ length: 21 }, () => one), /20/],
  ])('are refused with a reason: %s', (_what, given, reason) => {
    const read = readProblemMatchers(given);
    expect(read.ok).toBe(false);
    if (!read.ok) expect(read.reasons.join('\n')).toMatch(reason);
  });
});
