import type { CheckRunRecord, CheckSuiteRecord } from '../store/check-record.ts';

/** The newest run of each name in a suite: what "latest" means on GitHub. */
export function latestRuns(runs: readonly CheckRunRecord[]): CheckRunRecord[] {
  const latest = new Map<string, CheckRunRecord>();
  for (const run of runs) {
    const known = latest.get(run.name);
    if (known === undefined || known.id < run.id) latest.set(run.name, run);
  }
  return [...latest.values()];
}

export function suiteStatusOf(suite: CheckSuiteRecord): 'queued' | 'in_progress' | 'completed' {
  if (suite.reset) return 'queued';
  const runs = latestRuns(suite.runs);
  if (runs.length > 0 && runs.every((run) => run.status === 'completed')) return 'completed';
  return runs.some((run) => run.status !== 'queued') ? 'in_progress' : 'queued';
}

// From the one that decides a suite to the one that decides least.
const byWeight = ['action_required', 'failure', 'timed_out', 'cancelled', 'success', 'neutral'] as const;

/** What the suite comes to; null until all its runs are completed. `skipped` runs count as neutral, as a suite has no such end. */
export function suiteConclusionOf(suite: CheckSuiteRecord): (typeof byWeight)[number] | null {
  if (suiteStatusOf(suite) !== 'completed') return null;
  const conclusions = new Set(latestRuns(suite.runs).map((run) => run.conclusion));
  return byWeight.find((conclusion) => conclusions.has(conclusion)) ?? 'neutral';
}
