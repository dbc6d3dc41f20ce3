import { describe, expect, it } from 'vitest';
import { createFakeTime } from '../testing/fake-time.ts';
import { createWriteLanes, type WriteLanes } from './write-lanes.ts';

interface Held {
  started: string[];
  /** Ends the write with that name. */
  end(name: string): void;
  take(name: string, installationId: number, isUrgent?: () => boolean): Promise<string | undefined>;
}

function holdWrites(lanes: WriteLanes): Held {
  const ends = new Map<string, () => void>();
  const started: string[] = [];
  return {
    started,
    end: (name) => ends.get(name)?.(),
    take: (name, installationId, isUrgent = () => false) =>
      lanes.take({ installationId, isUrgent }, () => {
        started.push(name);
        return new Promise<string>((resolve) => ends.set(name, () => resolve(name)));
      }),
  };
}

describe('write lanes', () => {
  it('let one write of an installation run at a time and never wait for another installation', async () => {
    const time = createFakeTime(0);
    const held = holdWrites(createWriteLanes(time));
    const first = held.take('a1', 1);
    void held.take('a2', 1);
    void held.take('b1', 2);
    expect(held.started).toEqual(['a1', 'b1']);
    held.end('a1');
    expect(await first).toBe('a1');
    await time.settle();
    expect(held.started).toEqual(['a1', 'b1', 'a2']);
  });

  it('give the next turn to what is urgent by then, else to who came first', async () => {
    const time = createFakeTime(0);
    const held = holdWrites(createWriteLanes(time));
    let isUrgent = false;
    void held.take('running', 1);
    void held.take('state', 1);
    void held.take('conclusion', 1, () => isUrgent);
    isUrgent = true;
    for (const name of ['running', 'conclusion', 'state']) {
      held.end(name);
      await time.settle();
    }
    expect(held.started).toEqual(['running', 'conclusion', 'state']);
  });

  it('go on after a write that failed', async () => {
    const time = createFakeTime(0);
    const lanes = createWriteLanes(time);
    const turn = { installationId: 1, isUrgent: () => false };
    await expect(lanes.take(turn, () => Promise.reject(new Error('boom')))).rejects.toThrow('boom');
    expect(await lanes.take(turn, async () => 'fine')).toBe('fine');
  });

  it('rest while paused, and at most an hour', async () => {
    const time = createFakeTime(0);
    const lanes = createWriteLanes(time);
    const held = holdWrites(lanes);
    lanes.pause(1, 5000);
    lanes.pause(1, 1000);
    void held.take('a1', 1);
    void held.take('a2', 1);
    await time.advance(4999);
    expect(held.started).toEqual([]);
    await time.advance(1);
    expect(held.started).toEqual(['a1']);
    lanes.pause(2, 100 * 60 * 60 * 1000);
    void held.take('b1', 2);
    await time.advance(60 * 60 * 1000);
    expect(held.started).toEqual(['a1', 'b1']);
  });

  it('drop what waits when they are stopped, and take nothing more', async () => {
    const time = createFakeTime(0);
    const lanes = createWriteLanes(time);
    const held = holdWrites(lanes);
    const running = held.take('a1', 1);
    const waiting = held.take('a2', 1);
    lanes.pause(2, 1000);
    const paused = held.take('b1', 2);
    lanes.stop();
    expect(await waiting).toBeUndefined();
    expect(await paused).toBeUndefined();
    expect(await held.take('a3', 1)).toBeUndefined();
    held.end('a1');
    expect(await running).toBe('a1');
    await time.advance(5000);
    expect(held.started).toEqual(['a1']);
  });
});
