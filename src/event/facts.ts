/** A repository as GitHub names it. `id` is GitHub's numeric id, which survives renames. */
export interface RepositoryFacts {
  id: number;
  owner: string;
  name: string;
  fullName: string;
  /** For people: the repository's page. */
  url: string;
  /** For git. */
  cloneUrl: string;
  private: boolean;
}

export interface PullRequestFacts {
  number: number;
  title: string;
  draft: boolean;
  labels: string[];
  author: string;
  base: { ref: string; sha: string };
  head: { ref: string; sha: string; repository: string };
  /** The head lives in another repository (or in one that is gone). */
  fork: boolean;
  mergeSha?: string;
}

/** Paths relative to the repository's root. A rename counts with both names in `all`. */
export interface ChangedFiles {
  added: string[];
  modified: string[];
  removed: string[];
  renamed: string[];
  all: string[];
}

/** What GitHub's payload says, in one shape for all events: the `github` key of an event's data. What does not apply is absent. */
export interface GithubFacts {
  eventName: string;
  action?: string;
  /** The commit that the event is about. */
  sha?: string;
  before?: string;
  /** Full ref, such as `refs/heads/main`. */
  ref?: string;
  refName?: string;
  branch?: string;
  tag?: string;
  defaultBranch: string;
  repository: RepositoryFacts;
  sender: string;
  pullRequest?: PullRequestFacts;
  changedFiles?: ChangedFiles;
  /** `command` and `argument`: a command of a pipeline in it, once its author was found to have write permission. */
  comment?: { id: number; body: string; author: string; command?: string; argument?: string };
  mergeGroup?: { headSha: string; headRef: string; baseSha: string; baseRef: string };
  deployment?: { id: number; environment: string; ref: string };
  release?: { id: number; tag: string; name: string; draft: boolean; prerelease: boolean };
  inputs?: Record<string, string>;
}
