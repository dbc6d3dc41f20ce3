import { describe, expect, it } from 'vitest';
import { createShare } from './create-share.ts';

function setUp(keepMs = 500) {
  const clock = { at: 0 };
  let loads = 0;
  const share = createShare<number>({ keepMs: () => keepMs, maxEntries: 2, now: () => clock.at });
  const load = async () => {
    loads += 1;
    return loads;
  };
  return { clock, share, load };
}

describe('createShare', () => {
  it('loads once for callers at the same time, and again when the value has become old', async () => {
    const { clock, share, load } = setUp();
    expect(await Promise.all([share.get('a', load), share.get('a', load)])).toEqual([1, 1]);
    clock.at = 499;
    expect(await share.get('a', load)).toBe(1);
    clock.at = 500;
    expect(await share.get('a', load)).toBe(2);
  });

  it('counts from when loading began, because what is read may have changed since', async () => {
    const { clock, share } = setUp();
    const first = share.get('a', async () => {
      clock.at = 600;
      return 1;
    });
    expect(await first).toBe(1);
    expect(await share.get('a', async () => 2)).toBe(2);
  });

  it('keeps no failure', async () => {
    const { share, load } = setUp();
    await expect(share.get('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await share.get('a', load)).toBe(1);
  });

  it('keeps a bounded number, and forgets what it is told to', async () => {
    const { share, load } = setUp();
    for (const key of ['a', 'b', 'c']) await share.get(key, load);
    expect(await share.get('a', load)).toBe(4);
    share.forget('a');
    expect(await share.get('a', load)).toBe(5);
  });
});
