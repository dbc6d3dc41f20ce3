/** A repository as the API needs it, with the installation whose token opens it. */
export interface RepositoryAddress {
  installationId: number;
  /** GitHub's numeric id. */
  id: number;
  owner: string;
  name: string;
}

/** A file of a repository at a commit. `text` is absent when the blob is binary or larger than GitHub's GraphQL returns. */
export interface RepositoryFile {
  path: string;
  text?: string;
  byteSize: number;
  /** The blob's id. */
  oid: string;
}

/** What one GraphQL query brings: the configuration file and the plain files directly under `.argo/`. */
export interface RepositoryFiles {
  /** The commit that was read. */
  commit: string;
  /** Its message; absent where an annotated tag led to it. */
  message?: string;
  configuration?: RepositoryFile;
  workflows: RepositoryFile[];
}

export type CheckStatus = 'queued' | 'in_progress' | 'completed';
export type CheckConclusion =
  | 'success'
  | 'failure'
  | 'cancelled'
  | 'timed_out'
  | 'action_required'
  | 'neutral'
  | 'skipped';

export interface CheckAnnotation {
  path: string;
  startLine: number;
  endLine: number;
  startColumn?: number;
  endColumn?: number;
  level: 'notice' | 'warning' | 'failure';
  title?: string;
  message: string;
}

/** A button on a check run; pressing it comes back as `check_run.requested_action` with the identifier. GitHub shows three at most. */
export interface CheckAction {
  identifier: 'cancel' | 'retry-failed' | 'approve';
  /** At most 20 characters. */
  label: string;
  /** At most 40 characters. */
  description: string;
}

/**
 * The state of a check run. Times are RFC 3339. A conclusion goes with status `completed` and only with it. GitHub takes 50
 * annotations a request and appends those of later ones.
 */
export interface CheckState {
  status: CheckStatus;
  conclusion?: CheckConclusion;
  startedAt?: string;
  completedAt?: string;
  detailsUrl?: string;
  output: { title: string; summary: string; text?: string; annotations?: CheckAnnotation[] };
  /** An update replaces the buttons; absent leaves those that are there, an empty list takes them away. */
  actions?: CheckAction[];
}

/** A change of what a check run shows that leaves its state alone, whatever that is by then. */
export type CheckProgress = Pick<CheckState, 'output'>;

export interface NewCheck extends CheckState {
  name: string;
  headSha: string;
  externalId: string;
}

/** `conclusion` is absent where GitHub gave one of its own (`stale`, `startup_failure`). */
export interface FoundCheck {
  id: number;
  externalId: string;
  status: CheckStatus;
  conclusion?: CheckConclusion;
  /** How many annotations it has. */
  annotations?: number;
}

/**
 * Why a changed-files question is asked: the whole push, or the whole pull request (three-dot). `branch` is the branch that was
 * pushed; it tells the first push of the default branch, which adds every file, from a new branch that adds nothing.
 */
export type ChangeRange =
  | { kind: 'push'; before: string; after: string; defaultBranch: string; branch?: string }
  | { kind: 'pull-request'; number: number };

export interface ChangedFile {
  path: string;
  status: 'added' | 'modified' | 'removed' | 'renamed';
  previousPath?: string;
}

/**
 * Why GitHub did not do what was asked. `later`: may pass (rate limits, 5xx, network), with GitHub's own waiting time where it
 * gave one; `isUnanswered`: nobody knows whether it was done, or still will be. `gone`: the installation, repository or object is not there or not ours any more. `refused`: GitHub holds the
 * request to be wrong (422) or not permitted (403 with no limit in sight).
 */
export type GithubFailure =
  | { kind: 'later'; message: string; retryAfterMs?: number; isUnanswered?: true }
  /** `isSuspended`: the installation is suspended, and may come back. */
  | { kind: 'gone'; message: string; isSuspended?: true }
  /** `isForbidden`: for want of a permission (403), which somebody may give. */
  | { kind: 'refused'; message: string; isForbidden?: true };

export type GithubResult<Value> = { ok: true; value: Value } | { ok: false; failure: GithubFailure };

/** A repository as GitHub has it now. */
export interface RepositoryState {
  id: number;
  owner: string;
  name: string;
  fullName: string;
  /** Its page. */
  url: string;
  /** For git. */
  cloneUrl: string;
  private: boolean;
  isArchived: boolean;
  defaultBranch: string;
  /** Time of the last push to any of its branches, milliseconds since 1970. */
  pushedAt: number;
}

/** All that this app asks of GitHub, one method an API call (pages aside). No method throws for what GitHub answers. */
export interface GitHub {
  /** One GraphQL query. `files` is undefined value when the commit is not in the repository. */
  readRepositoryFiles(
    repository: RepositoryAddress,
    commitOrRef: string,
  ): Promise<GithubResult<RepositoryFiles | undefined>>;
  /** One file elsewhere in the repository; undefined where there is none (or it is a directory, a submodule or a symlink). */
  readFile(
    repository: RepositoryAddress,
    commit: string,
    path: string,
  ): Promise<GithubResult<RepositoryFile | undefined>>;
  /** Undefined where there is no such repository, or not for this installation. */
  readRepository(repository: Omit<RepositoryAddress, 'id'>): Promise<GithubResult<RepositoryState | undefined>>;
  listChangedFiles(repository: RepositoryAddress, range: ChangeRange): Promise<GithubResult<ChangedFile[]>>;
  /** `signal` gives the request up: whether it was carried out is not known then. */
  createCheckRun(
    repository: RepositoryAddress,
    check: NewCheck,
    options?: { signal?: AbortSignal },
  ): Promise<GithubResult<{ id: number }>>;
  updateCheckRun(
    repository: RepositoryAddress,
    id: number,
    state: CheckState | CheckProgress,
    options?: { signal?: AbortSignal },
  ): Promise<GithubResult<undefined>>;
  /** The App's own check runs of that name on that commit. */
  listCheckRuns(repository: RepositoryAddress, commit: string, name: string): Promise<GithubResult<FoundCheck[]>>;
  /** `GET /app`: the credentials are accepted. */
  checkCredentials(): Promise<GithubResult<{ slug: string }>>;
}
