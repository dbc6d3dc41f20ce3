import { describe, expect, it } from 'vitest';
import { readOwnNamespace } from './read-own-namespace.ts';

describe('the namespace of the app itself', () => {
  it.each([
    ['apps\n', 'apps'],
    ['', undefined],
  ])('is read from the pod: %j', async (text, expected) => {
    expect(await readOwnNamespace(async () => text)).toBe(expected);
  });

  it('is unknown outside a cluster', async () => {
    expect(await readOwnNamespace(() => Promise.reject(new Error('ENOENT')))).toBeUndefined();
  });
});
