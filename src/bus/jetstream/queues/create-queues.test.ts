import { describe, expect, it } from 'vitest';
import type { DeliveryState } from '../journal/message-notes.ts';
import { hashToken, partitionOf } from '../layout.ts';
import { createQueues, type InHand, type Queues } from './create-queues.ts';

const limits = { slots: 10, places: 0, maxBytes: 1000 };

function note(key: string, { share = 'one', bytes = 1 } = {}) {
  return { key: hashToken(key), share, bytes };
}

function stateOf(sequence: number, key: string, more: Partial<DeliveryState> = {}): DeliveryState {
  return { sequence, queue: note(key), kind: 'open', attempts: 1, dueAt: 0, ...more };
}

/** Queues that have the partitions of these keys. */
function queuesFor(...keys: readonly string[]): Queues {
  const queues = createQueues();
  for (const key of keys) {
    queues.open(partitionOf(hashToken(key)), 1);
    queues.noteLoaded(partitionOf(hashToken(key)));
  }
  return queues;
}

function take(queues: Queues, now = 0, more: Partial<typeof limits> = {}): InHand[] {
  return queues.take({ ...limits, ...more }, now);
}

function sequences(taken: readonly InHand[]): number[] {
  return taken.map(({ sequence }) => sequence);
}

describe('queues built from the stream of events', () => {
  it('hand out one of a key at a time, in order, and the next when that is finished', () => {
    const queues = queuesFor('a', 'b');
    queues.addEvent(1, note('a'));
    queues.addEvent(2, note('b'));
    queues.addEvent(3, note('a'));
    const first = take(queues);
    expect(sequences(first)).toEqual([1, 2]);
    expect(take(queues)).toEqual([]);
    queues.finish(first[0] as InHand);
    expect(sequences(take(queues))).toEqual([3]);
    expect(queues.counts()).toEqual({ waiting: 2, parked: 0 });
  });

  it('do not hear of partitions that are not theirs', () => {
    const queues = createQueues();
    queues.addEvent(1, note('a'));
    queues.applyState(2, stateOf(1, 'a'));
    expect(take(queues)).toEqual([]);
    expect(queues.counts()).toEqual({ waiting: 0, parked: 0 });
  });

  it('hear a message once, however often it is told', () => {
    const queues = queuesFor('a');
    queues.addEvent(1, note('a'));
    queues.addEvent(1, note('a'));
    queues.finish(take(queues)[0] as InHand);
    queues.addEvent(1, note('a'));
    expect(take(queues)).toEqual([]);
    expect(queues.size()).toBe(0);
  });

  it('let go what another has brought to its end', () => {
    const queues = queuesFor('a');
    queues.addEvent(1, note('a'));
    queues.addEvent(2, note('a'));
    queues.applyState(3, stateOf(1, 'a', { kind: 'done' }));
    expect(sequences(take(queues))).toEqual([2]);
  });

  it('keep a queue back until its head is due, with what follows', () => {
    const queues = queuesFor('a');
    queues.addEvent(1, note('a'));
    queues.addEvent(2, note('a'));
    queues.applyState(3, stateOf(1, 'a', { attempts: 2, dueAt: 50 }));
    expect(take(queues, 49)).toEqual([]);
    expect(queues.nextDueAt()).toBe(50);
    expect(queues.counts()).toEqual({ waiting: 2, parked: 1 });
    const [taken] = take(queues, 50);
    expect(taken).toMatchObject({ sequence: 1, progress: { attempts: 2, revision: 3 } });
    expect(queues.nextDueAt()).toBeUndefined();
  });

  it.each([
    ['it', 1],
    ['what follows it', 2],
  ])('resume a paused queue when %s is delivered again', (_, sequence) => {
    const queues = queuesFor('a');
    queues.addEvent(1, note('a'));
    queues.addEvent(2, note('a'));
    queues.applyState(3, stateOf(1, 'a', { dueAt: 50 }));
    queues.applyState(4, stateOf(sequence, 'a', { dueAt: 0 }));
    expect(sequences(take(queues, 1))).toEqual([1]);
  });

  it('do not listen to what is said about a delivery in hand', () => {
    const queues = queuesFor('a');
    queues.addEvent(1, note('a'));
    const [taken] = take(queues);
    queues.applyState(2, stateOf(1, 'a', { dueAt: 50 }));
    queues.putBack(taken as InHand, {
      ...{ revision: 3, attempts: 1, dueAt: 90, isRevived: false, isStarted: false },
    });
    expect(queues.nextDueAt()).toBe(90);
  });

  it('take back what was dead and lives again, before what came later', () => {
    const queues = queuesFor('a');
    queues.addEvent(5, note('a'));
    queues.applyState(6, stateOf(2, 'a', { isRevived: true, attempts: 0 }));
    expect(take(queues)).toMatchObject([{ sequence: 2, progress: { isRevived: true } }]);
  });

  it('serve shares in turn and leave others as many places as one holds', () => {
    const keys = ['a', 'b', 'c', 'd', 'e'];
    const queues = queuesFor(...keys);
    for (const [index, key] of keys.entries()) {
      queues.addEvent(index + 1, note(key, { share: key === 'e' ? 'quiet' : 'noisy' }));
    }
    expect(sequences(take(queues, 0, { slots: 2 }))).toEqual([1, 5]);
    expect(sequences(take(queues, 0, { slots: 3, places: 8 }))).toEqual([2]);
  });

  it('take no more bytes than there is room for, but always one', () => {
    const queues = queuesFor('a', 'b', 'c');
    queues.addEvent(1, note('a', { bytes: 5000 }));
    queues.addEvent(2, note('b', { bytes: 600 }));
    queues.addEvent(3, note('c', { bytes: 600 }));
    expect(sequences(take(queues))).toEqual([1]);
    expect(sequences(take(queues))).toEqual([2]);
  });

  it('say how far back a partition still matters', () => {
    const queues = queuesFor('a');
    const partition = partitionOf(hashToken('a'));
    expect(queues.floorOf(partition)).toBe(1);
    queues.addEvent(4, note('a'));
    queues.addEvent(9, note('a'));
    expect(queues.floorOf(partition)).toBe(4);
    queues.noteApplied(20);
    queues.finish(take(queues)[0] as InHand);
    expect(queues.floorOf(partition)).toBe(9);
    queues.finish(take(queues)[0] as InHand);
    expect(queues.floorOf(partition)).toBe(21);
  });

  it('are unsure of what they hand out until they know everything that was before', () => {
    const queues = createQueues();
    const partition = partitionOf(hashToken('a'));
    queues.open(partition, 1);
    queues.addEvent(1, note('a'));
    queues.noteApplied(7);
    expect(queues.floorOf(partition)).toBe(1);
    const [taken] = take(queues);
    expect(taken?.isUnsure).toBe(true);
    queues.putBack(taken as InHand);
    queues.noteLoaded(partition);
    expect(take(queues)[0]?.isUnsure).toBe(false);
  });

  it('hand out nothing of a partition that is about to be given away, and forget one that is', () => {
    const queues = queuesFor('a');
    const partition = partitionOf(hashToken('a'));
    queues.addEvent(1, note('a'));
    queues.addEvent(2, note('a'));
    const [taken] = take(queues);
    queues.setDraining(partition, true);
    expect(queues.isIdle(partition)).toBe(false);
    queues.putBack(taken as InHand);
    expect([queues.isIdle(partition), queues.isDraining(partition), take(queues)]).toEqual([true, true, []]);
    queues.setDraining(partition, false);
    expect(sequences(take(queues))).toEqual([1]);
    queues.drop(partition);
    expect(queues.counts()).toEqual({ waiting: 0, parked: 0 });
    expect(queues.size()).toBe(0);
  });

  it('do not hand out a key again that is still in hand since before its partition went and came', () => {
    const queues = queuesFor('a');
    const partition = partitionOf(hashToken('a'));
    queues.addEvent(1, note('a'));
    const [taken] = take(queues);
    queues.drop(partition);
    queues.open(partition, 1);
    queues.addEvent(1, note('a'));
    queues.addEvent(2, note('a'));
    expect(take(queues)).toEqual([]);
    queues.finish(taken as InHand);
    expect(sequences(take(queues))).toEqual([2]);
  });

  it('let what a state says be changed before it counts', () => {
    const queues = createQueues((progress) => ({ ...progress, dueAt: progress.isStarted ? 70 : progress.dueAt }));
    queues.open(partitionOf(hashToken('a')), 1);
    queues.addEvent(1, note('a'));
    queues.applyState(2, stateOf(1, 'a', { isStarted: true }));
    expect(take(queues, 69)).toEqual([]);
    expect(sequences(take(queues, 70))).toEqual([1]);
  });
});
