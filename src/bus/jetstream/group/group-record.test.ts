import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { partitionCount } from '../layout.ts';
import {
  beatGroup,
  beginGroup,
  emptyGroup,
  type GroupRecord,
  isOfOtherJournal,
  leaveGroup,
  partitionsOf,
  readGroup,
} from './group-record.ts';

const counts = { waiting: 3, parked: 1 };
const journal = '2026-01-01T00:00:00Z';

function beat(record: GroupRecord, id: string, { dead = [] as string[], isIdle = true, floor = 1 } = {}): GroupRecord {
  return beatGroup(record, { id, journal, counts, floorOf: () => floor, isIdle: () => isIdle, dead: new Set(dead) });
}

describe('the record of the group', () => {
  it('gives the first replica everything', () => {
    const record = beat(emptyGroup, 'a');
    expect(partitionsOf(record, 'a')).toHaveLength(partitionCount);
    expect(record.members).toEqual({ a: { beat: 1, counts } });
    expect(readGroup(JSON.parse(JSON.stringify(record)))).toEqual(record);
  });

  it('lets a second one have about half, as soon as nothing of it is in hand', () => {
    const joined = beat(beat(emptyGroup, 'a'), 'b');
    expect(partitionsOf(joined, 'b')).toEqual([]);
    const busy = beat(joined, 'a', { isIdle: false });
    expect(partitionsOf(busy, 'a')).toHaveLength(partitionCount);
    const shared = beat(beat(busy, 'a', { floor: 7 }), 'b');
    const taken = partitionsOf(shared, 'b');
    expect(taken.length).toBeGreaterThan(partitionCount / 5);
    expect(taken.length).toBeLessThan((partitionCount * 4) / 5);
    expect(taken.every((partition) => shared.partitions[partition]?.floor === 7)).toBe(true);
    expect(taken.some((partition) => shared.partitions[partition]?.isUnclean)).toBe(false);
  });

  it('frees what a dead replica had and says that it ended in the middle', () => {
    const both = beat(beat(beat(beat(emptyGroup, 'a'), 'b'), 'a'), 'b');
    const left = partitionsOf(both, 'a');
    const alone = beat(both, 'b', { dead: ['a'] });
    expect(partitionsOf(alone, 'b')).toHaveLength(partitionCount);
    expect(left.every((partition) => alone.partitions[partition]?.isUnclean)).toBe(true);
    expect(Object.keys(alone.members)).toEqual(['b']);
    expect(beat(alone, 'b').partitions.some((partition) => partition.isUnclean)).toBe(false);
  });

  it('is left in order by a replica that stops', () => {
    const record = leaveGroup(beat(emptyGroup, 'a'), { id: 'a', journal, floorOf: () => 5 });
    expect(record.members).toEqual({});
    expect(record.partitions).toEqual(Array.from({ length: partitionCount }, () => ({ floor: 5 })));
  });

  it('never gives a partition to two, nor takes one from who has it in hand, and ends in balance', () => {
    const ids = ['a', 'b', 'c'];
    const step = fc.record({ id: fc.constantFrom(...ids), isIdle: fc.boolean(), isLeaving: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        let record = emptyGroup;
        for (const { id, isIdle, isLeaving } of steps) {
          const before = record;
          record = isLeaving ? leaveGroup(record, { id, journal, floorOf: () => 1 }) : beat(record, id, { isIdle });
          for (const [number, { owner }] of before.partitions.entries()) {
            const now = record.partitions[number]?.owner;
            // Others keep theirs; its own changes only when it lets go.
            if (owner !== undefined && owner !== id) expect(now).toBe(owner);
            if (owner === id && !isLeaving && !isIdle) expect(now).toBe(id);
          }
        }
        for (const id of [...ids, ...ids]) record = beat(record, id);
        for (const id of ids) expect(partitionsOf(record, id).length).toBeGreaterThan(0);
        expect(record.partitions.every(({ owner }) => owner !== undefined)).toBe(true);
      }),
    );
  });

  it('keeps how far reading has got apart from what another stream was', () => {
    const record = beat(beginGroup('later'), 'b');
    expect(isOfOtherJournal(beginGroup('later'), journal)).toBe(true);
    expect(isOfOtherJournal(beat(emptyGroup, 'a'), journal)).toBe(false);
    expect(isOfOtherJournal(emptyGroup, journal)).toBe(false);
    const owned = {
      ...record,
      partitions: record.partitions.map((each) => ({ ...each, owner: 'a' })),
      journal: 'later',
    };
    const left = leaveGroup(owned, { id: 'a', journal, floorOf: () => 900 });
    expect(left).toMatchObject({ journal: 'later' });
    expect(left.partitions.every(({ owner, floor }) => owner === undefined && floor === 1)).toBe(true);
  });
});
