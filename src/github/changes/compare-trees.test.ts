import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareTrees, type GitTreeEntry } from './compare-trees.ts';

const trees = fc.uniqueArray(
  fc.record({
    path: fc.constantFrom('a', 'b', 'c', 'd', 'e/f', 'e/g'),
    type: fc.constantFrom('blob', 'commit'),
    sha: fc.constantFrom('1', '2', '3'),
  }),
  { selector: (entry) => entry.path },
);

describe('compareTrees', () => {
  it('turns the old tree into the new one', () => {
    fc.assert(
      fc.property(trees, trees, (before: GitTreeEntry[], after: GitTreeEntry[]) => {
        const paths = new Set(before.map((entry) => entry.path));
        const changed = new Set<string>();
        for (const change of compareTrees(before, after)) {
          changed.add(change.path);
          if (change.status === 'removed') {
            expect(paths.delete(change.path)).toBe(true);
          } else if (change.status === 'modified') {
            expect(paths.has(change.path)).toBe(true);
          } else {
            expect(paths.has(change.path)).toBe(false);
            paths.add(change.path);
          }
          if (change.previousPath !== undefined) {
            changed.add(change.previousPath);
            expect(paths.delete(change.previousPath)).toBe(true);
          }
        }
        expect([...paths].sort()).toEqual(after.map((entry) => entry.path).sort());
        const same = before.filter((old) => after.some((entry) => entry.path === old.path && entry.sha === old.sha));
        expect(same.some((entry) => changed.has(entry.path))).toBe(false);
      }),
    );
  });

  it('pairs each removed file with one added file of the same content', () => {
    const blob = (path: string) => ({ path, type: 'blob' as const, sha: '1' });
    expect(compareTrees([blob('a')], [blob('b'), blob('c')])).toEqual([
      { path: 'b', status: 'renamed', previousPath: 'a' },
      { path: 'c', status: 'added' },
    ]);
  });
});
