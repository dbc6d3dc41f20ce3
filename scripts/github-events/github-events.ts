/** What the app does with an event. */
export const treatments = {
  commit: 'decided by the file at its own commit, which is read for each such event',
  'known-commit':
    'decided by the file at its own commit, once the file on the default branch is known to name the event',
  'default-branch':
    'decided by the file on the default branch, as long as that names the event; otherwise it costs no call',
  comment:
    'a command where it holds one; else decided likewise, once the file on the default branch is known to name the event',
  command: 'asks something of the App itself: a re-run or a button',
  own: 'nothing: the App’s own writing',
  installation: 'has the CronWorkflows of repositories that the App got, or got back, put into the cluster',
  back: 'concludes the checks that were interrupted when it was suspended, and has all its repositories looked at for schedules',
  removed: 'ends the runs of what the App has no access to any more and forgets it',
} as const;

export type Treatment = keyof typeof treatments;

/**
 * By event, or by event and action where actions differ: the one source of docs/events.md, held to by
 * `test/events/every-event.test.ts` for every action that GitHub has. Every other event of a repository is `default-branch`, also
 * one that GitHub may invent.
 */
export const githubEvents: Readonly<Record<string, Treatment>> = {
  push: 'commit',
  pull_request: 'commit',
  merge_group: 'commit',
  create: 'commit',
  release: 'commit',
  workflow_dispatch: 'known-commit',
  pull_request_review: 'known-commit',
  pull_request_review_comment: 'known-commit',
  pull_request_review_thread: 'known-commit',
  'issue_comment.created': 'comment',
  'commit_comment.created': 'comment',
  'check_run.created': 'own',
  'check_run.completed': 'own',
  'check_run.rerequested': 'command',
  'check_run.requested_action': 'command',
  'check_suite.requested': 'own',
  'check_suite.completed': 'own',
  'check_suite.rerequested': 'command',
  installation: 'installation',
  installation_repositories: 'installation',
  installation_target: 'installation',
  'installation.unsuspend': 'back',
  'installation.deleted': 'removed',
  'installation.suspend': 'removed',
  'installation_repositories.removed': 'removed',
};

export function treatmentOf(event: string, action: string | undefined): Treatment {
  return githubEvents[`${event}.${action}`] ?? githubEvents[event] ?? 'default-branch';
}
