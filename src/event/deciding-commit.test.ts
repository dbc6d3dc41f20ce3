import { describe, expect, it } from 'vitest';
import { decidingCommit, decidingCommitOfPullRequest } from './deciding-commit.ts';
import type { GithubFacts, PullRequestFacts } from './facts.ts';

const sha = '1'.repeat(40);
const pullRequest: PullRequestFacts = {
  number: 5,
  title: '',
  draft: false,
  labels: [],
  author: 'bob',
  base: { ref: 'main', sha: '2'.repeat(40) },
  head: { ref: 'x', sha, repository: 'acme/hello' },
  fork: false,
};

function about(eventName: string, facts: Partial<GithubFacts>): { facts: GithubFacts } {
  const repository = {
    id: 1,
    owner: 'acme',
    name: 'hello',
    fullName: 'acme/hello',
    url: '',
    cloneUrl: '',
    private: false,
  };
  return { facts: { eventName, defaultBranch: 'main', sender: 'alice', repository, ...facts } };
}

const defaultBranch = {
  kind: 'decided',
  file: { kind: 'default-branch' },
  check: { kind: 'default-branch-head' },
  trusted: true,
};
const commit = { kind: 'decided', file: { kind: 'commit', sha }, check: { kind: 'commit', sha }, trusted: true };
const fork = { kind: 'decided', file: { kind: 'default-branch' }, check: { kind: 'commit', sha }, trusted: false };

function ref(name: string) {
  return { kind: 'decided', file: { kind: 'ref', ref: name }, check: { kind: 'ref-head', ref: name }, trusted: true };
}

describe('decidingCommit', () => {
  it.each([
    ['push to a branch', 'push', { sha, branch: 'x', ref: 'refs/heads/x', refName: 'x' }, commit],
    ['push of a tag', 'push', { sha, tag: 'v1', ref: 'refs/tags/v1', refName: 'v1' }, commit],
    ['created branch', 'create', { ref: 'refs/heads/x' }, ref('refs/heads/x')],
    ['release', 'release', { ref: 'refs/tags/v1' }, ref('refs/tags/v1')],
    ['manual with a ref', 'workflow_dispatch', { ref: 'refs/heads/x' }, ref('refs/heads/x')],
    ['manual without a ref', 'workflow_dispatch', {}, defaultBranch],
    ['pull request of this repository', 'pull_request', { sha, pullRequest }, commit],
    ['pull request from a fork', 'pull_request', { sha, pullRequest: { ...pullRequest, fork: true } }, fork],
    ['review of a pull request', 'pull_request_review', { sha, pullRequest }, commit],
    ["review of a fork's", 'pull_request_review', { sha, pullRequest: { ...pullRequest, fork: true } }, fork],
    ['merge group', 'merge_group', { sha }, commit],
    ['comment on an issue', 'issue_comment', {}, defaultBranch],
    [
      'comment on a commit',
      'commit_comment',
      { sha },
      { ...defaultBranch, check: { kind: 'commit', sha, onlyIfOnBranch: true } },
    ],
    ['deleted ref', 'delete', { ref: 'refs/heads/x' }, defaultBranch],
    ['deployment', 'deployment', { sha }, defaultBranch],
    ['repository dispatch', 'repository_dispatch', { ref: 'refs/heads/main' }, defaultBranch],
    ["another App's check run", 'check_run', { sha, branch: 'x' }, defaultBranch],
    ['unheard-of event', 'star', {}, defaultBranch],
  ])('%s', (_case, name, facts, expected) => {
    expect(decidingCommit(about(name, facts))).toEqual(expected);
  });

  it('asks for the pull request of a comment, because its payload has no head', () => {
    expect(decidingCommit(about('issue_comment', { ref: 'refs/pull/12/head' }))).toEqual({
      kind: 'look-up-pull-request',
      number: 12,
    });
    expect(decidingCommitOfPullRequest(pullRequest)).toEqual(commit);
    expect(decidingCommitOfPullRequest({ ...pullRequest, fork: true })).toEqual(fork);
  });

  it.each([
    [{ branch: 'x', refName: 'x' }, 'The branch x was deleted; there is no commit to run for.'],
    [{ tag: 'v1', refName: 'v1' }, 'The tag v1 was deleted; there is no commit to run for.'],
  ])('finds nothing to run for when a push deleted its ref', (facts, reason) => {
    expect(decidingCommit(about('push', facts))).toEqual({ kind: 'nothing', reason });
  });
});
