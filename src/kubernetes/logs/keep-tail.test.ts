import { describe, expect, it } from 'vitest';
import { keepTail } from './keep-tail.ts';

async function keep(chunks: string[], limits: { maxBytes: number; maxTotal: number }) {
  const { bytes, isCut, isGivenUp } = await keepTail(
    chunks.map((each) => Buffer.from(each)),
    limits,
  );
  return { text: bytes.toString(), isCut, isGivenUp };
}

describe('the end of a stream', () => {
  it('is all of it where that fits', async () => {
    const all = { text: 'one\ntwo', isCut: false, isGivenUp: false };
    expect(await keep(['one\n', 'two'], { maxBytes: 100, maxTotal: 100 })).toEqual(all);
  });

  it('is its last bytes', async () => {
    const last = { text: 'two\nthree', isCut: true, isGivenUp: false };
    expect(await keep(['one\n', 'two\n', 'three'], { maxBytes: 9, maxTotal: 100 })).toEqual(last);
  });

  it('is without the line at which it was given up', async () => {
    const whole = { text: 'one\n', isCut: true, isGivenUp: true };
    expect(await keep(['one\n', 'two of it', ' and more'], { maxBytes: 100, maxTotal: 10 })).toEqual(whole);
    expect((await keep(['endless'], { maxBytes: 100, maxTotal: 5 })).text).toBe('');
  });
});
