import type { AuthorAssociation, Issue, IssueComment, Label } from '@octokit/webhooks-types';
import type { Account } from '../store/account.ts';
import type { Comment } from '../store/comment.ts';
import type { IssueRecord, LabelRecord, RepositoryRecord } from '../store/repository-record.ts';
import type { Addresses } from '../store/store.ts';
import { accountPayload } from './account-payload.ts';
import { appPayload } from './app-payload.ts';
import { formatTime, nodeIdOf } from './identify.ts';
import { repositoryApiUrl, repositoryWebUrl } from './repository-payload.ts';

/** How GitHub calls a person's relation to a repository. */
export function associationOf(repository: RepositoryRecord, account: Account): AuthorAssociation {
  if (account.id === repository.owner.id) return 'OWNER';
  if (!repository.roles.has(account.login)) return 'NONE';
  return repository.owner.type === 'Organization' ? 'MEMBER' : 'COLLABORATOR';
}

export function labelPayload(addresses: Addresses, repository: RepositoryRecord, label: LabelRecord): Label {
  return {
    id: label.id,
    node_id: nodeIdOf('Label', label.id),
    url: `${repositoryApiUrl(addresses, repository)}/labels/${encodeURIComponent(label.name)}`,
    name: label.name,
    description: null,
    color: 'ededed',
    default: false,
  };
}

function reactionsPayload(url: string, comment: Comment | undefined) {
  const count = (content: string): number =>
    comment?.reactions.filter((reaction) => reaction.content === content).length ?? 0;
  return {
    url: `${url}/reactions`,
    total_count: comment?.reactions.length ?? 0,
    '+1': count('+1'),
    '-1': count('-1'),
    laugh: count('laugh'),
    hooray: count('hooray'),
    confused: count('confused'),
    heart: count('heart'),
    rocket: count('rocket'),
    eyes: count('eyes'),
  };
}

function pullRequestLinks(addresses: Addresses, repository: RepositoryRecord, issue: IssueRecord) {
  const pullRequest = repository.pullRequests.get(issue.number);
  if (pullRequest === undefined) return {};
  const web = `${repositoryWebUrl(addresses, repository)}/pull/${issue.number}`;
  return {
    draft: pullRequest.draft,
    pull_request: {
      url: `${repositoryApiUrl(addresses, repository)}/pulls/${issue.number}`,
      html_url: web,
      diff_url: `${web}.diff`,
      patch_url: `${web}.patch`,
      merged_at: pullRequest.mergedAt === undefined ? null : formatTime(pullRequest.mergedAt),
    },
  };
}

/** An issue, or a pull request as the issues API shows it (with its `pull_request` links). */
export function issuePayload(addresses: Addresses, repository: RepositoryRecord, issue: IssueRecord) {
  const url = `${repositoryApiUrl(addresses, repository)}/issues/${issue.number}`;
  const links = pullRequestLinks(addresses, repository, issue);
  const isPullRequest = 'pull_request' in links;
  return {
    url,
    repository_url: repositoryApiUrl(addresses, repository),
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    html_url: `${repositoryWebUrl(addresses, repository)}/${isPullRequest ? 'pull' : 'issues'}/${issue.number}`,
    id: issue.id,
    node_id: nodeIdOf('Issue', issue.id),
    number: issue.number,
    title: issue.title,
    user: accountPayload(addresses, issue.user),
    labels: issue.labels.map((label) => labelPayload(addresses, repository, label)),
    state: issue.state,
    locked: false,
    assignee: null,
    assignees: [],
    milestone: null,
    comments: issue.comments.length,
    created_at: formatTime(issue.createdAt),
    updated_at: formatTime(issue.updatedAt),
    closed_at: issue.closedAt === undefined ? null : formatTime(issue.closedAt),
    author_association: associationOf(repository, issue.user),
    active_lock_reason: null,
    body: issue.body,
    reactions: reactionsPayload(url, undefined),
    timeline_url: `${url}/timeline`,
    performed_via_github_app: null,
    state_reason: null,
    ...links,
  } satisfies Issue;
}

export function issueCommentPayload(
  addresses: Addresses,
  repository: RepositoryRecord,
  issue: IssueRecord,
  comment: Comment,
): IssueComment {
  const url = `${repositoryApiUrl(addresses, repository)}/issues/comments/${comment.id}`;
  const page = issuePayload(addresses, repository, issue);
  return {
    url,
    html_url: `${page.html_url}#issuecomment-${comment.id}`,
    issue_url: page.url,
    id: comment.id,
    node_id: nodeIdOf('IssueComment', comment.id),
    user: accountPayload(addresses, comment.user),
    created_at: formatTime(comment.createdAt),
    updated_at: formatTime(comment.updatedAt),
    author_association: associationOf(repository, comment.user),
    body: comment.body,
    reactions: reactionsPayload(url, comment),
    performed_via_github_app: comment.app === undefined ? null : appPayload(addresses, comment.app),
  };
}

export function commitCommentPayload(addresses: Addresses, repository: RepositoryRecord, comment: Comment) {
  const url = `${repositoryApiUrl(addresses, repository)}/comments/${comment.id}`;
  const commitId = comment.commitId ?? '';
  return {
    url,
    html_url: `${repositoryWebUrl(addresses, repository)}/commit/${commitId}#commitcomment-${comment.id}`,
    id: comment.id,
    node_id: nodeIdOf('CommitComment', comment.id),
    user: accountPayload(addresses, comment.user),
    position: null,
    line: null,
    path: null,
    commit_id: commitId,
    created_at: formatTime(comment.createdAt),
    updated_at: formatTime(comment.updatedAt),
    author_association: associationOf(repository, comment.user),
    body: comment.body,
    reactions: reactionsPayload(url, comment),
  };
}
