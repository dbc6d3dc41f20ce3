import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSecretMask } from './create-secret-mask.ts';
import { mayHoldSecret } from './may-hold-secret.ts';

const mask = createSecretMask([]);
const shortToken = `ghs_${'16C7e42F292c6912E771'}${'0c838347Ae178B4a'}`;
const webToken = `eyJhbGciOiJSUzI1NiJ9.${'eyJpc3MiOiI3In0'.repeat(20)}.c2ln-bmF0_dXJl`;

const tokens: [string, string][] = [
  ['an installation token', shortToken],
  ['an installation token of 2026', `ghs_1234567_${webToken}`],
  ['an OAuth token', `gho_${'a'.repeat(36)}`],
  ['a user-to-server token', `ghu_${'a1'.repeat(18)}`],
  ['a personal token', `ghp_${'0'.repeat(36)}`],
  ['a fine-grained token', `github_pat_${'11ABCDEFG0'.repeat(8)}`],
  ['an AWS key', 'AKIAIOSFODNN7EXAMPLE'],
  ['a temporary AWS key', 'ASIAIOSFODNN7EXAMPLE'],
  ['a Slack token', `xoxb-${'1234567890'.repeat(2)}-abcdefgh`],
  ['a GitLab token', `glpat-${'a'.repeat(20)}`],
  ['an npm token', `npm_${'a'.repeat(36)}`],
  ['a JSON web token', webToken],
];

const places: [string, string][] = [
  ['Authorization: Basic dXNlcjpwYXNz', 'dXNlcjpwYXNz'],
  ["curl -H 'authorization: token abcdef'", 'abcdef'],
  ['"Proxy-Authorization":"Bearer abcdefgh"', 'abcdefgh'],
  ['{"Authorization":["Basic dXNlcjpwYXNz"],"X-Api-Key":["abcdefgh"]}', 'dXNlcjpwYXNz'],
  ['{"X-Api-Key":["abcdefgh"]}', 'abcdefgh'],
  ['sent bearer abcdefghi', 'abcdefghi'],
  ['PRIVATE-TOKEN: abcdefgh', 'abcdefgh'],
  ['https://user:pa55@host/x', 'pa55'],
  ['https://x-access-token:abc@github.com/acme/web', 'abc@'],
  ['AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG', 'wJalr'],
  ['//registry.npmjs.org/:_authToken=abcdefgh', 'abcdefgh'],
  ['GET /x?access_token=abcdefgh&y=1', 'abcdefgh'],
  ['https://b.s3.amazonaws.com/k?X-Amz-Signature=0123456789abcdef', '0123456789abcdef'],
  ['https://hooks.slack.com/services/T0000/B0000/XXXX', 'XXXX'],
];

describe('a secret mask', () => {
  it.each(tokens)('hides %s wherever it stands', (_what, token) => {
    for (const text of [token, `x=${token}`, `"${token}"`, `at ${token}, and on`, `${token}\n${token}`]) {
      expect(mask(text)).not.toContain(token.slice(8, 24));
      expect(mask(text)).toContain('***');
    }
  });

  it.each(places)('hides what is secret by its place: %s', (text, secret) => {
    expect(mask(text)).not.toContain(secret);
    expect(mask(text)).toContain('***');
  });

  it.each([...tokens.map(([, token]) => token), ...places.map(([text]) => text)])(
    'knows that %s may hold a secret',
    (text) => {
      expect(mayHoldSecret(text)).toBe(true);
    },
  );

  it('masks nothing that may hold no secret', () => {
    const parts = tokens.flatMap(([, token]) => [token, token.slice(0, 24), token.slice(8)]);
    const word = fc.constantFrom(...parts, ...places.map(([text]) => text), ': ', '=', '\n');
    fc.assert(
      fc.property(fc.array(fc.oneof(word, fc.string()), { maxLength: 4 }), (words) => {
        const text = words.join('');
        if (!mayHoldSecret(text)) expect(mask(text)).toBe(text);
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    'src/index.ts:3:1: error TS2304: Cannot find name "token".',
    'Basic authorization is off',
    'expected a1b2c3d4e5f60718293a4b5c6d7e8f9012345678 to equal 0123456789abcdef0123456789abcdef01234567',
    'see https://github.com/acme/web/pull/1?tab=checks#top',
    'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c1520eb1520',
    'ssh://git@host is user without a password'.replace('git@', ''),
    'node_modules/highlight.js/lib/languages/very-long-name.js',
  ])('leaves alone what is no secret: %s', (text) => {
    expect(mask(text)).toBe(text);
  });

  describe('of private keys', () => {
    const key = (kind: string) => `-----BEGIN ${kind}-----\nMIIEvQIBADANBgkq\nabcdefghijklmnop=\n-----END ${kind}-----`;

    it.each(['PRIVATE KEY', 'RSA PRIVATE KEY', 'OPENSSH PRIVATE KEY', 'PGP PRIVATE KEY BLOCK'])(
      'hides a block of %s',
      (kind) => {
        expect(mask(`before\n${key(kind)}\nafter`)).toBe('before\n***\nafter');
      },
    );

    it('hides several blocks, also in JSON', () => {
      const text = JSON.stringify({ one: key('PRIVATE KEY'), two: key('EC PRIVATE KEY') });
      expect(JSON.parse(mask(text))).toEqual({ one: '***', two: '***' });
    });

    it('hides a block whose beginning was cut off', () => {
      const text = `said before\n${'MIIEvQIBADANBgkq'.repeat(4)}\nabcdefghijklmnop==\n-----END PRIVATE KEY-----\nafter`;
      expect(mask(text)).toBe('said before\n***\nafter');
    });

    it('hides a block whose end was cut off', () => {
      expect(mask('before\n-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkq\nabcdef')).toBe('before\n***');
    });

    it('leaves public keys and certificates alone', () => {
      const text = '-----BEGIN CERTIFICATE-----\nMIIEvQ\n-----END CERTIFICATE-----';
      expect(mask(text)).toBe(text);
    });
  });

  describe('of known values', () => {
    it.each([
      ['as it is', (value: string) => value],
      ['in JSON', (value: string) => JSON.stringify({ value })],
      ['in JSON in JSON', (value: string) => JSON.stringify(JSON.stringify({ value }))],
      ['in an address', (value: string) => `?x=${encodeURIComponent(value)}`],
      ['in base64', (value: string) => Buffer.from(value).toString('base64')],
      ['in base64 with a line end', (value: string) => Buffer.from(`${value}\n`).toString('base64')],
      ['in base64 behind a name', (value: string) => Buffer.from(`user:${value}`).toString('base64')],
      ['in base64 behind another name', (value: string) => Buffer.from(`user1:${value}`).toString('base64')],
      ['in base64 for addresses', (value: string) => Buffer.from(value).toString('base64url')],
    ])('hides them %s', (_how, write) => {
      const value = 'correct horse/battery?staple>~';
      const masked = createSecretMask([value])(`before ${write(value)} after`);
      expect(masked).toMatch(/^before .*\*\*\*.* after$/);
      const rest = masked.replaceAll('***', ' ');
      for (let at = 0; at + 12 <= value.length; at += 1) expect(rest).not.toContain(value.slice(at, at + 12));
      const encoded = Buffer.from(value).toString('base64').slice(4, 24);
      expect(rest).not.toContain(encoded);
    });

    it('hides a long one in base64 that was broken into lines', () => {
      const value = 'The-quick-brown-fox-jumps-over-the-lazy-dog-'.repeat(6);
      const encoded = Buffer.from(value)
        .toString('base64')
        .replace(/(.{76})/g, '$1\n');
      expect(createSecretMask([value])(encoded)).not.toMatch(/[A-Za-z0-9+/]{16}/);
    });

    it('hides each line of one that has several', () => {
      const mask = createSecretMask(['{\n  "user": "ada-lovelace",\n  "password": "enchantress"\n}\n']);
      expect(mask('found "password": "enchantress" there')).toBe('found *** there');
      expect(mask('{ }')).toBe('{ }');
    });

    it('leaves short ones alone: they are words', () => {
      expect(createSecretMask(['true', '12345', '', '      '])('it is      true that 12345')).toBe(
        'it is      true that 12345',
      );
    });

    it('hides the longer of two of which one is in the other', () => {
      expect(createSecretMask(['secret', 'secret-of-ada'])('a secret-of-ada, a secret')).toBe('a ***, a ***');
    });

    it('never leaves one in any text', () => {
      const known = fc
        .string({ minLength: 6, maxLength: 40 })
        .filter((text) => text.trim() === text && !text.includes('***'));
      fc.assert(
        fc.property(fc.string(), known, fc.string(), (before, value, after) => {
          expect(createSecretMask([value])(`${before}${value}${after}`)).not.toContain(value);
        }),
      );
    });
  });

  it('takes no more than its length of time for any text', () => {
    const pieces = [
      'eyJ-',
      'eyJhbGciOiJSUzI1NiJ9.',
      'authorization: ',
      'bearer ',
      '://a',
      'ghs_',
      '-----BEGIN ',
      '-----BEGIN PRIVATE KEY-----\n',
      '-----END PRIVATE KEY-----\n',
      `${'A'.repeat(64)}\n`,
      'xoxb-',
      '?token=',
      ' ',
    ];
    const masks = createSecretMask(['correct horse battery staple']);
    for (const piece of pieces) masks(piece.repeat(Math.ceil(1_000_000 / piece.length)));
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 60 }), (some) => {
        const text = some.join('');
        const once = masks(text);
        expect(typeof once).toBe('string');
      }),
    );
  });
});
