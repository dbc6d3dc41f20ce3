import { createHmac, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { prepareVerifying, readSignature } from './verify-signature.ts';

const secret = randomBytes(16).toString('hex');
const body = Buffer.from('{"a":1}');

function sign(bytes: Uint8Array, key: string): Buffer {
  return createHmac('sha256', key).update(bytes).digest();
}

describe('verifying a signature', () => {
  it('accepts the body that was signed, by any of the secrets', () => {
    const verify = prepareVerifying(['first', secret, 'third']);
    for (const key of ['first', secret, 'third']) {
      expect(verify(body, sign(body, key))).toBe(true);
    }
  });

  it('refuses another body, another secret and another digest', () => {
    const verify = prepareVerifying([secret]);
    expect(verify(Buffer.from('{"a":2}'), sign(body, secret))).toBe(false);
    expect(verify(body, sign(body, `${secret}x`))).toBe(false);
    expect(verify(body, Buffer.alloc(32))).toBe(false);
  });

  it('refuses every changed bit', () => {
    const verify = prepareVerifying(['old', secret]);
    fc.assert(
      fc.property(fc.nat(31), fc.nat(7), (byte, bit) => {
        const forged = sign(body, secret);
        forged[byte] = (forged[byte] ?? 0) ^ (1 << bit);
        expect(verify(body, forged)).toBe(false);
      }),
    );
  });

  it.each([[[]], [['']], [[secret, '']]])('cannot be prepared without a secret: %j', (secrets) => {
    expect(() => prepareVerifying(secrets)).toThrow('secret');
  });
});

describe('reading a signature header', () => {
  const digest = sign(body, secret).toString('hex');

  it('reads the digest', () => {
    expect(readSignature(`sha256=${digest}`)?.toString('hex')).toBe(digest);
  });

  it.each([
    ['nothing', undefined],
    ['an empty value', ''],
    ['two headers', [`sha256=${digest}`, `sha256=${digest}`]],
    ['two values in one header', `sha256=${digest}, sha256=${digest}`],
    ['another algorithm', `sha1=${digest.slice(0, 40)}`],
    ['no prefix', digest],
    ['a prefix in upper case', `SHA256=${digest}`],
    ['digits in upper case', `sha256=${digest.toUpperCase().replace(/[0-9]$/, 'A')}`],
    ['a digit too few', `sha256=${digest.slice(1)}`],
    ['a digit too many', `sha256=${digest}0`],
    ['a letter that is no digit', `sha256=g${digest.slice(1)}`],
    ['a blank before', ` sha256=${digest}`],
    ['a line break after', `sha256=${digest}\n`],
    ['a letter that looks like a digit', `sha256=${digest.slice(1)}\u0661`],
  ])('finds none in %s', (_, header) => {
    expect(readSignature(header)).toBeUndefined();
  });

  it('takes any text without throwing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (header) => {
        expect(readSignature(header)).toBeUndefined();
      }),
    );
  });
});
