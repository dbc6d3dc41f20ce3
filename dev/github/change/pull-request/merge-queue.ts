import { mergeTrees } from '../../git/merge-trees.ts';
import { deleteRef, noCommit, readRef, writeRef } from '../../git/refs.ts';
import { writeCommits } from '../../git/write-commit.ts';
import { accountPayload } from '../../payload/account-payload.ts';
import { simpleCommitPayload } from '../../payload/commit-payload.ts';
import { repositoryPayload } from '../../payload/repository-payload.ts';
import type { Account } from '../../store/account.ts';
import type { MergeGroupRecord, RepositoryRecord } from '../../store/repository-record.ts';
import type { Store } from '../../store/store.ts';
import type { Announcement } from '../../webhook/announce.ts';
import { changeAndAnnounce, type World } from '../../world.ts';
import { Refused } from '../refused.ts';
import { followMovedRef } from '../repository/move-ref.ts';
import { markMerged, type PullRequestPlace } from './pull-requests.ts';
import { pullRequestAnnouncement, refreshPullRequest } from './synchronize.ts';

async function groupAnnouncement(
  store: Store,
  repository: RepositoryRecord,
  group: MergeGroupRecord,
  said: { action: 'checks_requested' | 'destroyed'; sender: Account; reason?: 'merged' | 'dequeued' | 'invalidated' },
): Promise<Announcement> {
  const commit = await repository.git.readCommit(group.headSha);
  if (commit === undefined) throw new Refused(`there is no commit ${group.headSha}`);
  const { sender, ...more } = said;
  const payload = {
    ...more,
    merge_group: {
      head_sha: group.headSha,
      head_ref: group.headRef,
      base_sha: group.baseSha,
      base_ref: group.baseRef,
      head_commit: simpleCommitPayload(commit),
    },
    repository: repositoryPayload(store.addresses, repository),
    sender: accountPayload(store.addresses, sender),
  };
  return { event: 'merge_group', repository, payload };
}

/** Where the next entry of a queue stands: on the last entry for that base, else on the base itself. */
async function findQueueTip(repository: RepositoryRecord, base: string): Promise<string | undefined> {
  const queued = [...repository.mergeGroups.values()].filter(({ baseRef }) => baseRef === base).at(-1);
  return queued?.headSha ?? (await readRef(repository.git, base));
}

/** Puts a pull request into the merge queue: a `gh-readonly-queue/…` branch is pushed and checks are requested for it. */
export function enqueue(world: World, place: PullRequestPlace): Promise<MergeGroupRecord> {
  const { store } = world;
  const { repository, pullRequest, sender } = place;
  const { number } = pullRequest.issue;
  return changeAndAnnounce(world, repository, async () => {
    if (repository.mergeGroups.has(number)) throw new Refused(`pull request ${number} is in the queue already`);
    await refreshPullRequest(store, repository, pullRequest);
    const baseRef = `refs/heads/${pullRequest.base.ref}`;
    const baseSha = (await findQueueTip(repository, baseRef)) ?? pullRequest.base.sha;
    const { tree } = await mergeTrees(repository.git, baseSha, pullRequest.head.sha);
    if (tree === undefined) throw new Refused(`pull request ${number} conflicts with its base`);
    const headRef = `refs/heads/gh-readonly-queue/${pullRequest.base.ref}/pr-${number}-${baseSha}`;
    const message = `Merge pull request #${number} from ${pullRequest.head.ref}\n\n${pullRequest.issue.title}`;
    const parents = [baseSha, pullRequest.head.sha];
    const [headSha = ''] = await writeCommits(repository.git, headRef, [
      { message, parents, tree, changes: [], date: store.now() },
    ]);
    const group = { number, headRef, headSha, baseRef, baseSha };
    repository.mergeGroups.set(number, group);
    const moved = { repository, ref: headRef, before: noCommit, after: headSha, sender };
    const announcements = [
      await pullRequestAnnouncement(store, repository, pullRequest, { action: 'enqueued', sender }),
      ...(await followMovedRef(store, moved)),
      await groupAnnouncement(store, repository, group, { action: 'checks_requested', sender }),
    ];
    return { value: group, announcements };
  });
}

function requireGroup(repository: RepositoryRecord, number: number): MergeGroupRecord {
  const group = repository.mergeGroups.get(number);
  if (group === undefined) throw new Refused(`pull request ${number} is not in the queue`);
  return group;
}

async function dropQueueBranch(
  store: Store,
  { repository, sender }: PullRequestPlace,
  group: MergeGroupRecord,
): Promise<Announcement[]> {
  repository.mergeGroups.delete(group.number);
  await deleteRef(repository.git, group.headRef);
  const moved = { repository, ref: group.headRef, before: group.headSha, after: noCommit, sender };
  return followMovedRef(store, moved);
}

/** Takes a pull request out of the queue: the group is destroyed and its branch deleted. */
export function dequeue(world: World, place: PullRequestPlace, reason: 'dequeued' | 'invalidated') {
  const { store } = world;
  const { repository, pullRequest, sender } = place;
  return changeAndAnnounce(world, repository, async () => {
    const group = requireGroup(repository, pullRequest.issue.number);
    const destroyed = await groupAnnouncement(store, repository, group, { action: 'destroyed', sender, reason });
    const more = { reason: 'DEQUEUED' };
    const announcements = [
      await pullRequestAnnouncement(store, repository, pullRequest, { action: 'dequeued', sender, more }),
      destroyed,
      ...(await dropQueueBranch(store, place, group)),
    ];
    return { value: group, announcements };
  });
}

/** Merges the group: its very commit becomes the base branch's tip, so that this commit is pushed a second time. */
export function mergeGroup(world: World, place: PullRequestPlace): Promise<MergeGroupRecord> {
  const { store } = world;
  const { repository, pullRequest, sender } = place;
  return changeAndAnnounce(world, repository, async () => {
    const group = requireGroup(repository, pullRequest.issue.number);
    const before = (await readRef(repository.git, group.baseRef)) ?? noCommit;
    await writeRef(repository.git, group.baseRef, group.headSha);
    markMerged(store, place, group.headSha);
    const moved = { repository, ref: group.baseRef, before, after: group.headSha, sender };
    const said = { action: 'destroyed', sender, reason: 'merged' } as const;
    const announcements = [
      ...(await followMovedRef(store, moved)),
      await pullRequestAnnouncement(store, repository, pullRequest, { action: 'closed', sender }),
      await groupAnnouncement(store, repository, group, said),
      ...(await dropQueueBranch(store, place, group)),
    ];
    return { value: group, announcements };
  });
}
