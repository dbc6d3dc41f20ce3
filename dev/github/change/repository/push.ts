import { deleteRef, noCommit, readRef, writeRef } from '../../git/refs.ts';
import { type FileChange, type NewCommit, writeCommits } from '../../git/write-commit.ts';
import type { Account } from '../../store/account.ts';
import type { RepositoryRecord } from '../../store/repository-record.ts';
import { changeAndAnnounce, type World } from '../../world.ts';
import { Refused } from '../refused.ts';
import { followMovedRef } from './move-ref.ts';

export interface PushedCommit {
  message: string;
  changes: FileChange[];
  /** Whoever pushes, when undefined. */
  author: { name: string; email: string } | undefined;
  date: Date | undefined;
}

export interface NewPush {
  repository: RepositoryRecord;
  branch: string;
  /** In order; each stands on the one before. */
  commits: PushedCommit[];
  /** Where the first commit stands: a commit, branch or tag. Absent: the branch's tip, else the default branch's. */
  from: string | undefined;
  sender: Account;
}

export interface Pushed {
  ref: string;
  before: string;
  after: string;
  /** The commits' ids, oldest first. */
  commits: string[];
}

async function findParent({ repository, from }: NewPush, tip: string | undefined): Promise<string | undefined> {
  if (from !== undefined) {
    const commit = await repository.git.readCommit(from);
    if (commit === undefined) throw new Refused(`there is no commit ${from}`);
    return commit.oid;
  }
  return tip ?? (await readRef(repository.git, `refs/heads/${repository.defaultBranch}`));
}

function commitsOf(push: NewPush, parent: string | undefined, now: Date): NewCommit[] {
  return push.commits.map((commit, index) => ({
    message: commit.message,
    changes: commit.changes,
    parents: index === 0 && parent !== undefined ? [parent] : [],
    date: commit.date ?? now,
    author: commit.author ?? { name: push.sender.login, email: push.sender.email },
  }));
}

/** Commits to a branch as a `git push` does, with all its webhooks. A `from` that is not the tip makes it a forced push. */
export function pushCommits(world: World, push: NewPush): Promise<Pushed> {
  const { store } = world;
  const { repository, sender } = push;
  const ref = `refs/heads/${push.branch}`;
  return changeAndAnnounce(world, repository, async () => {
    const tip = await readRef(repository.git, ref);
    const parent = await findParent(push, tip);
    const ids = await writeCommits(repository.git, ref, commitsOf(push, parent, store.now()));
    const before = tip ?? noCommit;
    const after = ids.at(-1) ?? parent ?? noCommit;
    const moved = { repository, ref, before, after, sender };
    const isOnTop = push.from === undefined;
    const announcements = await followMovedRef(store, isOnTop ? { ...moved, written: ids } : moved);
    return { value: { ref, before, after, commits: ids }, announcements };
  });
}

export interface RefMove {
  repository: RepositoryRecord;
  /** Full name, such as `refs/heads/main`. */
  ref: string;
  /** A commit's name, or undefined to delete the ref. */
  to: string | undefined;
  sender: Account;
}

/** Lets a branch or tag point elsewhere, or nowhere, as `git push` of something that exists already. */
export function moveRef(world: World, move: RefMove): Promise<Pushed> {
  const { store } = world;
  const { repository, ref, to, sender } = move;
  return changeAndAnnounce(world, repository, async () => {
    const before = (await readRef(repository.git, ref)) ?? noCommit;
    const after = to === undefined ? noCommit : (await repository.git.read(to))?.oid;
    if (after === undefined) throw new Refused(`there is no commit ${to}`);
    if (before === noCommit && after === noCommit) throw new Refused(`there is no ref ${ref}`);
    if (after === noCommit) await deleteRef(repository.git, ref);
    else await writeRef(repository.git, ref, after);
    const announcements = await followMovedRef(store, { repository, ref, before, after, sender });
    return { value: { ref, before, after, commits: [] }, announcements };
  });
}

/** Writes an annotated tag's own object; the tag's ref then points at it instead of at the commit. */
export async function writeTagObject(
  repository: RepositoryRecord,
  tag: { name: string; commit: string; message: string; date: Date },
): Promise<string> {
  const when = `${Math.floor(tag.date.getTime() / 1000)} +0000`;
  const lines = [`object ${tag.commit}`, 'type commit', `tag ${tag.name}`];
  const input = `${lines.join('\n')}\ntagger Ada Example <ada@example.com> ${when}\n\n${tag.message}\n`;
  const { stdout } = await repository.git.run(['mktag'], { input });
  return stdout.toString('utf8').trim();
}
