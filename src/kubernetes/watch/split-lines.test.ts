import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readWatchEvent } from './read-watch-event.ts';
import { createLineSplitter } from './split-lines.ts';
import { headsForm } from './watched-form.ts';

describe('createLineSplitter', () => {
  it('gives the same lines however the bytes are cut', () => {
    const text = fc.array(fc.string({ unit: 'binary' }).map((each) => each.replaceAll('\n', '')));
    fc.assert(
      fc.property(text, fc.array(fc.nat(20)), (given, cuts) => {
        const bytes = Buffer.from(given.map((each) => `${each}\n`).join(''));
        const split = createLineSplitter();
        const lines: string[] = [];
        let at = 0;
        for (const size of [...cuts, bytes.length]) {
          lines.push(...split(bytes.subarray(at, at + size)));
          at += size;
        }
        const whole = bytes
          .toString()
          .split('\n')
          .filter((each) => each.trim() !== '');
        expect(lines).toEqual(whole);
      }),
    );
  });
});

describe('readWatchEvent', () => {
  it('never throws, whatever the line', () => {
    fc.assert(fc.property(fc.string(), (line) => readWatchEvent(line, headsForm) === undefined || true));
    fc.assert(
      fc.property(fc.constantFrom('ADDED', 'DELETED', 'BOOKMARK', 'ERROR', 'x'), fc.jsonValue(), (type, object) => {
        const event = readWatchEvent(JSON.stringify({ type, object }), headsForm);
        expect(event === undefined || typeof event.type === 'string').toBe(true);
      }),
    );
  });
});
