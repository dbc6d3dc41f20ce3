import { RE2JS } from 're2js';
import { describe, expect, it } from 'vitest';
import { boundAutomaton } from './bound-automaton.ts';

/** A text in which no two stretches of thirty characters are alike. */
function irregular(length: number): string {
  let seed = 12_345;
  return Array.from({ length }, () => {
    seed ^= seed << 13;
    seed ^= seed >>> 17;
    seed ^= seed << 5;
    return seed & 4096 ? 'a' : 'b';
  }).join('');
}

function stateOf(compiled: RE2JS): { failed: boolean; stateCount: number } {
  return (compiled as unknown as { re2Input: { dfa: { failed: boolean; stateCount: number } } }).re2Input.dfa;
}

describe('the automaton of a pattern', () => {
  it('is given up when its states do not fit, and the answer stays', () => {
    const bounded = RE2JS.compile('a[ab]{30}$');
    boundAutomaton(bounded, { maxBytes: 65_536, maxEntries: 1_000_000 });
    const free = RE2JS.compile('a[ab]{30}$');
    for (const text of [`a${irregular(30)}`, irregular(5_000), `${irregular(5_000)}z`]) {
      expect(bounded.test(text)).toBe(free.test(text));
    }

    expect(stateOf(bounded).failed).toBe(true);
    expect(stateOf(bounded).stateCount).toBeLessThan(500);
    expect(stateOf(free).stateCount).toBeGreaterThan(2_000);
  });

  it('is given up when building it takes too much, and the answer stays', () => {
    const bounded = RE2JS.compile('(?:[a-b]?[b-c]?){40}z');
    boundAutomaton(bounded, { maxBytes: 1_000_000, maxEntries: 200 });
    const text = irregular(2_000);

    expect([bounded.test(text), bounded.test(`${text}z`)]).toEqual([false, true]);
    expect(stateOf(bounded).failed).toBe(true);
    expect(stateOf(bounded).stateCount).toBeLessThan(50);
  });

  it('stays for patterns as people write them', () => {
    const compiled = RE2JS.compile('^refs/heads/(main|release/.*)$');
    boundAutomaton(compiled, { maxBytes: 65_536, maxEntries: 4_096 });
    for (let at = 0; at < 100; at++) compiled.test(`refs/heads/release/${irregular(100)}`);

    expect(stateOf(compiled).failed).toBe(false);
  });
});
