/** Labels, annotations and the finalizer that this app writes on Workflows; all other metadata under this prefix is refused. */
export const reservedPrefix = 'argo-events-app/';

export const labels = {
  /** The App's id: selects the Workflows of this App in a shared cluster. */
  managedBy: 'argo-events-app/managed-by',
  repositoryId: 'argo-events-app/repository-id',
  sensor: 'events.argoproj.io/sensor',
  /** The concurrency group of a run, or of the limit that a ConfigMap holds. */
  group: 'argo-events-app/group',
  /** On what the app keeps beside Workflows: `token` (a Secret) or `limit` (a ConfigMap). */
  holds: 'argo-events-app/holds',
  trigger: 'events.argoproj.io/trigger',
  actionTimestamp: 'events.argoproj.io/action-timestamp',
} as const;

export const annotations = {
  identity: 'argo-events-app/identity',
  /** On a CronWorkflow and on the Workflows that it makes: whose schedule it is, signed. */
  schedule: 'argo-events-app/schedule',
  /** On a Workflow of the operator's Sensor: which firing made it. */
  operatorRun: 'argo-events-app/operator-run',
  /** What was written to GitHub for this Workflow; see report. */
  reported: 'argo-events-app/reported',
  /** On a Sensor or Workflow source: chooses the check run's name. */
  checkName: 'argo-events-app/check-name',
  /** On a Workflow: problem matchers for its steps' logs, JSON in GitHub's shape. */
  problemMatchers: 'argo-events-app/problem-matchers',
  /** Written when a run is ended before its time: why, as a sentence for its check (`Replaced by …`, `Cancelled by @ada`). */
  endedBecause: 'argo-events-app/ended-because',
  /** Written when something was asked of a run under way and not done: who and why, as a sentence for its check. */
  refused: 'argo-events-app/refused',
  /** Written by whoever wants an ended run once more: a word of their choosing, new for each wish. */
  again: 'argo-events-app/again',
  /** What came of that: the word, and the new Workflow's name or why there is none. */
  answered: 'argo-events-app/answered',
  /** On a Secret with a token: when that ends (RFC 3339). */
  expires: 'argo-events-app/expires',
  /** On a ConfigMap with a limit: GitHub's time of the event that said it, milliseconds since 1970. */
  occurredAt: 'argo-events-app/occurred-at',
  /** On a ConfigMap with a limit, or a Secret with a token: when a run was last made with it, milliseconds since 1970. */
  usedAt: 'argo-events-app/used-at',
} as const;

/** Keeps a Workflow until GitHub has its conclusion. */
export const reportFinalizer = 'argo-events-app/report';
