import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanLog, maxLineLength } from './clean-log.ts';
import { presentLog } from './present-log.ts';
import { stripEscapes } from './strip-escapes.ts';

function clean(text: string | Buffer, isCut = false): string[] {
  return cleanLog({ bytes: Buffer.from(text), isCut }).lines;
}

describe('cleanLog', () => {
  it.each<[string, string, string[]]>([
    ['plain lines', 'one\ntwo\n', ['one', 'two']],
    ['lines of Windows', 'one\r\ntwo\r\n', ['one', 'two']],
    ['colours', '\u001b[1;31merror\u001b[0m: no\u001b[K', ['error: no']],
    ['colours with colons', '\u001b[38:2:255:0:0mred\u001b[m', ['red']],
    ['a window title', '\u001b]0;npm test\u0007ok', ['ok']],
    ['a link', '\u001b]8;;https://example.org\u001b\\text\u001b]8;;\u001b\\', ['text']],
    ['a broken sequence', 'a\u001b]8;;no end', ['a8;;no end']],
    ['a progress bar', ' 10%\r 50%\r100%\ndone', ['100%', 'done']],
    ['a progress bar that ends its line', ' 10%\r100%\r\ndone\r', ['100%', 'done']],
    ['a spinner', 'wait |\b/\b-\bok', ['wait ok']],
    ['characters of control', 'a\u0000b\u0007c\td\u2028e', ['abc\tde']],
    ['text that is turned around', 'abc\u202edef\u200b', ['abcdef']],
    ['blanks and empty lines at the end', 'a  \n\n \n', ['a']],
    ['nothing', '', []],
  ])('shows %s', (_what, text, lines) => {
    expect(clean(text)).toEqual(lines);
  });

  it('leaves out a first line that was cut', () => {
    expect(clean('half a line\nwhole\n', true)).toEqual(['whole']);
  });

  it('leaves out an endless line that was cut: its beginning may be half a secret', () => {
    expect(clean('f-a-secret and more', true)).toEqual([]);
    expect(clean('f-a-secret and more\n', true)).toEqual([]);
    expect(clean(Buffer.from('x€\n€uro').subarray(2), true)).toEqual(['€uro']);
  });

  it('shows bytes that are no text as such', () => {
    expect(clean(Buffer.from([0x61, 0xff, 0xfe, 0x62]))).toEqual(['a\ufffd\ufffdb']);
  });

  it('cuts endless lines', () => {
    const [line = ''] = clean('x'.repeat(1_000_000));
    expect(line).toBe(`${'x'.repeat(maxLineLength)}…`);
  });

  it('answers any bytes with plain, whole text', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.boolean(), (bytes, isCut) => {
        for (const line of cleanLog({ bytes: Buffer.from(bytes), isCut }).lines) {
          expect(line).not.toMatch(/(?!\t)\p{Cc}/u);
          expect(line.isWellFormed()).toBe(true);
        }
      }),
    );
  });

  it('takes no more than its length of time for any text', () => {
    for (const piece of ['\u001b[', '\u001b]', '\u001bP', '\u001b[0;', '\u009b1', '\b', '\r', 'a\b', '\u001b']) {
      expect(stripEscapes(piece.repeat(500_000))).toBeDefined();
      expect(clean(piece.repeat(500_000))).toBeDefined();
    }
  });
});

describe('presentLog', () => {
  const limits = { maxLines: 3, maxBytes: 1000 };
  const present = (lines: string[], more = limits) => presentLog({ lines, isCut: false }, more);

  it('is the last lines', () => {
    expect(present(['a', 'b', 'c', 'd'])).toEqual({ lines: ['b', 'c', 'd'], isCut: true });
    expect(present(['a', 'b', 'c'])).toEqual({ lines: ['a', 'b', 'c'], isCut: false });
  });

  it('is within so many bytes', () => {
    expect(present(['€€€€', '€', 'abc'], { maxLines: 9, maxBytes: 8 })).toEqual({ lines: ['€', 'abc'], isCut: true });
  });

  it('says workflow commands as sentences, and not those for the runner', () => {
    expect(
      present(['::group::Install', '::debug::x', '::add-mask::hunter22', '::error file=a.ts,line=1::It broke']).lines,
    ).toEqual(['▸ Install', 'error: It broke']);
  });
});
