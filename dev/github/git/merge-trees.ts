import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { GitRepository } from './git-repository.ts';
import { findMergeBase } from './history.ts';

export interface MergedTree {
  /** Absent when the two sides conflict. */
  tree?: string;
}

/**
 * Merges by whole files, with nothing newer than an index of its own: a file that both sides changed is a conflict even where
 * its lines would merge.
 */
export async function mergeByFiles(git: GitRepository, base: string, head: string): Promise<MergedTree> {
  const ancestor = await findMergeBase(git, base, head);
  if (ancestor === undefined) return {};
  const index = join(git.directory, `merge-${randomUUID()}.index`);
  const environment = { GIT_INDEX_FILE: index };
  try {
    await git.run(['read-tree', '-i', '-m', '--aggressive', ancestor, base, head], { environment });
    const { code, stdout } = await git.run(['write-tree'], { environment, accept: [0, 128] });
    return code === 0 ? { tree: stdout.toString('utf8').trim() } : {};
  } finally {
    await rm(index, { force: true });
  }
}

/** Merges two commits without a work tree: by lines where git can do it (2.38 and later), else by whole files. */
export async function mergeTrees(git: GitRepository, base: string, head: string): Promise<MergedTree> {
  const { code, stdout } = await git.run(['merge-tree', '--write-tree', '--no-messages', base, head], {
    accept: [0, 1, 128, 129],
  });
  if (code === 1) return {};
  return code === 0 ? { tree: stdout.toString('utf8').slice(0, 40) } : mergeByFiles(git, base, head);
}
