import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildHeaders } from './build-headers.ts';

describe('buildHeaders', () => {
  it('keeps names as they are written, takes the last of one name, and sends UTF-8', () => {
    const built = buildHeaders(
      [
        ['x-API-key', 'one'],
        ['X-Api-Key', 'two'],
        ['X-Title', 'Größe'],
      ],
      'call',
    );

    expect(built).toEqual({
      ok: true,
      headers: [
        ['X-Api-Key', 'two'],
        ['X-Title', Buffer.from('Größe').toString('latin1')],
      ],
    });
  });

  it.each([
    ['X-A', 'b\r\nX-Admin: true'],
    ['X-A', 'b\nc'],
    ['X-A', '\u0000'],
    ['X-A', '\u007f'],
    ['X-A\r\nX-Admin', 'b'],
    ['X A', 'b'],
    ['', 'b'],
    ['Ünder', 'b'],
    ['Content-Length', '0'],
    ['transfer-ENCODING', 'chunked'],
    ['Connection', 'upgrade'],
    ['Host', 'evil.example'],
    ['Expect', '100-continue'],
    ['X-A', 'x'.repeat(8193)],
  ])('refuses %j: %j without showing the value', (name, value) => {
    const built = buildHeaders([[name, value]], 'call');

    expect(built).toMatchObject({ ok: false, problem: { code: 'trigger.http-header' } });
    if (value.length > 3) expect(JSON.stringify(built)).not.toContain(JSON.stringify(value).slice(1, -1));
  });

  it('refuses more headers than a server takes', () => {
    const many = Array.from({ length: 101 }, (_each, index): [string, string] => [`X-${index}`, '']);

    expect(buildHeaders(many, 'call')).toMatchObject({ ok: false });
  });

  it('lets no line end through, whatever it is given', () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ unit: 'binary' }), (name, value) => {
        const built = buildHeaders([[name, value]], 'call');
        if (built.ok) expect(built.headers.flat().join('')).not.toMatch(/[\r\n\0]/);
      }),
    );
  });
});
