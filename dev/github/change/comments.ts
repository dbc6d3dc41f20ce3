import { accountPayload } from '../payload/account-payload.ts';
import { commitCommentPayload, issueCommentPayload, issuePayload } from '../payload/issue-payload.ts';
import { repositoryPayload } from '../payload/repository-payload.ts';
import type { Account } from '../store/account.ts';
import type { AppRecord } from '../store/app-record.ts';
import type { Comment, Reaction, ReactionContent } from '../store/comment.ts';
import type { IssueRecord, RepositoryRecord } from '../store/repository-record.ts';
import type { Store } from '../store/store.ts';
import { changeAndAnnounce, type World } from '../world.ts';
import { Refused } from './refused.ts';

/** Who writes, through which App if not in person. */
export interface Author {
  user: Account;
  app?: AppRecord;
}

function newComment(store: Store, body: string, author: Author, commitId?: string): Comment {
  const now = store.now();
  return {
    id: store.nextId(),
    user: author.user,
    body,
    commitId,
    app: author.app,
    reactions: [],
    createdAt: now,
    updatedAt: now,
  };
}

/** Comments on an issue or a pull request: `issue_comment` created. */
export function commentOnIssue(
  world: World,
  place: { repository: RepositoryRecord; issue: IssueRecord },
  body: string,
  author: Author,
): Promise<Comment> {
  const { store } = world;
  const { repository, issue } = place;
  return changeAndAnnounce(world, repository, async () => {
    const comment = newComment(store, body, author);
    issue.comments.push(comment);
    issue.updatedAt = comment.createdAt;
    const payload = issueCommentEvent(store, place, comment, { action: 'created', sender: author.user });
    return { value: comment, announcements: [{ event: 'issue_comment', repository, payload }] };
  });
}

function issueCommentEvent(
  { addresses }: Store,
  { repository, issue }: { repository: RepositoryRecord; issue: IssueRecord },
  comment: Comment,
  said: { action: string; sender: Account; changes?: object },
) {
  const { sender, ...more } = said;
  return {
    ...more,
    issue: issuePayload(addresses, repository, issue),
    comment: issueCommentPayload(addresses, repository, issue, comment),
    repository: repositoryPayload(addresses, repository),
    sender: accountPayload(addresses, sender),
  };
}

/** Rewrites (`body`) or removes (`undefined`) a comment: `issue_comment` edited or deleted. */
export function changeIssueComment(
  world: World,
  place: { repository: RepositoryRecord; issue: IssueRecord; comment: Comment },
  body: string | undefined,
  sender: Account,
): Promise<Comment> {
  const { store } = world;
  const { repository, issue, comment } = place;
  return changeAndAnnounce(world, repository, async () => {
    const said =
      body === undefined
        ? { action: 'deleted', sender }
        : { action: 'edited', sender, changes: { body: { from: comment.body } } };
    comment.updatedAt = store.now();
    if (body !== undefined) comment.body = body;
    else issue.comments.splice(issue.comments.indexOf(comment), 1);
    const payload = issueCommentEvent(store, place, comment, said);
    return { value: comment, announcements: [{ event: 'issue_comment', repository, payload }] };
  });
}

/** Comments on a commit: `commit_comment` created. */
export function commentOnCommit(
  world: World,
  place: { repository: RepositoryRecord; sha: string },
  body: string,
  author: Author,
): Promise<Comment> {
  const { store } = world;
  const { repository } = place;
  return changeAndAnnounce(world, repository, async () => {
    const commit = await repository.git.readCommit(place.sha);
    if (commit === undefined) throw new Refused(`there is no commit ${place.sha}`);
    const comment = newComment(store, body, author, commit.oid);
    repository.commitComments.push(comment);
    const payload = {
      action: 'created',
      comment: commitCommentPayload(store.addresses, repository, comment),
      repository: repositoryPayload(store.addresses, repository),
      sender: accountPayload(store.addresses, author.user),
    };
    return { value: comment, announcements: [{ event: 'commit_comment', repository, payload }] };
  });
}

/** Adds a reaction, or finds the one that this account already gave. */
export function react(
  store: Store,
  comment: Comment,
  user: Account,
  content: ReactionContent,
): { reaction: Reaction; isNew: boolean } {
  const known = comment.reactions.find((reaction) => reaction.user === user && reaction.content === content);
  if (known !== undefined) return { reaction: known, isNew: false };
  const reaction = { id: store.nextId(), user, content, createdAt: store.now() };
  comment.reactions.push(reaction);
  return { reaction, isNew: true };
}

/** Finds a comment of an issue or pull request by its id. */
export function findIssueComment(
  repository: RepositoryRecord,
  id: number,
): { issue: IssueRecord; comment: Comment } | undefined {
  for (const issue of repository.issues.values()) {
    const comment = issue.comments.find((one) => one.id === id);
    if (comment !== undefined) return { issue, comment };
  }
  return undefined;
}
