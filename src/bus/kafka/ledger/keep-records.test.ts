import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keepRecords, type RecordTable } from './keep-records.ts';
import { openScratch } from './open-scratch.ts';
import { keepMessage, putMessage, type RecordEntry, readRecordEntry, recordKey } from './record-entry.ts';

type Step = { key: string } & (
  | { kind: 'put'; expectedVersion?: number; entryId?: string }
  | { kind: 'remove' }
  | { kind: 'keep'; version: number; value: string | null }
);

function toEntry(step: Step, offset: number): RecordEntry {
  const place = { collection: 'c', offset, at: offset };
  return step.kind === 'put' ? { ...place, value: `"v${offset}"`, ...step } : { ...place, ...step };
}

function play(table: RecordTable, steps: readonly Step[]): unknown[] {
  return steps.map((step, offset) => table.apply(toEntry(step, offset)));
}

function replay(entries: readonly RecordEntry[]): RecordTable {
  const table = keepRecords(openScratch());
  for (const entry of entries) table.apply(entry);
  return table;
}

/** What compaction leaves. */
function lastOfEach(entries: readonly RecordEntry[]): RecordEntry[] {
  return [...new Map(entries.map((entry) => [entry.key, entry])).values()];
}

const put = (expectedVersion?: number, key = 'a'): Step => ({
  ...{ kind: 'put', key },
  ...(expectedVersion === undefined ? {} : { expectedVersion }),
});

describe('keepRecords', () => {
  it('lets the first of those win who expect the same version', () => {
    const table = keepRecords(openScratch());
    expect(play(table, [put(0), put(0), put(1), put(1), put()])).toEqual([1, 'conflict', 3, 'conflict', 5]);
    expect(table.get('c', 'a')).toEqual({ key: 'a', value: '"v4"', version: 5 });
  });

  it('takes a removed record for one that must not exist', () => {
    const table = keepRecords(openScratch());
    expect(play(table, [put(0), { kind: 'remove', key: 'a' }, put(1), put(0)])).toEqual([1, 2, 'conflict', 4]);
  });

  it('takes an entry that was stored twice for one', () => {
    const table = keepRecords(openScratch());
    const twice: Step = { kind: 'put', key: 'a', expectedVersion: 0, entryId: 'w-1' };
    expect(play(table, [twice, twice])).toEqual([1, 1]);
    expect(table.hidden(100)).toEqual([]);
  });

  it('trusts the first entry that compaction has left of a key', () => {
    const table = keepRecords(openScratch());
    expect(table.apply(toEntry(put(17), 40))).toBe(41);
    expect(table.apply(toEntry(put(17), 50))).toBe('conflict');
  });

  it('knows of records whose last entry does not hold, until what holds was said again', () => {
    const table = keepRecords(openScratch());
    play(table, [put(0), put(0), put(0, 'b'), { kind: 'remove', key: 'b' }, put(3, 'b')]);
    const hidden = table.hidden(100);
    expect(hidden).toEqual([
      { collection: 'c', key: 'a', value: '"v0"', version: 1 },
      { collection: 'c', key: 'b', value: null, version: 4 },
    ]);
    expect(table.hidden(2)).toHaveLength(1);
    for (const { key, version, value } of hidden) table.apply(toEntry({ kind: 'keep', key, version, value }, 10));
    expect(table.hidden(100)).toEqual([]);
    expect(table.get('c', 'a')?.version).toBe(1);
    expect(table.get('c', 'b')).toBeUndefined();
  });

  it('does not let what is said again undo what came in between', () => {
    const table = keepRecords(openScratch());
    const late: Step = { kind: 'keep', key: 'a', version: 1, value: '"v0"' };
    play(table, [put(0), put(0), put(1), late]);
    expect(table.get('c', 'a')?.version).toBe(3);
    expect(table.hidden(100)).toEqual([{ collection: 'c', key: 'a', value: '"v2"', version: 3 }]);
  });

  it('forgets removed records after a while', () => {
    const table = keepRecords(openScratch());
    play(table, [put(0), { kind: 'remove', key: 'a' }]);
    table.forgetRemoved(0);
    expect(table.apply(toEntry(put(5), 9))).toBe('conflict');
    table.apply(toEntry({ kind: 'keep', key: 'a', version: 2, value: null }, 10));
    table.forgetRemoved(20);
    expect(table.apply(toEntry(put(5), 21))).toBe(22);
  });

  it('comes to the same records from a log that was compacted as from the whole, once what was hidden has been said again', () => {
    const key = fc.constantFrom('a', 'b');
    const step: fc.Arbitrary<Step> = fc.oneof(
      fc.record({ kind: fc.constant('put' as const), key, expectedVersion: fc.integer({ min: 0, max: 12 }) }),
      fc.record({ kind: fc.constant('put' as const), key }),
      fc.record({ kind: fc.constant('remove' as const), key }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), fc.nat(), (steps, cut) => {
        const whole = keepRecords(openScratch());
        const entries = steps.map(toEntry);
        for (const entry of entries) whole.apply(entry);
        for (const { key: name, value, version } of whole.hidden(1000)) {
          const kept = toEntry({ kind: 'keep', key: name, value, version }, entries.length);
          entries.push(kept);
          whole.apply(kept);
        }
        expect(whole.hidden(1000)).toEqual([]);
        expect(replay(lastOfEach(entries)).list('c', '')).toEqual(whole.list('c', ''));
        // A first part is compacted before the rest, once nothing in it is hidden: the lag of compaction leaves the time for that.
        const part = entries.slice(0, cut % (entries.length + 1));
        if (replay(part).hidden(1000).length > 0) return;
        const log = [...lastOfEach(part), ...entries.slice(part.length)];
        expect(replay(log).list('c', '')).toEqual(whole.list('c', ''));
      }),
    );
  });
});

describe('entries of records', () => {
  const record = { topic: 'records', partition: 0, offset: 4, timestamp: 9, key: recordKey('c', 'a/ü') };
  const toHeaders = (headers: Record<string, Buffer>) => new Map(Object.entries(headers));

  const large = JSON.stringify('x'.repeat(100_000));
  it.each([
    ['put', putMessage('{"a":1}', 'w-1', 3), { kind: 'put', value: '{"a":1}', entryId: 'w-1', expectedVersion: 3 }],
    ['put of any version', putMessage('1', 'w-2'), { kind: 'put', value: '1', entryId: 'w-2' }],
    ['keep', keepMessage('"x"', 7), { kind: 'keep', value: '"x"', version: 7 }],
    ['put of a large one', putMessage(large, 'w-3'), { kind: 'put', value: large, entryId: 'w-3' }],
    ['keep of a large one', keepMessage(large, 7), { kind: 'keep', value: large, version: 7 }],
    ['keep of nothing', keepMessage(null, 7), { kind: 'keep', value: null, version: 7 }],
    ['remove', { value: null, headers: {} }, { kind: 'remove' }],
  ])('are read as they were written: %s', (_, { value, headers }, expected) => {
    const entry = readRecordEntry({ ...record, value, headers: toHeaders(headers) });
    expect(entry).toEqual({ collection: 'c', key: 'a/ü', offset: 4, at: 9, ...expected });
  });
});
