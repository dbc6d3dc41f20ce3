import { tmpdir } from 'node:os';
import pino from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { type FreeSpace, readFreeBytes, watchFreeSpace } from './watch-free-space.ts';

const log = pino({ level: 'silent' });
let space: FreeSpace | undefined;

afterEach(() => space?.stop());

describe('watching the free space of a disk', () => {
  it('says at once, and later on, whether there is room', async () => {
    let free = 99;
    space = await watchFreeSpace({ readFreeBytes: async () => free, reserveBytes: 100, everyMs: 1, log });
    expect(space.hasRoom(0)).toBe(false);
    free = 100;
    await expect.poll(() => space?.hasRoom(0)).toBe(true);
  });

  it('takes off what was asked for since it looked last, twice over', async () => {
    space = await watchFreeSpace({ readFreeBytes: async () => 200, reserveBytes: 100, everyMs: 60_000, log });
    expect(space.hasRoom(51)).toBe(false);
    expect(space.hasRoom(30)).toBe(true);
    expect(space.hasRoom(21)).toBe(false);
    expect(space.hasRoom(20)).toBe(true);
    expect(space.hasRoom(1)).toBe(false);
    expect(space.hasRoom(0)).toBe(true);
  });

  it('believes what it saw last when looking fails', async () => {
    const refuse = (): Promise<number> => Promise.reject(new Error('No such file system.'));
    space = await watchFreeSpace({ readFreeBytes: refuse, reserveBytes: 100, everyMs: 1000, log });
    expect(space.hasRoom(1e12)).toBe(true);
  });

  it('reads what the disk of a directory has left', async () => {
    expect(await readFreeBytes(tmpdir())).toBeGreaterThan(0);
  });
});
