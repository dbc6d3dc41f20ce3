import type { PullRequest, SimplePullRequest } from '@octokit/webhooks-types';
import type { PullRequestRecord, RepositoryRecord } from '../store/repository-record.ts';
import type { Addresses } from '../store/store.ts';
import { accountPayload } from './account-payload.ts';
import { formatTime, nodeIdOf } from './identify.ts';
import { associationOf, labelPayload } from './issue-payload.ts';
import { repositoryApiUrl, repositoryPayload, repositoryWebUrl } from './repository-payload.ts';

/** What only git knows of a pull request. */
export interface PullRequestFigures {
  commits: number;
  additions: number;
  deletions: number;
  changedFiles: number;
}

function linksOf(url: string, issueUrl: string, web: string, statuses: string) {
  return {
    self: { href: url },
    html: { href: web },
    issue: { href: issueUrl },
    comments: { href: `${issueUrl}/comments` },
    review_comments: { href: `${url}/comments` },
    review_comment: { href: `${url.slice(0, url.lastIndexOf('/'))}/comments{/number}` },
    commits: { href: `${url}/commits` },
    statuses: { href: statuses },
  };
}

function sideOf(addresses: Addresses, repository: RepositoryRecord, ref: string, sha: string) {
  return {
    label: `${repository.owner.login}:${ref}`,
    ref,
    sha,
    user: accountPayload(addresses, repository.owner),
    repo: {
      ...repositoryPayload(addresses, repository),
      allow_squash_merge: true,
      allow_merge_commit: true,
      allow_rebase_merge: true,
      delete_branch_on_merge: false,
    },
  };
}

/** A pull request as lists and reviews have it. */
export function simplePullRequestPayload(
  addresses: Addresses,
  repository: RepositoryRecord,
  pullRequest: PullRequestRecord,
): SimplePullRequest {
  const { issue, head, base } = pullRequest;
  const api = repositoryApiUrl(addresses, repository);
  const url = `${api}/pulls/${issue.number}`;
  const issueUrl = `${api}/issues/${issue.number}`;
  const web = `${repositoryWebUrl(addresses, repository)}/pull/${issue.number}`;
  const statuses = `${api}/statuses/${head.sha}`;
  return {
    url,
    id: pullRequest.id,
    node_id: nodeIdOf('PullRequest', pullRequest.id),
    html_url: web,
    diff_url: `${web}.diff`,
    patch_url: `${web}.patch`,
    issue_url: issueUrl,
    number: issue.number,
    state: issue.state,
    locked: false,
    title: issue.title,
    user: accountPayload(addresses, issue.user),
    body: issue.body,
    created_at: formatTime(issue.createdAt),
    updated_at: formatTime(issue.updatedAt),
    closed_at: issue.closedAt === undefined ? null : formatTime(issue.closedAt),
    merged_at: pullRequest.mergedAt === undefined ? null : formatTime(pullRequest.mergedAt),
    merge_commit_sha: pullRequest.mergeCommitSha ?? null,
    assignee: null,
    assignees: [],
    requested_reviewers: [],
    requested_teams: [],
    labels: issue.labels.map((label) => labelPayload(addresses, repository, label)),
    milestone: null,
    draft: pullRequest.draft,
    commits_url: `${url}/commits`,
    review_comments_url: `${url}/comments`,
    review_comment_url: `${api}/pulls/comments{/number}`,
    comments_url: `${issueUrl}/comments`,
    statuses_url: statuses,
    head: sideOf(addresses, head.repository, head.ref, head.sha),
    base: sideOf(addresses, repository, base.ref, base.sha),
    _links: linksOf(url, issueUrl, web, statuses),
    author_association: associationOf(repository, issue.user),
    auto_merge: null,
    active_lock_reason: null,
  };
}

/** A pull request in full, as `pull_request` events and `GET pulls/{n}` have it. */
export function pullRequestPayload(
  addresses: Addresses,
  repository: RepositoryRecord,
  pullRequest: PullRequestRecord,
  figures: PullRequestFigures,
): PullRequest {
  const merged = pullRequest.mergedAt !== undefined;
  const mergeable = merged ? null : pullRequest.mergeCommitSha !== undefined;
  return {
    ...simplePullRequestPayload(addresses, repository, pullRequest),
    merged,
    mergeable,
    rebaseable: mergeable,
    mergeable_state: mergeable === false ? 'dirty' : mergeable === null ? 'unknown' : 'clean',
    merged_by: pullRequest.mergedBy === undefined ? null : accountPayload(addresses, pullRequest.mergedBy),
    comments: pullRequest.issue.comments.length,
    review_comments: 0,
    maintainer_can_modify: false,
    commits: figures.commits,
    additions: figures.additions,
    deletions: figures.deletions,
    changed_files: figures.changedFiles,
  };
}
