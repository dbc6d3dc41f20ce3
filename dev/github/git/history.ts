import type { GitRepository } from './git-repository.ts';
import type { Commit } from './parse-objects.ts';

/** The ids of `tip`'s commits that none of `excluded` reaches, oldest first. */
export async function listCommitIds(
  git: GitRepository,
  tip: string,
  excluded: readonly string[],
  limit?: number,
): Promise<string[]> {
  const args = ['rev-list', '--topo-order', ...(limit === undefined ? [] : [`--max-count=${limit}`]), '--stdin'];
  const input = `${[tip, ...excluded.map((oid) => `^${oid}`)].join('\n')}\n`;
  const { stdout } = await git.run(args, { input });
  return stdout
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
    .reverse();
}

/** The commits behind ids, in the same order. */
export async function readCommits(git: GitRepository, oids: readonly string[]): Promise<Commit[]> {
  const found = await Promise.all(oids.map((oid) => git.readCommit(oid)));
  return found.filter((commit) => commit !== undefined);
}

/** The best common ancestor; undefined for unrelated histories. */
export async function findMergeBase(git: GitRepository, one: string, other: string): Promise<string | undefined> {
  const { code, stdout } = await git.run(['merge-base', one, other], { accept: [0, 1] });
  return code === 0 ? stdout.toString('utf8').trim() : undefined;
}

export async function isAncestor(git: GitRepository, ancestor: string, descendant: string): Promise<boolean> {
  const { code } = await git.run(['merge-base', '--is-ancestor', ancestor, descendant], { accept: [0, 1] });
  return code === 0;
}

/** How many commits each side has that the other lacks. */
export async function countApart(
  git: GitRepository,
  base: string,
  head: string,
): Promise<{ ahead: number; behind: number }> {
  const { stdout } = await git.run(['rev-list', '--left-right', '--count', `${base}...${head}`]);
  const [behind = 0, ahead = 0] = stdout.toString('utf8').trim().split('\t').map(Number);
  return { ahead, behind };
}
