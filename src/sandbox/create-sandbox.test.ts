import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { createSandbox } from './create-sandbox.ts';

/** What must not run into its time limit on a busy machine has plenty; what must has little. */
const sandbox = createSandbox({ workers: 2, now: () => 0, timeMs: 15_000 });
const impatient = createSandbox({ workers: 2, now: () => 0, timeMs: 700 });
afterAll(() => Promise.all([sandbox.close(), impatient.close()]));

const data = '{"x":1,"list":[1,2,3]}';

/** Rows of a table with a short name in front. */
function named<Expected>(rows: [string, Expected][]): [string, string, Expected][] {
  return rows.map(([program, expected]) => [program.slice(0, 60), program, expected]);
}

describe('hostile scripts', () => {
  it.each(
    named([
      ['while true do end', 'sandbox.time-limit'],
      ['local function f() return f() end return f()', 'sandbox.time-limit'],
      ['while true do pcall(string.rep, "x", 1e8) end', 'sandbox.time-limit'],
      ['local s = ("a"):rep(5e4) return {s:gsub("a*a*a*a*b", "")}', 'sandbox.time-limit'],
      ['while true do pcall(function() while true do end end) end', 'sandbox.time-limit'],
      ['return {string.rep("x", 1e9)}', 'sandbox.memory-limit'],
      ['local s = "x" while true do s = s .. s end', 'sandbox.memory-limit'],
      ['local s = ("x"):rep(1000) local t = {} for i = 1, 2000 do t[i] = s end return t', 'sandbox.output-limit'],
      ['local function f() return 1 + f() end return f()', 'sandbox.program-failed'],
      ['local function f() return coroutine.wrap(f)() end return f()', 'sandbox.program-failed'],
      ['local t = {} t.t = t return t', 'sandbox.program-failed'],
      [`return ${'('.repeat(8000)}1${')'.repeat(8000)}`, 'sandbox.program-failed'],
      [`return ${' '.repeat(20_000)}1`, 'sandbox.program-length'],
    ]),
  )('%s is bounded, and the next is fine', async (_name, script, code) => {
    const asked = code === 'sandbox.time-limit' ? impatient : sandbox;
    const ended = await asked.runScript(script, data, 'transform');

    expect(ended).toMatchObject({ ok: false, problem: { code } });
    expect(await sandbox.runScript('return event.x == 1', data, 'filter')).toEqual({ ok: true, value: true });
  });

  it('cannot take memory without end', async () => {
    const script = 'local t = {} while true do t[#t + 1] = ("x"):rep(1e5) .. #t end';
    const ended = await impatient.runScript(script, data, 'transform');

    const codes = ['sandbox.memory-limit', 'sandbox.time-limit'];
    expect(codes).toContain(ended.ok ? '' : ended.problem.code);
  });
});

describe('hostile jq programs', () => {
  it.each(
    named([
      ['def f: f; f', ['sandbox.time-limit']],
      ['range(1e9) | empty', ['sandbox.time-limit']],
      ['{a:1} | until(false; .)', ['sandbox.time-limit']],
      ['[limit(1e9; repeat(1))]', ['sandbox.memory-limit', 'sandbox.time-limit']],
      ['[range(1e9)]', ['sandbox.memory-limit', 'sandbox.time-limit']],
      // A fast machine reaches the limit of a search before that of the time.
      [
        '("ab" * 60000) | [match("(a*)*(b*)*(c)?"; "g")]',
        ['sandbox.time-limit', 'sandbox.memory-limit', 'sandbox.program-failed'],
      ],
      ['("x" * 3000000) | test("(x+x+)+y")', ['sandbox.time-limit', 'sandbox.program-failed']],
      ['def f: 1 + f; f', ['sandbox.memory-limit', 'sandbox.time-limit']],
      [
        '"x" * 1e9 | {a: .}',
        ['sandbox.memory-limit', 'sandbox.time-limit', 'sandbox.program-failed', 'sandbox.crashed'],
      ],
      ['reduce range(1e9) as $i (""; . + "xxxxxxxxxxxxxxxx") | {a: .}', ['sandbox.memory-limit', 'sandbox.time-limit']],
      [
        'reduce range(100000) as $i (1; [.]) | {a: .}',
        ['sandbox.crashed', 'sandbox.program-failed', 'sandbox.time-limit'],
      ],
      ['{a: ("x" * 2000000)}', ['sandbox.output-limit', 'sandbox.time-limit', 'sandbox.memory-limit']],
    ]),
  )('%s is bounded, and the next is fine', async (_name, program, codes) => {
    const ended = await impatient.runJq(program, data);

    expect(codes).toContain(ended.ok ? '' : ended.problem.code);
    expect(await sandbox.runJq('{a: .x}', data)).toEqual({ ok: true, data: '{"a":1}' });
  });
});

describe('the sandbox', () => {
  it.each(['filter-script', 'transform-script', 'transform-jq'])('does what upstream does in %s', async (file) => {
    const url = new URL(`../../test/conformance/vectors/${file}.jsonl`, import.meta.url);
    const lines = readFileSync(url, 'utf8')
      .split('\n')
      .filter((line) => line !== '');
    for (const line of lines) {
      const { name, input, expected } = JSON.parse(line);
      const given: string = input.data ?? input.event?.data ?? '';
      const answer =
        file === 'transform-jq'
          ? await sandbox.runJq(input.jq, given)
          : await (file === 'filter-script'
              ? sandbox.runScript(input.script, given, 'filter')
              : sandbox.runScript(input.script, given, 'transform'));
      if (expected.error !== null) expect(answer, name).toMatchObject({ ok: false });
      else if ('result' in expected) expect(answer, name).toEqual({ ok: true, value: expected.result });
      else expect(answer, name).toEqual({ ok: true, data: expected.data });
    }
  });

  it('lets a tenant through while another keeps threads busy', async () => {
    const shared = createSandbox({ workers: 2, timeMs: 5000 });
    const hostile = ['a', 'b'].map(() => shared.runScript('while true do end', data, 'filter', { tenant: 'hostile' }));
    const order: string[] = [];
    void hostile[0]?.then(() => order.push('hostile'));
    const answer = await shared.runScript('return true', data, 'filter', { tenant: 'other' });
    order.push('other');

    expect(answer).toEqual({ ok: true, value: true });
    expect(order).toEqual(['other']);
    for (const ended of await Promise.all(hostile)) {
      expect(ended).toMatchObject({ ok: false, problem: { code: 'sandbox.time-limit' } });
    }
    await shared.close();
  });

  it('takes the present from who asks', async () => {
    expect(await sandbox.runJq('{a: now}', data, { now: 5000 })).toEqual({ ok: true, data: '{"a":5}' });
    expect(await sandbox.runJq('{a: now}', data)).toEqual({ ok: true, data: '{"a":0}' });
  });

  it('refuses data that is too large or too deep', async () => {
    const large = JSON.stringify({ a: 'x'.repeat(5_000_000) });
    const deep = `{"a":${'['.repeat(1000)}${']'.repeat(1000)}}`;

    expect(await sandbox.runJq('.', large)).toMatchObject({ ok: false, problem: { code: 'sandbox.input-limit' } });
    expect(await sandbox.runJq('.', deep)).toMatchObject({ ok: false, problem: { code: 'sandbox.depth-limit' } });
    expect(await sandbox.runScript('return event', deep, 'transform')).toMatchObject({
      ok: false,
      problem: { code: 'sandbox.depth-limit' },
    });
  });

  it('says what Argo Events says where a program fails, and what to do', async () => {
    const ended = await sandbox.runScript("error('no')", data, 'filter');

    expect(ended).toMatchObject({ ok: false, message: '<string>:1: no' });
    expect(ended.ok ? '' : ended.problem.message).toBe('The script failed: <string>:1: no');
  });

  it('ends what runs and waits when it closes, and then refuses', async () => {
    const closing = createSandbox({ workers: 1 });
    const running = closing.runScript('while true do end', data, 'filter');
    const waiting = closing.runScript('return true', data, 'filter');
    await closing.close();

    expect(await running).toMatchObject({ ok: false });
    expect(await waiting).toMatchObject({ ok: false, problem: { code: 'sandbox.closed' } });
    expect(await closing.runJq('.', data)).toMatchObject({ ok: false, problem: { code: 'sandbox.closed' } });
  });

  it('keeps a process alive while it evaluates, and no longer', () => {
    const file = fileURLToPath(new URL('./create-sandbox.ts', import.meta.url));
    const program = `import { createSandbox } from ${JSON.stringify(file)};
      const { runScript } = createSandbox();
      const late = await runScript('while true do end', '{}', 'filter');
      const fine = await runScript('return true', '{}', 'filter');
      console.log(late.problem.code, fine.value);`;
    const ended = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
      timeout: 15_000,
      encoding: 'utf8',
    });

    expect(ended.stdout.trim()).toBe('sandbox.time-limit true');
    expect(ended.status).toBe(0);
  });
});

describe('whatever is written', () => {
  const word = fc.constantFrom(
    ...[
      'event',
      'return',
      'end',
      'if',
      'then',
      'function',
      '(',
      ')',
      '{',
      '}',
      '=',
      '..',
      '"a"',
      '1',
      'x',
      ',',
      'local',
      '#',
    ],
    ...['.', '[', ']', 'string.rep', 'pcall', 'while', 'do', 'nil', '-', '\n', 'error', 'setmetatable', '\u0000', 'é'],
  );
  const jqWord = fc.constantFrom(
    ...[
      '.',
      '.x',
      '|',
      ',',
      '(',
      ')',
      '{',
      '}',
      '[',
      ']',
      '"',
      '\\(',
      'a:',
      '1',
      'def f:',
      ';',
      'f',
      'if',
      'then',
      'end',
      'reduce',
    ],
    ...[
      'as $x',
      '$x',
      '?',
      '//',
      'try',
      'error',
      'empty',
      'limit(1;',
      'path(',
      '|=',
      '+',
      '#',
      '\n',
      '..',
      'tojson',
      '@json',
      'é',
    ],
  );

  it('a script gives a value or a problem, and the same one again', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(word, { maxLength: 12 }), async (words) => {
        const script = words.join(' ');
        const answer = await sandbox.runScript(script, data, 'transform');
        expect(await sandbox.runScript(script, data, 'transform')).toEqual(answer);
      }),
      { numRuns: 150 },
    );
    expect(await sandbox.runScript('return true', data, 'filter')).toEqual({ ok: true, value: true });
  }, 120_000);

  it('a jq program gives an object or a problem, and the same one again', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(jqWord, { maxLength: 12 }), async (words) => {
        const program = words.join(' ');
        const answer = await sandbox.runJq(program, data);
        expect(await sandbox.runJq(program, data)).toEqual(answer);
        if (answer.ok) expect(JSON.parse(answer.data)).toBeTypeOf('object');
      }),
      { numRuns: 150 },
    );
    expect(await sandbox.runJq('{}', data)).toEqual({ ok: true, data: '{}' });
  }, 120_000);

  it('a script that returns its event gives it back, but for nulls and arrays in arrays', async () => {
    const leaf = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.boolean(),
    );
    const object = fc.dictionary(fc.string({ minLength: 1 }), leaf, { minKeys: 1 });
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(fc.string({ minLength: 1 }), fc.oneof(leaf, object), { minKeys: 1 }),
        async (event) => {
          const answer = await sandbox.runScript('return event', JSON.stringify(event), 'transform');
          expect(answer.ok && JSON.parse(answer.data)).toEqual(JSON.parse(JSON.stringify(event)));
        },
      ),
      { numRuns: 100 },
    );
  }, 60_000);
});
