import type { CheckConclusion, CheckStatus, GithubResult, RepositoryAddress } from '../github.ts';

/** What a person may do in a repository; GitHub answers a custom role with the one that it is based on. */
export type Permission = 'none' | 'read' | 'write' | 'admin';

/** A pull request: what commands need of it, and all of it, as a webhook would carry it. */
export interface PullRequest {
  number: number;
  isOpen: boolean;
  head: { sha: string; ref: string };
  body: Record<string, unknown>;
}

/** Where a conversation is held: an issue or pull request, or a commit. */
export type ConversationPlace = { kind: 'issue'; number: number } | { kind: 'commit'; sha: string };

export type Reaction = 'eyes' | '-1';

/** One of the App's check runs, the newest of its name on its commit. */
export interface LatestCheck {
  id: number;
  name: string;
  externalId: string;
  status: CheckStatus;
  conclusion?: CheckConclusion;
  output: { title: string; summary: string; text?: string };
}

/** What the App asks of GitHub when somebody asks something of the App. No method throws for what GitHub answers. */
export interface GithubPeople {
  /** As GitHub has it at this moment; `none` for a person, a bot or a repository that it does not know. */
  readPermission(repository: RepositoryAddress, login: string): Promise<GithubResult<Permission>>;
  /** Undefined where there is no pull request of that number. */
  readPullRequest(repository: RepositoryAddress, number: number): Promise<GithubResult<PullRequest | undefined>>;
  /** The pull requests that a commit is in, also closed ones. */
  listPullRequests(repository: RepositoryAddress, commit: string): Promise<GithubResult<PullRequest[]>>;
  /** Reacting twice is reacting once. */
  react(
    repository: RepositoryAddress,
    comment: { kind: ConversationPlace['kind']; id: number },
    reaction: Reaction,
  ): Promise<GithubResult<undefined>>;
  /** Never sent twice: after a failure `later`, `hasReply` tells whether it got there. */
  reply(repository: RepositoryAddress, place: ConversationPlace, text: string): Promise<GithubResult<undefined>>;
  /** Whether the App has written a comment there, at that time (milliseconds since 1970) or later, that holds the text. */
  hasReply(
    repository: RepositoryAddress,
    place: ConversationPlace,
    wanted: { text: string; since: number },
  ): Promise<GithubResult<boolean>>;
  /** Of each name the newest. */
  listLatestChecks(repository: RepositoryAddress, commit: string): Promise<GithubResult<LatestCheck[]>>;
  /**
   * Whether a branch of this very repository holds the commit; forks share their objects with it. Certain for the tips of all
   * branches, all of the default branch and the branches of open pull requests; false for what lies deep in any other branch.
   */
  isOnBranch(repository: RepositoryAddress, commit: string, defaultBranch: string): Promise<GithubResult<boolean>>;
}
