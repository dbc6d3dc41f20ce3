import { listPathChanges } from '../../git/diff.ts';
import { isAncestor, listCommitIds, readCommits } from '../../git/history.ts';
import { listRefs, noCommit } from '../../git/refs.ts';
import { accountPayload } from '../../payload/account-payload.ts';
import { pushCommitPayload } from '../../payload/commit-payload.ts';
import { pushRepositoryPayload, repositoryPayload, repositoryWebUrl } from '../../payload/repository-payload.ts';
import type { Account } from '../../store/account.ts';
import type { RepositoryRecord } from '../../store/repository-record.ts';
import type { Store } from '../../store/store.ts';
import type { Announcement } from '../../webhook/announce.ts';
import { requestCheckSuites } from '../check/check-suites.ts';
import { closeHeadless, synchronizePullRequests } from '../pull-request/synchronize.ts';

/** A ref that already moved in git. `before` and `after` are `noCommit` for a created and a deleted ref. */
export interface MovedRef {
  repository: RepositoryRecord;
  ref: string;
  before: string;
  after: string;
  sender: Account;
  /** The commits just written on top of `before`, where the caller knows that it was so; saves asking git. */
  written?: readonly string[];
}

// GitHub lists no more commits than this in a push.
const listedCommits = 2048;

export function shortNameOf(ref: string): string {
  return ref.replace(/^refs\/(heads|tags)\//, '');
}

async function describeCommits(
  store: Store,
  repository: RepositoryRecord,
  ids: readonly string[],
  isDistinct: (oid: string) => boolean,
) {
  const { git } = repository;
  const commits = await readCommits(git, ids);
  return Promise.all(
    commits.map(async (commit) =>
      pushCommitPayload(store, repository, commit, {
        ...(await listPathChanges(git, commit.parents[0], commit.oid)),
        distinct: isDistinct(commit.oid),
      }),
    ),
  );
}

/** Commits that the ref gained: all since `before`; for a new branch those that no other branch has; for a tag none. */
async function listNewCommits(store: Store, { repository, ref, before, after, written }: MovedRef) {
  if (after === noCommit || ref.startsWith('refs/tags/')) return [];
  if (written !== undefined) return describeCommits(store, repository, written, () => true);
  const { git } = repository;
  const others = (await listRefs(git, 'refs/heads/')).filter(({ name }) => name !== ref).map(({ oid }) => oid);
  const isNew = before === noCommit;
  const ids = await listCommitIds(git, after, isNew ? others : [before], listedCommits);
  const distinct = others.length === 0 ? new Set(ids) : new Set(await listCommitIds(git, after, [...others]));
  return describeCommits(store, repository, ids, (oid) => distinct.has(oid));
}

async function headCommitOf(store: Store, { repository, after }: MovedRef) {
  const commit = after === noCommit ? undefined : await repository.git.readCommit(after);
  if (commit === undefined) return null;
  const changes = await listPathChanges(repository.git, commit.parents[0], commit.oid);
  return pushCommitPayload(store, repository, commit, { ...changes, distinct: true });
}

async function isForced({ repository, before, after, ref, written }: MovedRef): Promise<boolean> {
  if (written !== undefined) return false;
  if (before === noCommit || after === noCommit || !ref.startsWith('refs/heads/')) return false;
  return !(await isAncestor(repository.git, before, after));
}

function compareUrlOf(web: string, { ref, before, after }: MovedRef): string {
  if (before === noCommit) return `${web}/compare/${shortNameOf(ref)}`;
  return `${web}/compare/${before.slice(0, 12)}...${after.slice(0, 12)}`;
}

async function pushPayload(store: Store, moved: MovedRef) {
  const { repository, ref, before, after, sender } = moved;
  const [forced, commits, headCommit] = await Promise.all([
    isForced(moved),
    listNewCommits(store, moved),
    headCommitOf(store, moved),
  ]);
  return {
    ref,
    before,
    after,
    created: before === noCommit,
    deleted: after === noCommit,
    forced,
    base_ref: null,
    compare: compareUrlOf(repositoryWebUrl(store.addresses, repository), moved),
    commits,
    head_commit: headCommit,
    repository: pushRepositoryPayload(store.addresses, repository),
    pusher: { name: sender.login, email: sender.email },
    sender: accountPayload(store.addresses, sender),
  };
}

function refPayload(store: Store, { repository, ref, sender, after }: MovedRef) {
  const whole = {
    ref: shortNameOf(ref),
    ref_type: ref.startsWith('refs/tags/') ? 'tag' : 'branch',
    pusher_type: 'user',
    repository: repositoryPayload(store.addresses, repository),
    sender: accountPayload(store.addresses, sender),
  };
  if (after === noCommit) return whole;
  return { ...whole, master_branch: repository.defaultBranch, description: repository.description };
}

/**
 * All that follows from a ref's move: `push`, `create` or `delete`, `check_suite` requested for the new commit, and
 * `pull_request` synchronize for the pull requests whose head it is.
 */
export async function followMovedRef(store: Store, moved: MovedRef): Promise<Announcement[]> {
  const { repository, ref, before, after } = moved;
  repository.pushedAt = store.now();
  repository.updatedAt = repository.pushedAt;
  const announcements: Announcement[] = [{ event: 'push', repository, payload: await pushPayload(store, moved) }];
  if (before === noCommit) announcements.push({ event: 'create', repository, payload: refPayload(store, moved) });
  if (after === noCommit) announcements.push({ event: 'delete', repository, payload: refPayload(store, moved) });
  if (!ref.startsWith('refs/heads/')) return announcements;
  if (after === noCommit) return [...announcements, ...(await closeHeadless(store, moved))];
  // The pull requests move first, because the suite names those that stand at its commit.
  const synchronized = await synchronizePullRequests(store, moved);
  const suites = await requestCheckSuites(store, {
    repository,
    headSha: after,
    headBranch: shortNameOf(ref),
    before: before === noCommit ? null : before,
    sender: moved.sender,
  });
  return [...announcements, ...suites, ...synchronized];
}
