import type { GithubEvent } from './event.ts';
import type { GithubFacts, PullRequestFacts } from './facts.ts';

/** The commit whose `.argo-events.yaml` decides. `ref`: full ref, for events that name no commit. */
export type DecidingFile = { kind: 'commit'; sha: string } | { kind: 'ref'; ref: string } | { kind: 'default-branch' };

/** The commit that the check stands on. Of the last two kinds it is the commit that reading the file finds. */
export type CheckPlace =
  /** `onlyIfOnBranch`: the commit may be anybody's (forks share objects); refuse unless a branch of this repository holds it. */
  | { kind: 'commit'; sha: string; onlyIfOnBranch?: true }
  | { kind: 'ref-head'; ref: string }
  | { kind: 'default-branch-head' };

export interface Decided {
  kind: 'decided';
  file: DecidingFile;
  check: CheckPlace;
  /** False when the code is a stranger's: a pull request from a fork. */
  trusted: boolean;
}

export type DecidingCommit =
  | Decided
  /** A comment on a pull request: its payload has no head. Read the pull request and ask `decidingCommitOfPullRequest`. */
  | { kind: 'look-up-pull-request'; number: number }
  /** No commit is left to run for; the reason is a sentence for people. */
  | { kind: 'nothing'; reason: string };

/**
 * Which commit's file decides about an event, and on which commit the check stands: the table "Which commit's file decides".
 * Events that name a commit without anybody having pushed it here (`check_run`, `workflow_run`, `status`, `deployment`) are
 * decided by the default branch and run there.
 */
export function decidingCommit({ facts }: Pick<GithubEvent, 'facts'>): DecidingCommit {
  if (facts.pullRequest !== undefined) return decidingCommitOfPullRequest(facts.pullRequest);
  switch (facts.eventName) {
    case 'push':
      return decidePush(facts);
    case 'merge_group':
    case 'manual':
      return facts.sha === undefined ? onDefaultBranch : atCommit(facts.sha);
    case 'create':
    case 'release':
    case 'workflow_dispatch':
      return facts.ref === undefined ? onDefaultBranch : atRef(facts.ref);
    case 'issue_comment':
      return decideComment(facts);
    case 'commit_comment':
      return decideCommitComment(facts);
    default:
      return onDefaultBranch;
  }
}

/** A pull request of this repository decides for itself; one from a fork is decided by the default branch. */
export function decidingCommitOfPullRequest({ fork, head }: PullRequestFacts): Decided {
  if (!fork) return atCommit(head.sha);
  return {
    kind: 'decided',
    file: { kind: 'default-branch' },
    check: { kind: 'commit', sha: head.sha },
    trusted: false,
  };
}

const onDefaultBranch: Decided = {
  kind: 'decided',
  file: { kind: 'default-branch' },
  check: { kind: 'default-branch-head' },
  trusted: true,
};

function decidePush({ sha, refName, tag }: GithubFacts): DecidingCommit {
  if (sha !== undefined) return atCommit(sha);
  const what = tag === undefined ? 'branch' : 'tag';
  return { kind: 'nothing', reason: `The ${what} ${refName ?? ''} was deleted; there is no commit to run for.` };
}

function decideComment({ ref }: GithubFacts): DecidingCommit {
  const number = /^refs\/pull\/([0-9]+)\/head$/.exec(ref ?? '')?.[1];
  return number === undefined ? onDefaultBranch : { kind: 'look-up-pull-request', number: Number(number) };
}

function decideCommitComment({ sha }: GithubFacts): DecidingCommit {
  if (sha === undefined) return onDefaultBranch;
  return { ...onDefaultBranch, check: { kind: 'commit', sha, onlyIfOnBranch: true } };
}

function atCommit(sha: string): Decided {
  return { kind: 'decided', file: { kind: 'commit', sha }, check: { kind: 'commit', sha }, trusted: true };
}

function atRef(ref: string): Decided {
  return { kind: 'decided', file: { kind: 'ref', ref }, check: { kind: 'ref-head', ref }, trusted: true };
}
