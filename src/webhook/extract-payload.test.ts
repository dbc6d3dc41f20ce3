import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeFormField } from './decode-form-field.ts';
import { extractPayload } from './extract-payload.ts';

function text(bytes: Uint8Array | undefined): string | undefined {
  return bytes === undefined ? undefined : Buffer.from(bytes).toString();
}

describe('the payload of a JSON webhook', () => {
  it.each(['{}', ' \r\n\t{"a":1}', '{broken'])('is the body when that begins as an object: %j', (body) => {
    expect(text(extractPayload(Buffer.from(body), 'json'))).toBe(body);
  });

  it.each(['', ' ', '[]', 'null', '"{}"', '12', '\u00a0{}', '\ufeff{}', 'payload={}'])(
    'is none when it cannot be an object: %j',
    (body) => {
      expect(extractPayload(Buffer.from(body), 'json')).toBeUndefined();
    },
  );
});

describe('the payload of a form', () => {
  it.each([
    ['payload=%7B%22a%22%3A1%7D', '{"a":1}'],
    ['payload={"a":"b+c"}', '{"a":"b c"}'],
    ['payload=%7B%22a%22%3A%22b%2Bc%20d%22%7D', '{"a":"b+c d"}'],
    ['x=1&payload=%7b%7d&y=2', '{}'],
    ['payload=%7B%7D&payload=%7B1%7D', '{}'],
    ['pay%6Coad=%7B%7D', '{}'],
    ['payload={"half":"100%"}', '{"half":"100%"}'],
    ['payload={%zz%4}', '{%zz%4}'],
    ['payload={"a"=1}', '{"a"=1}'],
  ])('of %s is %s', (body, payload) => {
    expect(text(extractPayload(Buffer.from(body), 'form'))).toBe(payload);
  });

  it.each(['', 'payload', 'payload=', 'payload=[]', 'Payload={}', 'x={}', '&&&', '{"a":1}', 'payload%00={}'])(
    'is missing in %j',
    (body) => {
      expect(extractPayload(Buffer.from(body), 'form')).toBeUndefined();
    },
  );

  it('keeps bytes that are not UTF-8', () => {
    expect(decodeFormField(Buffer.from('payload=%7B%ff%C3%28'), 'payload')).toEqual(
      Buffer.from([0x7b, 0xff, 0xc3, 0x28]),
    );
  });

  it('is what URLSearchParams encoded, whatever it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (payload, other) => {
        const body = new URLSearchParams([
          [`x${other}`, other],
          ['payload', payload],
        ]).toString();
        expect(text(decodeFormField(Buffer.from(body), 'payload'))).toBe(payload);
      }),
    );
  });

  it('never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.constantFrom<'json' | 'form'>('json', 'form'), (bytes, mediaType) => {
        expect(extractPayload(bytes, mediaType)?.byteLength ?? 0).toBeLessThanOrEqual(bytes.byteLength);
      }),
    );
  });
});
