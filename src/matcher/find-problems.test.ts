import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findProblems } from './find-problems.ts';
import type { Workspace } from './locate-path.ts';

const workspace: Workspace = { root: '/src', workingDirectory: '/src', repository: 'cart' };
const none = { matchers: [], spend: () => true };

function find(text: string, more: { hasFailed?: boolean; workspace?: Workspace } = {}) {
  const { hasFailed = true } = more;
  return findProblems({ lines: text.split('\n'), hasFailed, workspace: more.workspace ?? workspace }, none);
}

/** `path:line:column level title: message` */
function shown(text: string, more: { hasFailed?: boolean; workspace?: Workspace } = {}): string[] {
  return find(text, more).problems.map(
    ({ path, line, column, level, title, message }) =>
      `${path}:${line}${column === undefined ? '' : `:${column}`} ${level} ${title ?? '-'}: ${message}`,
  );
}

describe('what TypeScript says', () => {
  it('is found in its plain form, with what stands below', () => {
    expect(
      shown(
        [
          "src/a.ts(3,5): error TS2322: Type 'A' is not assignable to type 'B'.",
          "  Property 'x' is missing in type 'A'.",
          'src/b.ts(10,1): warning TS6133: unused',
          '',
          'Found 2 errors.',
        ].join('\n'),
      ),
    ).toEqual([
      "src/a.ts:3:5 failure TS2322: Type 'A' is not assignable to type 'B'.\n  Property 'x' is missing in type 'A'.",
      'src/b.ts:10:1 warning TS6133: unused',
    ]);
  });

  it('is found as it says it on a terminal', () => {
    expect(
      shown("src/a.ts:3:5 - error TS2304: Cannot find name 'x'.\n\n3     x\n      ~\n\nFound 1 error in src/a.ts:3"),
    ).toEqual(["src/a.ts:3:5 failure TS2304: Cannot find name 'x'."]);
  });
});

describe('what ESLint says', () => {
  it('is found in its stylish form', () => {
    const text = [
      '/src/web/cart.js',
      '   3:7   error    Unexpected console statement.  Use a logger  no-console',
      '  12:1   warning  Missing JSDoc comment          jsdoc/require-jsdoc',
      '  13:1   error    Parsing error: Unexpected token }',
      '',
      '✖ 3 problems (2 errors, 1 warning)',
    ].join('\n');
    expect(shown(text)).toEqual([
      'web/cart.js:3:7 failure no-console: Unexpected console statement.  Use a logger',
      'web/cart.js:12:1 warning jsdoc/require-jsdoc: Missing JSDoc comment',
      'web/cart.js:13:1 failure -: Parsing error: Unexpected token }',
    ]);
  });

  it('is found in its unix and compact forms', () => {
    expect(
      shown(
        '/src/a.js:3:7: Unexpected console statement. [Error/no-console]\n/src/a.js: line 4, col 1, Warning - Missing semicolon. (semi)',
      ),
    ).toEqual([
      'a.js:3:7 failure no-console: Unexpected console statement.',
      'a.js:4:1 warning semi: Missing semicolon.',
    ]);
  });
});

describe('what Go says', () => {
  it('is found in builds, vet and linters', () => {
    const text = [
      '# github.com/acme/cart',
      './main.go:12:3: undefined: total',
      'vet: price/price.go:7:2: unreachable code',
      'price/price.go:9: result of fmt.Sprintf call not used',
      'price/price.go:4:2: Error return value is not checked (errcheck)',
    ].join('\n');
    expect(shown(text)).toEqual([
      'main.go:12:3 failure -: undefined: total',
      'price/price.go:7:2 failure -: unreachable code',
      'price/price.go:9 failure -: result of fmt.Sprintf call not used',
      'price/price.go:4:2 failure errcheck: Error return value is not checked (errcheck)',
    ]);
  });

  it.each([
    ['', 'ok  \tgithub.com/acme/cart/tax\t0.01s'],
    [
      '=== RUN   TestTotal\n    total_test.go:3: only a log\n--- PASS: TestTotal (0.00s)',
      'ok  \tgithub.com/acme/cart\t0.01s',
    ],
  ])('is found in tests, in the directory of their package', (before, other) => {
    const text = [
      before,
      '--- FAIL: TestDiscount (0.00s)',
      '    --- FAIL: TestDiscount/at_a_hundred (0.00s)',
      '        price_test.go:12: want 9000, got 10000',
      'FAIL',
      'FAIL\tgithub.com/acme/cart/v2/price\t0.003s',
      other,
    ].join('\n');
    expect(shown(text)).toEqual(['price/price_test.go:12 failure TestDiscount/at_a_hundred: want 9000, got 10000']);
  });

  it('is found in tests with -v, where the message comes first', () => {
    const text = [
      '=== RUN   TestDiscount',
      '    price_test.go:12: want 9000, got 10000',
      '--- FAIL: TestDiscount (0.00s)',
      'FAIL\tgithub.com/acme/cart/price\t0.003s',
    ].join('\n');
    expect(shown(text)).toEqual(['price/price_test.go:12 failure TestDiscount: want 9000, got 10000']);
  });

  it('is left out where the package tells no directory', () => {
    expect(shown('--- FAIL: TestX (0.00s)\n    x_test.go:1: no\nFAIL\tcart/price\t0.1s')).toEqual([]);
  });
});

describe('what Python says', () => {
  it('is found at the innermost place in the repository', () => {
    const text = [
      'Traceback (most recent call last):',
      '  File "/src/app/main.py", line 10, in <module>',
      '    run()',
      '  File "/src/app/cart.py", line 3, in run',
      '    raise_it()',
      '  File "/usr/lib/python3.12/json/decoder.py", line 355, in raw_decode',
      '    raise JSONDecodeError("Expecting value", s, err.value) from None',
      'json.decoder.JSONDecodeError: Expecting value: line 1 column 1 (char 0)',
    ].join('\n');
    expect(shown(text)).toEqual([
      'app/cart.py:3 failure json.decoder.JSONDecodeError: json.decoder.JSONDecodeError: Expecting value: line 1 column 1 (char 0)',
    ]);
  });

  it('is found for a mistake in the file itself', () => {
    expect(shown('  File "cart.py", line 3\n    def x(\n         ^\nSyntaxError: \'(\' was never closed')).toEqual([
      "cart.py:3 failure SyntaxError: SyntaxError: '(' was never closed",
    ]);
  });

  it('is found in what pytest and the linters say', () => {
    const text = [
      '    def test_total():',
      '>       assert total() == 2',
      'E       assert 3 == 2',
      'E        +  where 3 = total()',
      '',
      'tests/test_cart.py:12: AssertionError',
      'app/cart.py:1:1: F401 `os` imported but unused',
      'app/cart.py:7: error: Incompatible return value type  [return-value]',
      'app/cart.py:8: note: See the docs',
    ].join('\n');
    expect(shown(text)).toEqual([
      'tests/test_cart.py:12 failure AssertionError: assert 3 == 2\n+  where 3 = total()',
      'app/cart.py:1:1 failure F401: F401 `os` imported but unused',
      'app/cart.py:7 failure return-value: Incompatible return value type  [return-value]',
    ]);
  });
});

describe('what Rust says', () => {
  it('is found with its code and place', () => {
    const text = [
      'error[E0308]: mismatched types',
      '  --> src/main.rs:2:18',
      '   |',
      'warning: unused variable: `x`',
      ' --> src/lib.rs:3:9',
      'warning: `cart` (bin "cart") generated 1 warning',
      'error: could not compile `cart` (bin "cart") due to 1 previous error',
    ].join('\n');
    expect(shown(text)).toEqual([
      'src/main.rs:2:18 failure E0308: mismatched types',
      'src/lib.rs:3:9 warning -: unused variable: `x`',
    ]);
  });

  it('is found where a test panicked', () => {
    const text = [
      "thread 'tests::adds' panicked at src/lib.rs:10:5:",
      'assertion `left == right` failed',
      "thread 'old' panicked at 'boom', src/old.rs:4:1",
      "thread 'std' panicked at /rustc/abc/library/core/src/option.rs:1:1:",
      'x',
    ].join('\n');
    expect(shown(text)).toEqual([
      'src/lib.rs:10:5 failure tests::adds: assertion `left == right` failed',
      'src/old.rs:4:1 failure old: boom',
    ]);
  });
});

describe('what compilers of C say', () => {
  it('is found, without the notes', () => {
    const text = [
      'src/cart.c: In function ‘total’:',
      'src/cart.c:12:5: error: ‘x’ undeclared (first use in this function)',
      'src/cart.c:12:5: note: each undeclared identifier is reported only once',
      'src/cart.c:3:10: fatal error: nope.h: No such file or directory',
      '../lib/tax.h:7:9: warning: unused variable ‘y’ [-Wunused-variable]',
      'Cart.java:3: error: ’;’ expected',
    ].join('\n');
    expect(shown(text, { workspace: { ...workspace, workingDirectory: '/src/build' } })).toEqual([
      'build/src/cart.c:12:5 failure -: ‘x’ undeclared (first use in this function)',
      'build/src/cart.c:3:10 failure -: nope.h: No such file or directory',
      'lib/tax.h:7:9 warning -Wunused-variable: unused variable ‘y’ [-Wunused-variable]',
      'build/Cart.java:3 failure -: ’;’ expected',
    ]);
  });
});

describe('what Node’s test runner says', () => {
  it('is found where the test threw', () => {
    const text = [
      '✖ failing tests:',
      '',
      'test at test/cart.test.js:15:1',
      '✖ a hundred euros get ten percent off (1.2ms)',
      '  AssertionError [ERR_ASSERTION]: Expected values to be strictly equal:',
      '',
      '  10000 !== 9000',
      '',
      '      at TestContext.<anonymous> (file:///src/test/cart.test.js:16:10)',
      '      at Test.runInAsyncScope (node:async_hooks:206:9)',
    ].join('\n');
    expect(shown(text)).toEqual([
      'test/cart.test.js:16:10 failure a hundred euros get ten percent off: AssertionError [ERR_ASSERTION]: Expected values to be strictly equal:\n\n  10000 !== 9000',
    ]);
  });
});

describe('workflow commands', () => {
  it('name a place with all that GitHub shows of it', () => {
    const { problems } = find(
      '::error file=src/a.ts,line=3,col=5,endLine=4,endColumn=7,title=Oh%2C no::It broke%0Ahere 100%25\n::warning file=./b.ts::careful\n  ::notice file=/src/c.ts,line=0::note',
    );
    expect(problems).toEqual([
      {
        path: 'src/a.ts',
        line: 3,
        endLine: 4,
        column: 5,
        endColumn: 7,
        level: 'failure',
        title: 'Oh, no',
        message: 'It broke\nhere 100%',
      },
      { path: 'b.ts', line: 1, level: 'warning', message: 'careful' },
      { path: 'c.ts', line: 1, level: 'notice', message: 'note' },
    ]);
  });

  it('say something without a place too', () => {
    expect(find('::error::no place\n::warning title=T,file=/etc/passwd::elsewhere').said).toEqual([
      { level: 'failure', message: 'no place' },
      { level: 'warning', title: 'T', message: 'elsewhere' },
    ]);
  });

  it('are no commands while they are stopped, and not where they are broken', () => {
    const text = '::stop-commands::abc\n::error::quoted\n::abc::\n::error::real\n::error\n:: error::x\n::error::';
    expect(find(text).said).toEqual([{ level: 'failure', message: 'real' }]);
  });
});

describe('other output', () => {
  it.each([
    '12:30:45: started',
    'http://localhost:3000:12 up',
    'listening on 0.0.0.0:8080:1 now',
    'at run (src/a.js:3:5)',
    'see src/a.js:3:5',
    'node_modules/x/index.js:3:5: error: not ours',
    '/usr/include/stdio.h:3:5: error: not ours',
    '../../etc/passwd:1:1: error: elsewhere',
    'key:1:2 value',
    'ok 1 - src/a.js:3:5',
  ])('is no problem: %s', (text) => {
    expect(shown(text)).toEqual([]);
  });

  it('is told once', () => {
    expect(shown('a.c:1:2: error: no\nb.c:1:2: error: no\na.c:1:2: error: no')).toHaveLength(2);
  });

  it('means less in a step that succeeded', () => {
    expect(shown('a.py:1:1: E302 expected 2 blank lines', { hasFailed: false })).toEqual([
      'a.py:1:1 warning E302: E302 expected 2 blank lines',
    ]);
    expect(shown('a.c:1:2: error: no', { hasFailed: false })).toEqual(['a.c:1:2 failure -: no']);
  });

  it('never throws, takes no more than its length of time, and finds what GitHub takes', () => {
    const pieces = [
      'src/a.ts(3,5): error TS1: x',
      'a.c:1:2: error: no',
      '/src/a.js',
      '  1:2  error  x  y',
      '--- FAIL: T (0s)',
      '    x_test.go:1: no',
      'FAIL\tgithub.com/acme/cart\t1s',
      'Traceback (most recent call last):',
      '  File "a.py", line 1, in x',
      'ValueError: x',
      'error[E1]: x',
      ' --> a.rs:1:1',
      'test at a.js:1:1',
      '✖ x (1ms)',
      '::error file=a,line=99999999999::x',
      '::error file=a,line=5,endLine=2::x',
      '',
      ' ',
    ];
    const line = fc.oneof(fc.constantFrom(...pieces), fc.string(), fc.string({ unit: 'binary' }));
    fc.assert(
      fc.property(fc.array(line, { maxLength: 60 }), (lines) => {
        for (const { path, line: number, endLine, column, message } of find(lines.join('\n')).problems) {
          expect(path).not.toMatch(/^\/|(?:^|\/)\.\.(?:\/|$)/);
          expect(number).toBeGreaterThanOrEqual(1);
          expect(endLine ?? number).toBeGreaterThanOrEqual(number);
          expect(column ?? 1).toBeGreaterThanOrEqual(1);
          expect(message.trim()).not.toBe('');
        }
      }),
    );
    for (const piece of [...pieces, 'a(', 'a:1', ' at ', '(', '  ', '::error ', 'E  ', 'x.y']) {
      const long = piece.repeat(Math.ceil(1900 / Math.max(1, piece.length)));
      expect(find(`${long}\n`.repeat(300)).problems.length).toBeLessThanOrEqual(300);
    }
  });
});
