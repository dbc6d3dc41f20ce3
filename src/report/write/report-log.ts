import type { Problem } from '../../problem/problem.ts';

/** The part of the app's logger (pino's shape) that this room uses. */
export interface ReportLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** What this room counts: `created`, `updated`, `adopted` are checks; the rest are things to look into. */
export type ReportEvent =
  | 'created'
  | 'updated'
  | 'live'
  | 'adopted'
  | 'concluded'
  | 'corrected'
  | 'forged-identity'
  | 'unreadable-note'
  | 'later'
  | 'refused'
  | 'gone'
  | 'expired'
  | 'unexpected';

export interface ReportMetrics {
  count(event: ReportEvent): void;
}

/** Says a problem in the log, at its own severity. */
export function logProblem(log: ReportLog, found: Problem, fields: object = {}): void {
  const all = { ...fields, code: found.code, hint: found.hint };
  if (found.severity === 'warning') log.warn(all, found.message);
  else log.error(all, found.message);
}

/** The sentence of something thrown. */
export function describeError(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
