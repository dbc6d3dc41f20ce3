import { z } from 'zod';
import { type Connection, callGithub } from '../connection/call-github.ts';
import type { GithubResult, RepositoryAddress } from '../github.ts';
import type { GitTreeEntry } from './compare-trees.ts';

const tree = z.object({
  truncated: z.boolean(),
  tree: z.array(z.object({ path: z.string(), type: z.enum(['blob', 'tree', 'commit']), sha: z.string() })),
});

/** Reads trees of one repository, up to `maxCalls` of them; trees are named by their id, so a tree is asked for once. */
export interface TreeReader {
  readTree(sha: string, recursive: boolean): Promise<GithubResult<{ truncated: boolean; entries: GitTreeEntry[] }>>;
}

export function createTreeReader(connection: Connection, repository: RepositoryAddress, maxCalls: number): TreeReader {
  let calls = 0;
  return {
    async readTree(sha, recursive) {
      calls += 1;
      if (calls > maxCalls) {
        const message = `listChangedFiles: too many files changed to list them (more than ${maxCalls} trees to read).`;
        return { ok: false, failure: { kind: 'refused', message } };
      }
      const result = await callGithub(connection, {
        method: 'listChangedFiles',
        installationId: repository.installationId,
        kind: 'read',
        route: 'GET /repos/{owner}/{repo}/git/trees/{tree_sha}',
        parameters: {
          owner: repository.owner,
          repo: repository.name,
          tree_sha: sha,
          ...(recursive ? { recursive: '1' } : {}),
        },
        answer: tree,
      });
      return result.ok
        ? { ok: true, value: { truncated: result.value.truncated, entries: result.value.tree } }
        : result;
    },
  };
}

/** Two listings that hold everything in which two trees differ; what is equal on both sides may be left out. */
export interface TreePair {
  before: GitTreeEntry[];
  after: GitTreeEntry[];
}

/**
 * Lists both trees whole where GitHub does (up to 100,000 entries), else level by level, going down only where the two
 * differ. An undefined side is an empty tree.
 */
export async function listTreePair(
  reader: TreeReader,
  before: string | undefined,
  after: string | undefined,
): Promise<GithubResult<TreePair>> {
  if (before === after) {
    return { ok: true, value: { before: [], after: [] } };
  }
  const whole = await readBoth(reader, { before, after, recursive: true });
  if (!whole.ok || !whole.value.truncated) {
    return whole;
  }
  const level = await readBoth(reader, { before, after, recursive: false });
  if (!level.ok) {
    return level;
  }
  if (level.value.truncated) {
    const message = 'listChangedFiles: a single directory is too large for GitHub to list.';
    return { ok: false, failure: { kind: 'refused', message } };
  }
  return await descend(reader, level.value);
}

async function descend(reader: TreeReader, level: TreePair): Promise<GithubResult<TreePair>> {
  const pair: TreePair = { before: files(level.before), after: files(level.after) };
  const oldTrees = trees(level.before);
  const newTrees = trees(level.after);
  for (const path of new Set([...oldTrees.keys(), ...newTrees.keys()])) {
    const below = await listTreePair(reader, oldTrees.get(path), newTrees.get(path));
    if (!below.ok) {
      return below;
    }
    pair.before.push(...below.value.before.map((each) => ({ ...each, path: `${path}/${each.path}` })));
    pair.after.push(...below.value.after.map((each) => ({ ...each, path: `${path}/${each.path}` })));
  }
  return { ok: true, value: pair };
}

async function readBoth(
  reader: TreeReader,
  sides: { before: string | undefined; after: string | undefined; recursive: boolean },
): Promise<GithubResult<TreePair & { truncated: boolean }>> {
  const lists: { truncated: boolean; entries: GitTreeEntry[] }[] = [];
  for (const sha of [sides.before, sides.after]) {
    if (sha === undefined) {
      lists.push({ truncated: false, entries: [] });
      continue;
    }
    const result = await reader.readTree(sha, sides.recursive);
    if (!result.ok) {
      return result;
    }
    lists.push(result.value);
  }
  const [before, after] = lists.map((each) => each.entries);
  const truncated = lists.some((each) => each.truncated);
  return { ok: true, value: { before: before ?? [], after: after ?? [], truncated } };
}

function files(entries: GitTreeEntry[]): GitTreeEntry[] {
  return entries.filter((each) => each.type !== 'tree');
}

function trees(entries: GitTreeEntry[]): Map<string, string> {
  return new Map(entries.filter((each) => each.type === 'tree').map((each) => [each.path, each.sha]));
}
