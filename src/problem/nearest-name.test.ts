import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nearestName } from './nearest-name.ts';

describe('nearestName', () => {
  it.each([
    ['branchs', ['branches', 'tags'], 'branches'],
    ['barnches', ['branches', 'tags'], 'branches'],
    ['Branches', ['branches', 'tags'], 'branches'],
    ['tag', ['branches', 'tags'], 'tags'],
    ['pul_request', ['pull_request', 'push'], 'pull_request'],
    ['workflows', ['workflow', 'on'], 'workflow'],
    ['ab', ['ba'], 'ba'],
    ['zebra', ['branches', 'tags'], undefined],
    ['x', ['tags'], undefined],
    ['', ['tags'], undefined],
    ['a'.repeat(65), ['a'.repeat(65)], undefined],
  ])('%s among %j: %s', (name, known, expected) => {
    expect(nearestName(name, known)).toBe(expected);
  });

  it('finds a name after any one slip', () => {
    const known = ['timeout', 'parameters', 'concurrency', 'workflow'];
    fc.assert(
      fc.property(fc.constantFrom(...known), fc.nat(), fc.constantFrom('z', ''), (name, seed, put) => {
        const at = seed % name.length;
        expect(nearestName(name.slice(0, at) + put + name.slice(at + 1), known)).toBe(name);
      }),
    );
  });
});
