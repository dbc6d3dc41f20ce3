/** What a call is for; how a test recognises it stands in `test/world/read-calls.ts`. */
export const callKinds = {
  permission: 'what the person may do',
  token: 'a token',
  pull: 'the pull request as it is now',
  files: 'files: `.argo-events.yaml` and `.argo/` in one query, or another',
  changes: 'the changed files',
  pulls: 'the open pull requests of the commit',
  checks: 'the checks that the commit has',
  check: 'a check',
  change: 'its next state',
} as const;

export type CallKind = keyof typeof callKinds;

/** How many calls of each kind. */
export type Calls = Partial<Record<CallKind, number>>;

/**
 * What the app asks of GitHub, by scenario: the one source of docs/github-calls.md, held to by
 * `test/integration/github-calls-table.test.ts`, which measures each scenario.
 */
export const scenarios = {
  'a push with one run': { token: 1, files: 1, check: 1, change: 1 },
  'a push with five runs': { token: 1, files: 1, check: 5, change: 5 },
  'a push that no pipeline names': { token: 1, files: 1 },
  'a pull request from a fork that waits for approval': { token: 1, files: 1, check: 1 },
  'the approval of it, and its run: the file as it is now, and the head’s `.argo/`': {
    permission: 1,
    pull: 1,
    files: 2,
    check: 1,
    change: 1,
  },
  'a re-run of a check': { permission: 1, check: 1, change: 1 },
  'a re-run of a check whose Workflow is gone, from the stored event': { permission: 1, check: 1, change: 1 },
  'a run by hand, beside three questions with the person’s own token and one as the App': {
    files: 1,
    check: 1,
    change: 1,
  },
  'a comment that is no command': {},
  'an event that nothing in the repository listens to': {},
} satisfies Record<string, Calls>;

/** What comes on top where a file asks for it. */
export const extras = {
  'the files of a push, for a pipeline with `paths` that would run otherwise': { changes: 1 },
  'the files of a pull request, likewise, for each hundred of them': { changes: 1 },
  'a push to a pipeline that also has `pull_request` and would run': { pulls: 1 },
  'a pipeline that `paths` or `if` keeps out': { check: 1 },
  'the same on a commit that no push brought before the app’s eyes, for all such pipelines together': { checks: 1 },
  'a workflow file outside `.argo/`': { files: 1 },
  'a run with `git-auth-secret`, once an hour for all runs of the repository': { token: 1 },
  'the first event of another branch than the default one, once for a repository: its Sensors that join events': {
    files: 1,
  },
  'the first event that the default branch decides, once for a repository: what its file listens to': { files: 1 },
} satisfies Record<string, Calls>;

export function countCalls(calls: Calls): number {
  return Object.values(calls).reduce((sum, each) => sum + each, 0);
}
