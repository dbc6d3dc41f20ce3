import { describe, expect, it } from 'vitest';
import { createMemoryRecords } from '../testing/memory-records.ts';
import { forgetNamedChecks, hasCheckNamed, noteNamedChecks, readNamedChecks } from './named-checks.ts';

const place = { repositoryId: 42, commit: 'c'.repeat(40) };

describe('the names of the checks on a commit', () => {
  it('are put together, and stay complete once they were', async () => {
    const records = createMemoryRecords();
    expect(await readNamedChecks(records, place)).toBeUndefined();
    await noteNamedChecks(records, place, { names: ['ci'], complete: true, now: 1 });
    await noteNamedChecks(records, place, { names: ['lint', 'ci'], complete: false, now: 2 });
    const known = await readNamedChecks(records, place);
    expect(known).toEqual({ names: ['ci', 'lint'], complete: true, at: 2 });
    expect(hasCheckNamed(known, 'lint')).toBe(true);
    expect(hasCheckNamed(known, 'deploy')).toBe(false);
    expect(await readNamedChecks(records, { ...place, repositoryId: 43 })).toBeUndefined();
  });

  it('are not written again when nothing is new', async () => {
    const records = createMemoryRecords();
    await noteNamedChecks(records, place, { names: ['ci'], complete: false, now: 1 });
    await noteNamedChecks(records, place, { names: ['ci'], complete: false, now: 2 });
    expect((await records.list('named-checks', ''))[0]?.version).toBe(1);
  });

  it('are all kept when events are handled at the same time', async () => {
    const records = createMemoryRecords();
    const names = ['a', 'b', 'c', 'd'];
    await Promise.all(names.map((each) => noteNamedChecks(records, place, { names: [each], complete: false, now: 1 })));
    expect((await readNamedChecks(records, place))?.names.sort()).toEqual(names);
  });

  it('count as there when there are more than are kept', async () => {
    const records = createMemoryRecords();
    const names = Array.from({ length: 1001 }, (_, index) => `check-${index}`);
    const known = await noteNamedChecks(records, place, { names, complete: false, now: 1 });
    expect(hasCheckNamed(known, 'check-1000')).toBe(true);
  });

  it('are forgotten when nothing was noted for long', async () => {
    const records = createMemoryRecords();
    await noteNamedChecks(records, place, { names: ['ci'], complete: true, now: 100 });
    await noteNamedChecks(records, { ...place, commit: 'new' }, { names: ['ci'], complete: true, now: 200 });
    await forgetNamedChecks(records, 150);
    expect((await records.list('named-checks', '')).map((each) => each.key)).toEqual(['42/new']);
  });
});
