import pino from 'pino';
import { describe, expect, it } from 'vitest';
import { tendPartitions } from './tend-partitions.ts';

function makeWorld() {
  const done: string[] = [];
  const held = new Map<number, PromiseWithResolvers<void>>();
  const partitions = tendPartitions<{ partition: number }>({
    async acquire(partition, signal) {
      await held.get(partition)?.promise;
      return signal.aborted ? undefined : { partition };
    },
    begin: ({ partition }) => {
      done.push(`begin ${partition}`);
    },
    release: async ({ partition }) => {
      done.push(`release ${partition}`);
      if (partition === 13) throw new Error('The broker is away.');
    },
    log: pino({ level: 'silent' }),
    retryMs: 1,
  });
  return { partitions, done, held };
}

describe('tendPartitions', () => {
  it('takes over what is assigned and lets go of what is not any more', async () => {
    const { partitions, done } = makeWorld();
    partitions.assign([1, 2]);
    await expect.poll(() => partitions.all().length).toBe(2);
    partitions.assign([2, 3]);
    await expect.poll(() => partitions.get(3)).toBeDefined();
    await expect.poll(() => partitions.get(1)).toBeUndefined();
    expect(done.toSorted()).toEqual(['begin 1', 'begin 2', 'begin 3', 'release 1']);
  });

  it('does not begin with what was taken away while it was taken over', async () => {
    const { partitions, done, held } = makeWorld();
    held.set(1, Promise.withResolvers());
    partitions.assign([1]);
    partitions.assign([]);
    held.get(1)?.resolve();
    await partitions.stop();
    expect(done).toEqual([]);
  });

  it('begins with what was taken away and given back meanwhile', async () => {
    const { partitions, held } = makeWorld();
    held.set(1, Promise.withResolvers());
    partitions.assign([1]);
    partitions.assign([]);
    partitions.assign([1]);
    held.get(1)?.resolve();
    await expect.poll(() => partitions.get(1)).toEqual({ partition: 1 });
  });

  it('takes back after a while what it lost, if it is still to have it', async () => {
    const { partitions, done } = makeWorld();
    partitions.assign([1]);
    await expect.poll(() => partitions.get(1)).toBeDefined();
    partitions.lose(1);
    expect(partitions.get(1)).toBeUndefined();
    await expect.poll(() => done).toEqual(['begin 1', 'begin 1']);
    partitions.lose(1);
    partitions.assign([]);
    await partitions.stop();
    expect(partitions.all()).toEqual([]);
  });

  it('stops also when it cannot let go in order', async () => {
    const { partitions, done } = makeWorld();
    partitions.assign([13]);
    await expect.poll(() => partitions.get(13)).toBeDefined();
    await partitions.stop();
    expect(partitions.all()).toEqual([]);
    expect(done).toEqual(['begin 13', 'release 13']);
  });
});
