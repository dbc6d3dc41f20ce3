import type { AppRecord } from './app-record.ts';
import type { RepositoryRecord } from './repository-record.ts';

export const checkStatuses = ['queued', 'in_progress', 'completed'] as const;
export type CheckStatus = (typeof checkStatuses)[number];

export const checkConclusions = [
  'success',
  'failure',
  'neutral',
  'cancelled',
  'skipped',
  'timed_out',
  'action_required',
] as const;
export type CheckConclusion = (typeof checkConclusions)[number];

export interface Annotation {
  path: string;
  start_line: number;
  end_line: number;
  start_column: number | null;
  end_column: number | null;
  annotation_level: 'notice' | 'warning' | 'failure';
  title: string | null;
  message: string;
  raw_details: string | null;
}

export interface CheckAction {
  label: string;
  description: string;
  identifier: string;
}

export interface CheckSuiteRecord {
  id: number;
  app: AppRecord;
  repository: RepositoryRecord;
  headSha: string;
  /** Null where the commit came from a fork. */
  headBranch: string | null;
  before: string | null;
  /** Set by "Re-run" until a run of the suite changes again. */
  reset: boolean;
  runs: CheckRunRecord[];
  createdAt: Date;
  updatedAt: Date;
}

/** What a check run said at one time; the list of them is what a test reads to see that nothing was overwritten. */
export interface CheckMoment {
  at: string;
  status: CheckStatus;
  conclusion: CheckConclusion | null;
  title: string | null;
}

export interface CheckRunRecord {
  id: number;
  suite: CheckSuiteRecord;
  name: string;
  headSha: string;
  externalId: string;
  detailsUrl: string;
  status: CheckStatus;
  conclusion: CheckConclusion | null;
  startedAt: string;
  completedAt: string | null;
  title: string | null;
  summary: string | null;
  text: string | null;
  annotations: Annotation[];
  actions: CheckAction[];
  history: CheckMoment[];
  /** The store's `checkRunChanges` at this run's last change. */
  changeNumber: number;
}
