import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { makeWorkAllowance } from '../work/work-allowance.ts';
import { compileRegularExpression } from './compile-regular-expression.ts';

describe('the last answer of a pattern', () => {
  it('is that of the text that is asked about', () => {
    const compilation = compileRegularExpression('^refs/heads/ma');
    const asked = ['refs/heads/main', 'refs/heads/main', 'refs/tags/main', 'refs/heads/main', ''];

    expect(asked.map((text) => compilation.ok && compilation.expression.test(text))).toEqual([
      true,
      true,
      false,
      true,
      false,
    ]);
  });

  it('is paid for each time', () => {
    const compilation = compileRegularExpression('^refs/heads/ma');
    const work = makeWorkAllowance(0);
    const test = () => compilation.ok && compilation.expression.test('refs/heads/main', work);
    const before = work.left;
    test();
    const cost = before - work.left;
    test();

    expect(cost).toBeGreaterThan(0);
    expect(before - work.left).toBe(2 * cost);
    work.left = 1;
    expect(test()).toBeUndefined();
  });

  it('keeps no payload that the text was a part of', () => {
    setFlagsFromString('--expose-gc');
    const collect: () => void = runInNewContext('gc');
    collect();
    const before = process.memoryUsage().heapUsed;
    for (let number = 0; number < 100; number += 1) {
      const payload = Buffer.alloc(500_000, 'x').toString('latin1');
      const compilation = compileRegularExpression(`^a part ${number}`);
      if (compilation.ok) compilation.expression.test(payload.slice(100, 250));
    }
    collect();

    // Kept payloads would be 50 MB.
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(25_000_000);
  });
});
