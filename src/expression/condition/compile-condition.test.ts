import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileCondition } from './compile-condition.ts';
import { maxDepth } from './parse/check-brackets.ts';
import { maxLength } from './parse/parse-condition.ts';

const context = {
  github: {
    eventName: 'pull_request',
    sender: 'mona',
    ref: 'refs/heads/topic',
    defaultBranch: 'main',
    repository: { id: 7, owner: 'acme', name: 'app', fullName: 'acme/app', url: 'u', cloneUrl: 'u.git', private: true },
    pullRequest: {
      number: 5,
      title: 'Fix: it',
      draft: false,
      labels: ['bug', 'CI'],
      base: { ref: 'main', sha: 'b' },
      fork: true,
    },
    changedFiles: { all: ['a.ts', 'docs/b.md'] },
    inputs: { deploy: 'yes' },
  },
  body: {
    number: 5,
    'key with space': 1,
    commits: [
      { message: 'one', distinct: true, files: [{ name: 'x' }] },
      { message: 'two', distinct: false, files: [] },
    ],
    nothing: null,
    in: { true: 1 },
    text: 'hello',
  },
  headers: { 'X-GitHub-Event': ['pull_request'] },
};

function evaluate(text: string, data: Record<string, unknown> = context) {
  const condition = compileCondition(text);
  if (!condition.ok) throw new Error(`${condition.message} @${condition.offset}`);
  return condition.evaluate(data);
}

describe('compileCondition', () => {
  it.each([
    ['true', true],
    ['!true', false],
    ['github.sender == "mona"', true],
    ["github.sender == 'mona'", true],
    ['github.sender != "dependabot[bot]"', true],
    ['github["sender"] == "mona"', true],
    ['github.pullRequest.number == 5', true],
    ['github.pullRequest.number == "5"', false],
    ['github.pullRequest.number != "5"', true],
    ['github.pullRequest.fork', true],
    ['!github.pullRequest.draft', true],
    ['github.repository.private && github.pullRequest.fork', true],
    ['true || false && false', true],
    ['(true || false) && false', false],
    ['false && false || true', true],
    ['1 < 2 == true', true],
    ['1 + 2 * 3 == 7', true],
    ['(1 + 2) * 3 == 9', true],
    ['7 % 4 == 3', true],
    ['7 // 2 == 3', true],
    ['7 / 2 == 3.5', true],
    ['2 ^ 3 == 8', true],
    ['10 - 2 - 3 == 5', true],
    ['2-1 == 1', true],
    ['-github.pullRequest.number == 0 - 5', true],
    ['3 > -1', true],
    ['"a" < "b"', true],
    ['"b" <= "a"', false],
    ['"b" >= "b"', true],
    ['"a" + "b" == "ab"', true],
    ['["bug", "CI"] == github.pullRequest.labels', true],
    ['["CI", "bug"] == github.pullRequest.labels', false],
    ['[] == []', true],
    ['"bug" in github.pullRequest.labels', true],
    ['"bugs" in github.pullRequest.labels', false],
    ['github.sender in ["hubot", "mona"]', true],
    ['"Fix" in github.pullRequest.title', true],
    ['"deploy" in github.inputs', true],
    ['"toString" in github.inputs', false],
    ['github.inputs.deploy == "yes"', true],
    ['github.inputs.constructor == null', true],
    ['github.tag == null', true],
    ['github.tag != "v1"', true],
    ['github.tag == "v1"', false],
    ['github.release.id > 3', false],
    ['github.release.id < 3', false],
    ['github.tag in ["v1"]', false],
    ['null in [null]', true],
    ['"x" in github.tag', false],
    ['null in "x"', false],
    ['!github.tag|startsWith("v")', true],
    ['body.nothing == null', true],
    ['body.missing.deep == null', true],
    ['body.in.true == 1', true],
    ['body["key with space"] == 1', true],
    ['body.commits[0].message == "one"', true],
    ['body.commits[1].message == "two"', true],
    ['body.commits[1]["message"] == "two"', true],
    ['body.commits[1] == body.commits[-1 + 2]', true],
    ['body.commits[0] == body.commits[1]', false],
    ['body.commits[0] == body.in', false],
    ['body.in == body.text', false],
    ['"true" in body.in', true],
    ['body.commits[9].message == null', true],
    ['body.commits[.distinct]|length == 1', true],
    ['body.commits[.message|startsWith("t")][0].distinct == false', true],
    ['body.commits[.files[.name == "x"]|length == 1]|length == 1', true],
    ['body.commits[(.message == "one")]|length == 1', true],
    ['body.missing[.a == 1] == null', true],
    ['body.missing[0] == null', true],
    ['body.commits[body.nothing] == null', true],
    ['body.in[github.inputs.nothing] == null', true],
    ['body[github.inputs.none] == null', true],
    ['headers["X-GitHub-Event"][0] == "pull_request"', true],
    ['github.ref|startsWith("refs/heads/")', true],
    ['github.ref|endsWith("topic")', true],
    ['github.pullRequest.labels|contains("bug")', true],
    ['github.pullRequest.title|contains("it")', true],
    ['github.pullRequest.title|lower == "fix: it"', true],
    ['github.sender|upper == "MONA"', true],
    ['github.sender|length == 4', true],
    ['github.tag|length == null', true],
    ['github.tag|lower == null', true],
    ['github.pullRequest.title|matches("^Fix: \\w+$")', true],
    ['github.pullRequest.title|matches("i")', true],
    ['github.tag|matches("v")', false],
    ['"\\"" == \'"\'', true],
    ['"a\\\\b" == "a\\\\b"', true],
    ["'it\\'s' == \"it's\"", true],
    ['(github.pullRequest.fork ? "a" : "b") == "a"', true],
    ['github.tag ? false : github.branch ? false : true', true],
    ['github.pullRequest.fork ? true : github.sender', true],
    ['github.eventName == "push"\n  || github.eventName == "pull_request"', true],
    ['github.tag - 1 == null', true],
  ])('%s is %s', (text, value) => {
    expect(evaluate(text)).toEqual({ ok: true, value });
  });

  it.each([
    ['body.text', 'the condition is the text "hello", not true or false'],
    [
      'body.missing',
      'the condition is null, not true or false: what it reads is absent in this event; compare it, as in … == true',
    ],
    ['body.commits', 'the condition is a list of 2, not true or false'],
    ['body.in', 'the condition is an object, not true or false'],
    ['body.number', 'the condition is number 5, not true or false'],
    ['body.text && true', '"&&" wants true or false, not the text "hello"'],
    ['!body.number', '"!" wants true or false, not number 5'],
    ['body.number ? true : false', '"?" wants true or false, not number 5'],
    ['body.number > "4"', '">" compares two numbers or two texts, not number 5 and the text "4"'],
    ['body.number + "4" == "54"', '"+" wants two numbers or two texts, not number 5 and the text "4"'],
    ['body.text - 1 == 0', '"-" wants two numbers, not the text "hello" and number 1'],
    ['body.number / 0 == 1', '5 / 0 has no value'],
    ['body.text.length == 5', '"length" is read from the text "hello", which has no names in it'],
    [
      'body.commits.message == "one"',
      '"message" is read from a list; pick an element with [0], or some with [.message == …]',
    ],
    ['body.text[0] == "h"', 'the text "hello" cannot be read by number 0'],
    ['1 in body.in', 'number 1 cannot be looked for in an object'],
    ['body.in[.a == 1] == 1', 'a filter in brackets wants a list, not an object'],
    ['body.commits[.message] == 1', 'a filter in brackets wants true or false, not the text "one"'],
    ['1 in body.text', 'number 1 cannot be looked for in the text "hello"'],
    ['1 in 2', 'number 1 cannot be looked for in number 2'],
    ['body.number|lower == "5"', '"|lower" wants a text, not number 5'],
    ['body.number|length == 5', '"|length" wants a text or a list, not number 5'],
    ['body.number|startsWith("5")', '"|startsWith" wants two texts, not number 5 and the text "5"'],
    ['body.number|matches("5")', '"|matches" wants a text, not number 5'],
  ])('%s fails: %s', (text, message) => {
    expect(evaluate(text)).toEqual({ ok: false, message });
  });

  it.each([
    ['', 0, 'the condition is empty'],
    ['  \n', 0, 'the condition is empty'],
    ['github.sender == "mona', 17, 'the text has no closing "'],
    ['github.sender = "mona"', 14, 'write == to compare'],
    ['github.sender === "mona"', 14, 'write == for "==="'],
    ['github.sender !== "mona"', 14, 'write != for "!=="'],
    ['true & true', 5, 'write && for "and"'],
    ['true and true', 5, 'write && for "and"'],
    ['true or true', 5, 'write || for "or"'],
    ['not true', 4, 'write ! for "not"'],
    ['body?.x == 1', 4, 'write . for "?.": what is absent is null'],
    [`\${{ github.sender }} == "mona"`, 0, 'a condition stands by itself, without a $ and braces'],
    ['{{ .Input.github.sender }}', 0, 'a condition stands by itself, without braces'],
    ['{a: 1} == 1', 0, '"{" has no meaning here'],
    ['true # comment', 5, '"#" has no meaning here'],
    ['true true', 5, '"true" cannot stand here'],
    ['(true', 0, '"(" is never closed'],
    ['body[0 == 1', 4, '"[" is never closed'],
    ['(true]', 5, '"]" closes nothing'],
    ['true)', 4, '")" closes nothing'],
    ['true ==', 7, 'the condition ends too early'],
    ['() == 1', 3, '"==" cannot stand here'],
    ['()', 2, 'a part is missing: empty brackets, or nothing after an operator'],
    ['body[] == 1', 11, 'a part is missing: empty brackets, or nothing after an operator'],
    ['true ? : false', 14, 'a part is missing: empty brackets, or nothing after an operator'],
    ['true ? false :', 14, 'a part is missing: empty brackets, or nothing after an operator'],
    ['body.x|lower ? true : false', 13, '"?" cannot stand here: put what stands before it in parentheses'],
    ['startsWith(github.ref, "x")', 0, 'there are no functions here; write value|startsWith(…)'],
    [
      'body.x|trim == ""',
      7,
      '"|trim" does not exist; there are lower, upper, length, startsWith, endsWith, contains, matches',
    ],
    ['body.x|uper == ""', 7, '"|uper" does not exist; did you mean upper?'],
    [
      'body.x|constructor',
      7,
      '"|constructor" does not exist; there are lower, upper, length, startsWith, endsWith, contains, matches',
    ],
    ['body.x|startsWith', 7, '"|startsWith" takes 1 values in parentheses, not 0'],
    ['body.x|matches("(")', 7, 'the pattern of "|matches" is wrong: error parsing regexp: missing closing ): `(`'],
    [
      'body.x|matches("(?=a)")',
      7,
      'the pattern of "|matches" is wrong: error parsing regexp: invalid or unsupported Perl syntax: `(?=`',
    ],
    ['body.x|matches(body.y)', 7, '"|matches" wants its pattern in quotes'],
    ['sender == "mona"', 0, '"sender" is unknown; names begin with github, body or headers, texts have quotes'],
    [
      'githb.sender == "mona"',
      0,
      '"githb" is unknown; names begin with github, body or headers (did you mean github?)',
    ],
    ['header.x == 1', 0, '"header" is unknown: write headers'],
    ['nil == 1', 0, '"nil" is unknown: write null'],
    ['secrets.X == "1"', 0, '"secrets" is unknown: a condition cannot read secrets'],
    ['constructor == 1', 0, '"constructor" is unknown; names begin with github, body or headers, texts have quotes'],
    ['true && github.actor == "mona"', 15, 'github.actor does not exist; here it is github.sender'],
    ['github.ref_name == "main"', 7, 'github.ref_name does not exist; here it is github.refName'],
    ['github.event_name == "push"', 7, 'github.event_name does not exist; here it is github.eventName'],
    ['github.event.action == "x"', 7, 'github.event does not exist; here it is body'],
    ['github.head_ref == "x"', 7, 'github.head_ref does not exist; here it is github.pullRequest.head.ref'],
    ['github.base_ref == "x"', 7, 'github.base_ref does not exist; here it is github.pullRequest.base.ref'],
    [
      'github.pullRequest.base.reff == "x"',
      24,
      'github.pullRequest.base.reff does not exist; here it is github.pullRequest.base.ref',
    ],
    ['github["actor"] == "mona"', 0, 'github.actor does not exist; here it is github.sender'],
    ['github.constructor == 1', 7, 'github.constructor does not exist'],
    ['github.__proto__ == 1', 7, 'github.__proto__ does not exist'],
    ['github.sender.length == 1', 14, 'github.sender is a text and has no names in it'],
    ['github.pullRequest.labels.name == "x"', 26, 'github.pullRequest.labels is a list and has no names in it'],
    ['github[body.x] == 1', 0, 'the facts under github are read by name, as in github.pullRequest.title'],
    ['.message == "x"', 1, '".message" stands only inside a filter, as in body.commits[.distinct]'],
    [
      'github.sender',
      0,
      'the condition is not true or false; compare it with something, as in github.branch == "main"',
    ],
    [
      'github.pullRequest',
      0,
      'the condition is not true or false; compare it with something, as in github.branch == "main"',
    ],
    ['"main"', 0, 'the condition is not true or false; compare it with something, as in github.branch == "main"'],
    ['1 + 1', 0, 'the condition is not true or false; compare it with something, as in github.branch == "main"'],
    [`${'('.repeat(maxDepth + 1)}true${')'.repeat(maxDepth + 1)}`, maxDepth, 'brackets are nested more than 32 deep'],
    [`true${' '.repeat(maxLength)}`, maxLength, 'the condition is longer than 1024 characters'],
  ])('%s is refused at %i: %s', (text, offset, message) => {
    expect(compileCondition(text)).toMatchObject({ ok: false, offset, message });
  });

  it('says which paths it reads', () => {
    expect(compileCondition('"a" in github.changedFiles.all && body.x[.y == github.sender]|length > 0')).toMatchObject({
      names: ['body.x', 'github.changedFiles.all', 'github.sender'],
    });
  });

  it('reads own properties only, whatever the data inherits', () => {
    const data = { body: Object.create({ inherited: true }) };

    expect(evaluate('body.inherited == null', data)).toEqual({ ok: true, value: true });
    expect(evaluate('body.constructor == null && body["__proto__"] == null', data)).toEqual({ ok: true, value: true });
    expect(evaluate('body.constructor == null', {})).toEqual({ ok: true, value: true });
  });

  it('stops when it has taken too many steps', () => {
    const data = { body: { list: Array.from({ length: 2_000 }, (_, index) => ({ index })) } };

    expect(evaluate('body.list[.index in body.list]|length == 1', data)).toEqual({
      ok: false,
      message: 'the condition needs more than 100000 steps',
    });
  });

  it('does not match a long text against a large pattern', () => {
    expect(evaluate('body.t|matches("(x{900}|y{900}){1}$")', { body: { t: 'x'.repeat(1_000_000) } })).toEqual({
      ok: false,
      message: '"|matches" would take too long on so long a text',
    });
  });

  it('does not let texts grow without end', () => {
    const sum = Array.from({ length: 40 }, () => 'body.t').join(' + ');

    expect(evaluate(`${sum} == "x"`, { body: { t: 'x'.repeat(5_000) } })).toEqual({
      ok: false,
      message: '"+" would make a text of more than 65536 characters',
    });
  });

  it('never throws and ends soon, whatever the text and the data', () => {
    const word = fc.constantFrom(
      ...[
        'github',
        'body',
        '.',
        'x',
        '[',
        ']',
        '(',
        ')',
        '|',
        'lower',
        '!',
        '-',
        '==',
        '&&',
        '||',
        '?',
        ':',
        ',',
        '1',
        '"a"',
        'in',
        'null',
        ' ',
        '+',
      ],
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.array(word, { maxLength: 30 }).map((all) => all.join(' ')),
    );
    fc.assert(
      fc.property(text, fc.jsonValue(), (source, body) => {
        const condition = compileCondition(source);
        if (condition.ok) expect(typeof condition.evaluate({ body }).ok).toBe('boolean');
        else expect(condition.offset).toBeLessThanOrEqual(source.length);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['!'.repeat(1_000), 'signs'],
    [Array.from({ length: 200 }, () => 'true').join('||'), 'alternatives'],
    [Array.from({ length: 80 }, () => 'true?true').join(':'), 'choices'],
    ["'\\".repeat(500), 'quotes'],
    ['body.'.repeat(200), 'dots'],
    ['body[.x]'.repeat(120), 'filters'],
  ])('a long row of %2$s takes a bounded time', (text) => {
    const started = performance.now();
    const condition = compileCondition(text);
    if (condition.ok) condition.evaluate({});
    expect(performance.now() - started).toBeLessThan(500);
  });
});
