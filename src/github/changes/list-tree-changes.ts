import type { Connection } from '../connection/call-github.ts';
import type { ChangedFile, GithubResult, RepositoryAddress } from '../github.ts';
import { compareTrees } from './compare-trees.ts';
import { createTreeReader, listTreePair } from './list-tree.ts';

const maxTreeCalls = 200;

/** Compares the trees of two commits; an undefined side is empty. */
export async function listTreeChanges(
  connection: Connection,
  repository: RepositoryAddress,
  before: string | undefined,
  after: string,
): Promise<GithubResult<ChangedFile[]>> {
  const pair = await listTreePair(createTreeReader(connection, repository, maxTreeCalls), before, after);
  return pair.ok ? { ok: true, value: compareTrees(pair.value.before, pair.value.after) } : pair;
}
