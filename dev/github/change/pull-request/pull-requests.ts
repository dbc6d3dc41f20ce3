import { listCommitIds, readCommits } from '../../git/history.ts';
import { readRef, writeRef } from '../../git/refs.ts';
import { labelPayload } from '../../payload/issue-payload.ts';
import type { Account } from '../../store/account.ts';
import type { IssueRecord, LabelRecord, PullRequestRecord, RepositoryRecord } from '../../store/repository-record.ts';
import type { Store } from '../../store/store.ts';
import type { Announcement } from '../../webhook/announce.ts';
import { changeAndAnnounce, type World } from '../../world.ts';
import { Refused } from '../refused.ts';
import { followMovedRef } from '../repository/move-ref.ts';
import { closeIssue, pullRequestAnnouncement, refreshPullRequest, requestForkSuites } from './synchronize.ts';

export interface NewPullRequest {
  repository: RepositoryRecord;
  /** Where the head branch is: the repository itself, or a fork of it. */
  headRepository: RepositoryRecord;
  head: string;
  base: string;
  title: string;
  body: string | null;
  draft: boolean;
  labels: readonly string[];
  author: Account;
}

export function createIssueRecord(
  store: Store,
  repository: RepositoryRecord,
  wanted: Pick<IssueRecord, 'title' | 'body' | 'user'>,
): IssueRecord {
  const now = store.now();
  const issue: IssueRecord = {
    id: store.nextId(),
    number: repository.nextNumber,
    ...wanted,
    state: 'open',
    labels: [],
    comments: [],
    createdAt: now,
    updatedAt: now,
    closedAt: undefined,
  };
  repository.nextNumber += 1;
  repository.issues.set(issue.number, issue);
  return issue;
}

function ensureLabel(store: Store, repository: RepositoryRecord, name: string): LabelRecord {
  const label = repository.labels.get(name) ?? { id: store.nextId(), name };
  repository.labels.set(name, label);
  return label;
}

async function requireBranch(repository: RepositoryRecord, branch: string): Promise<string> {
  const tip = await readRef(repository.git, `refs/heads/${branch}`);
  if (tip === undefined)
    throw new Refused(`there is no branch ${branch} in ${repository.owner.login}/${repository.name}`);
  return tip;
}

/** Opens a pull request from a branch of the same repository or of a fork. */
export function openPullRequest(world: World, wanted: NewPullRequest): Promise<PullRequestRecord> {
  const { store } = world;
  const { repository, headRepository, author } = wanted;
  return changeAndAnnounce(world, repository, async () => {
    const headSha = await requireBranch(headRepository, wanted.head);
    const baseSha = await requireBranch(repository, wanted.base);
    const issue = createIssueRecord(store, repository, { title: wanted.title, body: wanted.body, user: author });
    issue.labels = wanted.labels.map((name) => ensureLabel(store, repository, name));
    const pullRequest: PullRequestRecord = {
      id: store.nextId(),
      issue,
      draft: wanted.draft,
      head: { repository: headRepository, ref: wanted.head, sha: headSha },
      base: { ref: wanted.base, sha: baseSha },
      mergedAt: undefined,
      mergedBy: undefined,
      mergeCommitSha: undefined,
    };
    repository.pullRequests.set(issue.number, pullRequest);
    await refreshPullRequest(store, repository, pullRequest);
    const said = { action: 'opened', sender: author };
    const opened = await pullRequestAnnouncement(store, repository, pullRequest, said);
    const suites = await requestForkSuites(store, repository, pullRequest, author);
    return { value: pullRequest, announcements: [opened, ...suites] };
  });
}

export interface PullRequestPlace {
  repository: RepositoryRecord;
  pullRequest: PullRequestRecord;
  sender: Account;
}

/** Changes a pull request and tells of it. `change` answers the events' actions, in order. */
function changePullRequest(
  world: World,
  { repository, pullRequest, sender }: PullRequestPlace,
  change: () => Promise<{ action: string; more?: object }[]>,
): Promise<PullRequestRecord> {
  const { store } = world;
  return changeAndAnnounce(world, repository, async () => {
    pullRequest.issue.updatedAt = store.now();
    const announcements: Announcement[] = [];
    for (const said of await change()) {
      announcements.push(await pullRequestAnnouncement(store, repository, pullRequest, { ...said, sender }));
    }
    return { value: pullRequest, announcements };
  });
}

export interface PullRequestEdit {
  title: string | undefined;
  body: string | undefined;
  base: string | undefined;
}

/** Edits title, text or base branch: one `edited` event with what each was before. */
export function editPullRequest(world: World, place: PullRequestPlace, edit: PullRequestEdit) {
  const { repository, pullRequest } = place;
  return changePullRequest(world, place, async () => {
    const { issue, base } = pullRequest;
    const before = { title: issue.title, body: issue.body ?? '', ref: base.ref, sha: base.sha };
    const changes: Record<string, object> = {};
    if (edit.title !== undefined) changes.title = { from: before.title };
    if (edit.body !== undefined) changes.body = { from: before.body };
    if (edit.base !== undefined) changes.base = { ref: { from: before.ref }, sha: { from: before.sha } };
    issue.title = edit.title ?? issue.title;
    issue.body = edit.body ?? issue.body;
    if (edit.base !== undefined) {
      base.sha = await requireBranch(repository, edit.base);
      base.ref = edit.base;
      await refreshPullRequest(world.store, repository, pullRequest);
    }
    return [{ action: 'edited', more: { changes } }];
  });
}

/** Adds and removes labels: one event for each. */
export function labelPullRequest(
  world: World,
  place: PullRequestPlace,
  names: { add: readonly string[]; remove: readonly string[] },
) {
  const { store } = world;
  const { repository, pullRequest } = place;
  const { issue } = pullRequest;
  return changePullRequest(world, place, async () => {
    const added = names.add.map((name) => ensureLabel(store, repository, name));
    const removed = issue.labels.filter(({ name }) => names.remove.includes(name));
    const kept = issue.labels.filter((label) => !removed.includes(label) && !added.includes(label));
    issue.labels = [...kept, ...added];
    const sayWith = (action: string) => (label: LabelRecord) => ({
      action,
      more: { label: labelPayload(store.addresses, repository, label) },
    });
    return [...added.map(sayWith('labeled')), ...removed.map(sayWith('unlabeled'))];
  });
}

export function setDraft(world: World, place: PullRequestPlace, isDraft: boolean) {
  return changePullRequest(world, place, async () => {
    place.pullRequest.draft = isDraft;
    return [{ action: isDraft ? 'converted_to_draft' : 'ready_for_review' }];
  });
}

export function closePullRequest(world: World, place: PullRequestPlace) {
  return changePullRequest(world, place, async () => {
    closeIssue(world.store, place.pullRequest.issue);
    return [{ action: 'closed' }];
  });
}

export function reopenPullRequest(world: World, place: PullRequestPlace) {
  const { pullRequest, repository } = place;
  return changePullRequest(world, place, async () => {
    if (pullRequest.mergedAt !== undefined) throw new Refused('a merged pull request cannot be reopened');
    pullRequest.issue.state = 'open';
    pullRequest.issue.closedAt = undefined;
    await refreshPullRequest(world.store, repository, pullRequest);
    return [{ action: 'reopened' }];
  });
}

/** Notes that the base branch now stands at `sha` because the pull request was merged. */
export function markMerged(store: Store, { pullRequest, sender }: PullRequestPlace, sha: string): void {
  closeIssue(store, pullRequest.issue);
  pullRequest.mergedAt = store.now();
  pullRequest.mergedBy = sender;
  pullRequest.mergeCommitSha = sha;
}

/** Merges by a merge commit: the base branch is pushed, then the pull request is closed as merged. */
export function mergePullRequest(world: World, place: PullRequestPlace): Promise<PullRequestRecord> {
  const { store } = world;
  const { repository, pullRequest, sender } = place;
  return changeAndAnnounce(world, repository, async () => {
    await refreshPullRequest(store, repository, pullRequest);
    const after = pullRequest.mergeCommitSha;
    if (after === undefined) throw new Refused(`pull request ${pullRequest.issue.number} conflicts with its base`);
    const ref = `refs/heads/${pullRequest.base.ref}`;
    const before = pullRequest.base.sha;
    await writeRef(repository.git, ref, after);
    markMerged(store, place, after);
    const pushed = await followMovedRef(store, { repository, ref, before, after, sender });
    const said = { action: 'closed', sender };
    const closed = await pullRequestAnnouncement(store, repository, pullRequest, said);
    return { value: pullRequest, announcements: [...pushed, closed] };
  });
}

/** The commits of a pull request, oldest first. */
export async function listPullRequestCommits(repository: RepositoryRecord, { base, head }: PullRequestRecord) {
  return readCommits(repository.git, await listCommitIds(repository.git, head.sha, [base.sha]));
}
