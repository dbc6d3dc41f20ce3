import { describe, expect, it } from 'vitest';
import { createMemoryRecords } from '../../report/testing/memory-records.ts';
import { claimAttempt, noteRun, recallClaims } from './claim-attempt.ts';

const check = { repositoryId: 42, delivery: 'd-1', name: 'ci' };
const day = 24 * 60 * 60 * 1000;

function setUp() {
  let time = 0;
  const records = createMemoryRecords();
  const tools = { records, now: () => time };
  return { records, tools, pass: (ms: number) => (time += ms) };
}

describe('an attempt', () => {
  it('is one more than any before, and than the check that was pressed', async () => {
    const { tools } = setUp();
    expect(await claimAttempt(check, { press: 'a', known: 1 }, tools)).toBe(2);
    expect(await claimAttempt(check, { press: 'b', known: 1 }, tools)).toBe(3);
    expect(await claimAttempt(check, { press: 'c', known: 7 }, tools)).toBe(8);
    expect(await claimAttempt({ ...check, name: 'lint' }, { press: 'c', known: 1 }, tools)).toBe(2);
  });

  it('stays the same for the same press', async () => {
    const { tools } = setUp();
    await claimAttempt(check, { press: 'a', known: 1 }, tools);
    await claimAttempt(check, { press: 'b', known: 1 }, tools);
    expect(await claimAttempt(check, { press: 'a', known: 2 }, tools)).toBe(2);
  });

  it('is never given to two presses that come at once', async () => {
    const { tools } = setUp();
    const presses = Array.from({ length: 10 }, (_, index) =>
      claimAttempt(check, { press: `p-${index}`, known: 1 }, tools),
    );
    const attempts = await Promise.all(presses);
    expect(attempts.toSorted((a, b) => a - b)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });

  it('remembers the Workflow that it became', async () => {
    const { tools } = setUp();
    await claimAttempt(check, { press: 'a', known: 1 }, tools);
    await noteRun(check, { press: 'a', run: { namespace: 'ci', name: 'ci-x' } }, tools);
    await claimAttempt(check, { press: 'b', known: 1 }, tools);
    expect((await recallClaims(check, tools))?.presses).toMatchObject([
      { by: 'a', attempt: 2, run: { namespace: 'ci', name: 'ci-x' } },
      { by: 'b', attempt: 3 },
    ]);
  });

  it('is forgotten once nothing can be repeated any more', async () => {
    const { tools, records, pass } = setUp();
    await claimAttempt(check, { press: 'a', known: 1 }, tools);
    await records.put('attempts', 'damaged', { last: 'x' });
    pass(89 * day);
    await claimAttempt({ ...check, name: 'lint' }, { press: 'b', known: 1 }, tools);
    expect((await records.list('attempts', '')).map(({ key }) => key)).toEqual(['42/d-1/ci', '42/d-1/lint', 'damaged']);
    pass(2 * day);
    await claimAttempt({ ...check, name: 'lint' }, { press: 'c', known: 1 }, tools);
    expect((await records.list('attempts', '')).map(({ key }) => key)).toEqual(['42/d-1/lint']);
  });
});
