/** Why GitHub did not say what a caller's token is good for. `unauthorized`: it does not take the token. */
export type CallerFailure =
  | { kind: 'unauthorized' }
  | { kind: 'refused'; message: string }
  | { kind: 'later'; message: string; retryAfterMs?: number };

export type CallerResult<Value> = { ok: true; value: Value } | { ok: false; failure: CallerFailure };

/** Whose token it is. */
export interface Self {
  id: number;
  login: string;
  type: string;
}

/** A repository as the token's owner sees it. */
export interface SeenRepository {
  /** As a webhook carries it, and nothing else of GitHub's answer: that one may hold a token. */
  payload: Record<string, unknown>;
  id: number;
  fullName: string;
  defaultBranch: string;
  isArchived: boolean;
  /** What the person may, whatever the token may. */
  permission: 'admin' | 'write' | 'read' | 'none';
}

/**
 * GitHub asked with the token of whoever called this app, for the length of one call: the token is in no log, no error and no
 * memory beyond it. No method throws for what GitHub answers.
 */
export interface GithubCaller {
  /** Fails as `refused` for a token that is no person's. */
  readSelf(): Promise<CallerResult<Self>>;
  /** Undefined for a repository that the token does not see. */
  readRepository(fullName: string): Promise<CallerResult<SeenRepository | undefined>>;
  /**
   * Whether git would take a push with this very token. What a person may is not what each of their tokens may: one that is for
   * reading, or that they gave to somebody else's App, has their name on it all the same.
   */
  mayPush(fullName: string): Promise<CallerResult<boolean>>;
}

export type AsCaller = (token: string) => GithubCaller;
