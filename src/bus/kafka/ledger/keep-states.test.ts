import { describe, expect, it } from 'vitest';
import { problem } from '../../../problem/problem.ts';
import { keepStates, type StateTable } from './keep-states.ts';
import { openScratch } from './open-scratch.ts';
import {
  claimMessage,
  type DeliveryState,
  type Progress,
  probeMessage,
  readStateEntry,
  type StateEntry,
  stateMessage,
} from './state-entry.ts';

const trouble = problem('bus.handler-failed', { reason: 'GitHub answers 500' });

function makeState(name: string, progress: Progress, offset = 1): DeliveryState {
  const place = { name, partition: 0, offsets: [offset], key: 'k', share: 'one', bytes: 5 };
  return { ...place, at: offset, ...progress };
}

const claim = (id: string, isReleased = false): StateEntry => ({
  ...{ kind: 'claim', partition: 0 },
  claim: { id, member: `of ${id}`, isReleased },
});
const state = (claimId: string, of: DeliveryState): StateEntry => ({ kind: 'state', claimId, state: of });
const paused: Progress = { kind: 'paused', attempts: 3, failingSince: 7, dueAt: 99, problem: trouble };

function play(entries: readonly StateEntry[]): { table: StateTable; verdicts: string[] } {
  const table = keepStates(openScratch());
  return { table, verdicts: entries.map((entry) => table.apply(entry)) };
}

describe('keepStates', () => {
  it('lets a state hold that was written under the claim of its partition', () => {
    const { table, verdicts } = play([
      claim('first'),
      state('first', makeState('a', paused)),
      claim('second'),
      state('first', makeState('a', { kind: 'done' })),
      state('second', makeState('b', { kind: 'done' }, 2)),
    ]);
    expect(verdicts).toEqual(['holds', 'holds', 'holds', 'ignored', 'holds']);
    expect(table.find('a')).toEqual(makeState('a', paused));
    expect(table.find('b')).toMatchObject({ kind: 'done', offsets: [2] });
    expect(table.hidden(0)).toEqual([makeState('a', paused)]);
  });

  it('has nothing hidden any more once the new owner has said again what holds', () => {
    const { table } = play([
      claim('first'),
      state('first', makeState('a', paused)),
      claim('second'),
      state('first', makeState('a', { kind: 'done' })),
      state('second', makeState('a', paused)),
    ]);
    expect(table.hidden(0)).toEqual([]);
    expect(table.claim(0)).toMatchObject({ id: 'second' });
  });

  it('leaves finished what is finished when an older entry comes late, but lets a new copy revive what is dead', () => {
    const { table } = play([
      claim('c'),
      state('c', makeState('a', { kind: 'done' })),
      state('c', makeState('a', paused)),
      state('c', makeState('b', { kind: 'dead', attempts: 1, problem: trouble }, 2)),
      state('c', makeState('b', paused, 9)),
    ]);
    expect([table.find('a')?.kind, table.find('b')?.kind]).toEqual(['done', 'paused']);
    expect(table.hidden(0).map(({ name }) => name)).toEqual(['a']);
  });

  it('trusts what is left in a log whose claims have been compacted away', () => {
    const { table, verdicts } = play([state('long gone', makeState('a', { kind: 'done' })), claim('now')]);
    expect(verdicts).toEqual(['holds', 'holds']);
    expect(table.find('a')?.kind).toBe('done');
  });

  it('tells apart what is unfinished, dead and done', () => {
    const dead: Progress = { kind: 'dead', attempts: 4, problem: trouble };
    const { table } = play([
      claim('c'),
      state('c', makeState('w', { kind: 'waiting' }, 5)),
      state('c', makeState('p', paused, 3)),
      state('c', makeState('d', { kind: 'done' }, 4)),
      state('c', makeState('x', dead, 6)),
      state('c', makeState('y', dead, 8)),
    ]);
    expect([...table.unfinished(0)].map(({ name }) => name)).toEqual(['p', 'w']);
    expect(table.dead(1).map(({ name }) => name)).toEqual(['y']);
    expect([table.countDead(), table.countPaused(0), table.countPaused(1)]).toEqual([2, 1, 0]);
    expect(table.countAround(0, 5)).toEqual({ finishedAfter: 2, unfinishedBefore: 1 });
    table.forget(6);
    expect(['w', 'p', 'd', 'x', 'y'].filter((name) => table.find(name) !== undefined)).toEqual(['w', 'p', 'y']);
  });
});

describe('entries of states', () => {
  const toRecord = (message: { key: Buffer; value: Buffer; headers: Record<string, Buffer> }) => ({
    ...{ topic: 'states', partition: 0, offset: 1, timestamp: 1 },
    ...message,
    headers: new Map(Object.entries(message.headers)),
  });
  const name = '["github","","id with spaces"]';

  it.each([
    ['paused', makeState(name, paused)],
    ['waiting', makeState(name, { kind: 'waiting' })],
    ['dead', makeState(name, { kind: 'dead', attempts: 2, problem: trouble })],
  ])('are read as they were written: %s', (_, written) => {
    const entry = readStateEntry(toRecord(stateMessage(written, 'c', 'w-1')));
    expect(entry).toEqual({ kind: 'state', entryId: 'w-1', claimId: 'c', state: written });
  });

  it('say of a finished delivery only where it is', () => {
    const message = stateMessage(makeState(name, { kind: 'done' }), 'c', 'w-1');
    expect(message.value.byteLength).toBeLessThan(60);
    expect(readStateEntry(toRecord(message))).toMatchObject({
      state: { name, kind: 'done', partition: 0, offsets: [1] },
    });
  });

  it('are claims and probes, too', () => {
    const held = { id: 'c', member: 'm', isReleased: false };
    expect(readStateEntry(toRecord(claimMessage(11, held, 'w-1')))).toEqual({
      ...{ kind: 'claim', entryId: 'w-1', partition: 11, claim: held },
    });
    expect(readStateEntry(toRecord(probeMessage('w-2')))).toEqual({ kind: 'probe', entryId: 'w-2' });
  });

  it('throw where they are none', () => {
    expect(() =>
      readStateEntry(toRecord({ key: Buffer.from('x y'), value: Buffer.from('{}'), headers: {} })),
    ).toThrow();
    expect(() =>
      readStateEntry(toRecord({ key: Buffer.from('state a'), value: Buffer.from('{'), headers: {} })),
    ).toThrow();
  });
});
