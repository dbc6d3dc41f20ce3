import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wrapWebhook } from './wrap-webhook.ts';

describe('wrapWebhook', () => {
  it('keeps the body’s order and digits, and sorts the headers', () => {
    const headers = { 'X-B': ['1', '2'], 'X-A': ['"'] };
    expect(wrapWebhook(headers, ' {"z": 1.10, "a": [12345678901234567890, "a b"]}\n')).toEqual({
      ok: true,
      data: '{"header":{"X-A":["\\""],"X-B":["1","2"]},"body":{"z":1.10,"a":[12345678901234567890,"a b"]}}',
    });
  });

  it.each([
    ['', 'unexpected end of JSON input'],
    ['{"a":}', "invalid character '}' looking for beginning of value"],
    ['{} x', "invalid character 'x' after top-level value"],
  ])('refuses %j as Go does', (body, reason) => {
    expect(wrapWebhook({}, body)).toEqual({
      ok: false,
      message: `json: error calling MarshalJSON for type *json.RawMessage: ${reason}`,
    });
  });

  it('says the same as the body did', () => {
    fc.assert(
      fc.property(fc.json(), (body) => {
        const wrapped = wrapWebhook({}, body);
        expect(wrapped.ok && JSON.parse(wrapped.data)).toEqual({ header: {}, body: JSON.parse(body) });
      }),
    );
  });
});
