import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSecretMask } from '../mask/create-secret-mask.ts';
import { createLogger } from './create-logger.ts';
import { describeError } from './describe-error.ts';
import { formatForTerminal } from './format-for-terminal.ts';
import { leaveOutPrivate } from './leave-out-private.ts';

const pem = '-----BEGIN PRIVATE KEY-----\nMIIEvQ\nabc=\n-----END PRIVATE KEY-----\n';
const settings = {
  logLevel: 'debug' as const,
  webhookSecrets: ['hook"secret', 'previous-secret'],
  privateKey: pem,
  signIn: { clientId: 'id', clientSecret: 'client-secret', sessionKey: 'session-key' },
};

function capture(isTTY = false) {
  const lines: string[] = [];
  const log = createLogger(settings, { write: (text) => lines.push(text), isTTY });
  return { log, lines };
}

describe('createLogger', () => {
  it('writes one JSON object a line, with time and the name of the level', () => {
    const { log, lines } = capture();
    log.info({ delivery: 'd1' }, 'delivery stored');
    expect(lines.length).toBe(1);
    expect(lines[0]?.endsWith('\n')).toBe(true);
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      delivery: 'd1',
      msg: 'delivery stored',
    });
  });

  it('keeps to its level, in children too', () => {
    const { log, lines } = capture();
    log.child({ name: 'bus' }).trace('too fine');
    log.child({ name: 'bus' }).debug('fine');
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ level: 'debug', name: 'bus', msg: 'fine' }]);
  });

  it.each([
    ['a known secret', 'the secret is hook"secret here'],
    ['a known secret in a field', { note: 'hook"secret' }],
    ['another known secret', 'client-secret and session-key and previous-secret'],
    ['the private key', `key ${pem}`],
    ['an installation token', 'token ghs_16C7e42F292c6912E7710c838347Ae178B4a'],
    ['an installation token of 2026', { text: 'ghs_7_eyJhbGciOi.eyJpc3Mi-_x.sig-nature_0123456789' }],
    ['a fine-grained token', 'github_pat_11ABCDEFG0123456789_abcdef'],
    ['a bearer token', 'Authorization was Bearer abc.def-ghi_123'],
    ['a JSON web token', 'jwt eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiI3In0aa.c2lnbmF0dXJl'],
    ['credentials in an address', 'cannot reach nats://user:pa55word@host:4222'],
    ['a header by name', { headers: { Authorization: 'token abcdefgh', 'X-Hub-Signature-256': 'sha256=abcdefgh' } }],
    ['a header in a sentence', 'sent authorization: "token abcdefgh"'],
    ['a payload', { event: { id: 'd1', payload: { issue: 'abcdefgh' } } }],
    ['a body', { body: 'abcdefgh', token: 'abcdefgh', private_key: 'abcdefgh' }],
    ['an error with a secret', new Error('wrong secret previous-secret')],
  ])('never writes %s', (_, what) => {
    const { log, lines } = capture();
    log.error(what, 'said');
    const text = lines.join('');
    expect(lines.length).toBe(1);
    expect(() => JSON.parse(text)).not.toThrow();
    for (const secret of [
      ...[
        'hook',
        'previous-secret',
        'client-secret',
        'session-key',
        'MIIEvQ',
        '16C7e42F',
        'eyJ',
        'sig-nature',
        '11ABC',
      ],
      ...['abc.def', 'pa55word', 'abcdefgh'],
    ]) {
      expect(text).not.toContain(secret);
    }
  });

  it('writes of an error its message, stack, status and causes, and nothing of its request', () => {
    const { log, lines } = capture();
    const cause = Object.assign(new Error('reset'), { code: 'ECONNRESET' });
    const error = Object.assign(new Error('failed', { cause }), {
      status: 500,
      request: { summary: 'text of a check' },
    });
    log.error(error);
    log.warn({ err: error }, 'call failed');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      msg: 'failed',
      err: { type: 'Error', message: 'failed', status: 500, cause: { message: 'reset', code: 'ECONNRESET' } },
    });
    expect(JSON.parse(lines[1] ?? '')).toMatchObject({ msg: 'call failed', err: { message: 'failed' } });
    expect(lines.join('')).not.toContain('text of a check');
  });

  it('writes for people on a terminal', () => {
    const { log, lines } = capture(true);
    log.warn({ delivery: 'd1', count: 3 }, 'stored');
    log.error(new Error('broken'));
    const text = lines.map((line) => stripVTControlCharacters(line));
    expect(text[0]).toMatch(/^\d\d:\d\d:\d\d warn {2}stored delivery=d1 count=3\n$/);
    expect(text[1]).toMatch(/^\d\d:\d\d:\d\d error broken\nError: broken\n {4}at /);
  });
});

describe('createSecretMask', () => {
  it('leaves other text as it is', () => {
    const mask = createSecretMask(['hook-secret', 'ab']);
    const text = 'A bearer of news ran abc for acme/shop at https://github.com/acme/shop, mail a@b.example';
    expect(mask(text)).toBe(text);
  });

  it('masks a secret wherever it stands, and never throws', () => {
    const secret = fc.string({ minLength: 6, maxLength: 30 }).filter((text) => text.trim() !== '');
    fc.assert(
      fc.property(fc.string(), secret, fc.string(), (before, known, after) => {
        const masked = createSecretMask([known])(JSON.stringify({ text: before + known + after }));
        fc.pre(!(before + after).includes(known) && !'***'.includes(known) && !'{"text":"***"}'.includes(known));
        expect(masked.includes(JSON.stringify(known).slice(1, -1))).toBe(false);
      }),
    );
  });

  it('takes a time that grows with the text, not with its square', () => {
    const mask = createSecretMask([]);
    const hostile = '-----BEGIN PRIVATE KEY-----'.repeat(2000) + '://a'.repeat(20_000) + 'eyJ'.repeat(20_000);
    const started = performance.now();
    mask(hostile);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

describe('leaveOutPrivate', () => {
  it('cuts what is deep, long or binary, and survives a circle', () => {
    const circle: Record<string, unknown> = { id: 1n, at: new Date(0), bytes: new Uint8Array(3) };
    circle.self = circle;
    const cleaned = leaveOutPrivate({ circle, list: Array.from({ length: 200 }, (_, index) => index), undefined });
    expect(JSON.stringify(cleaned)).toContain('[deeper]');
    expect(cleaned).toMatchObject({ circle: { id: '1', at: new Date(0), bytes: '[3 bytes]' } });
    expect(cleaned.list).toHaveLength(100);
  });
});

describe('describeError', () => {
  it('describes gathered errors, what is no error, and causes only so deep', () => {
    let error = new Error('0');
    for (let depth = 1; depth < 8; depth += 1) {
      error = new Error(String(depth), { cause: error });
    }
    expect(describeError(new AggregateError([new Error('a'), 'b'], 'both'))).toMatchObject({
      type: 'AggregateError',
      errors: [{ message: 'a' }, { type: 'string', message: 'b' }],
    });
    expect(JSON.stringify(describeError(error)).match(/"cause"/g)).toHaveLength(3);
  });
});

describe('formatForTerminal', () => {
  it.each(['no JSON', '5', '[]'])('passes on %j', (line) => {
    expect(formatForTerminal(line)).toBe(line);
  });

  it('formats a line without the usual fields', () => {
    expect(stripVTControlCharacters(formatForTerminal('{"level":"odd","err":{"message":"m"}}'))).toBe(' odd   \nm\n');
  });
});
