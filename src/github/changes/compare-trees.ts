import type { ChangedFile } from '../github.ts';

/** One entry of a git tree. `sha` of a tree names everything below it. */
export interface GitTreeEntry {
  path: string;
  type: 'blob' | 'tree' | 'commit';
  sha: string;
}

/**
 * What changed between two complete listings of files (trees left out), in path order. A file that went away and one that
 * came with the same content are a rename, as GitHub says it.
 */
export function compareTrees(before: GitTreeEntry[], after: GitTreeEntry[]): ChangedFile[] {
  const old = new Map(before.filter(isFile).map((each) => [each.path, each.sha]));
  const current = new Map(after.filter(isFile).map((each) => [each.path, each.sha]));
  const removedBySha = new Map<string, string[]>();
  for (const [path, sha] of old) {
    if (!current.has(path)) {
      removedBySha.set(sha, [...(removedBySha.get(sha) ?? []), path]);
    }
  }
  const changes: ChangedFile[] = [];
  for (const [path, sha] of current) {
    const oldSha = old.get(path);
    if (oldSha === undefined) {
      const previousPath = removedBySha.get(sha)?.shift();
      changes.push(previousPath === undefined ? { path, status: 'added' } : { path, status: 'renamed', previousPath });
    } else if (oldSha !== sha) {
      changes.push({ path, status: 'modified' });
    }
  }
  for (const path of [...removedBySha.values()].flat()) {
    changes.push({ path, status: 'removed' });
  }
  return changes.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Submodules count as files: a new commit of one is a change at its path. */
function isFile(entry: GitTreeEntry): boolean {
  return entry.type !== 'tree';
}
