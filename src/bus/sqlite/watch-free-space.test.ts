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
    expect(space.hasRoom()).toBe(false);
    free = 100;
    await expect.poll(() => space?.hasRoom()).toBe(true);
  });

  it('believes what it saw last when looking fails', async () => {
    const refuse = (): Promise<number> => Promise.reject(new Error('No such file system.'));
    space = await watchFreeSpace({ readFreeBytes: refuse, reserveBytes: 100, everyMs: 1000, log });
    expect(space.hasRoom()).toBe(true);
  });

  it('reads what the disk of a directory has left', async () => {
    expect(await readFreeBytes(tmpdir())).toBeGreaterThan(0);
  });
});
