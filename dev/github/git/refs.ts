import type { GitRepository } from './git-repository.ts';

/** What git writes for "no commit": the `before` of a created ref, the `after` of a deleted one. */
export const noCommit = '0000000000000000000000000000000000000000';

export interface Ref {
  /** Full name, such as `refs/heads/main`. */
  name: string;
  /** What the ref holds: a commit, or an annotated tag's own id. */
  oid: string;
}

/** The refs below a prefix such as `refs/heads/`, by name. */
export async function listRefs(git: GitRepository, prefix: string): Promise<Ref[]> {
  const { stdout } = await git.run(['for-each-ref', '--format=%(objectname) %(refname)', prefix]);
  return stdout
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => ({ oid: line.slice(0, 40), name: line.slice(41) }));
}

/** What a ref holds; undefined where there is no such ref. */
export async function readRef(git: GitRepository, name: string): Promise<string | undefined> {
  if (!name.startsWith('refs/')) return undefined;
  const object = await git.read(name);
  return object?.oid;
}

export async function writeRef(git: GitRepository, name: string, oid: string): Promise<void> {
  await git.run(['update-ref', name, oid]);
}

export async function deleteRef(git: GitRepository, name: string): Promise<void> {
  await git.run(['update-ref', '-d', name]);
}

/** Brings a commit of another repository on this machine into this one, under a ref. */
export async function fetchCommit(
  git: GitRepository,
  from: GitRepository,
  source: { oid: string; ref: string },
): Promise<void> {
  await git.run(['fetch', '--quiet', '--no-tags', from.directory, `+${source.oid}:${source.ref}`]);
}
