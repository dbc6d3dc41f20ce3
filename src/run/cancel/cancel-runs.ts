import type { Kubernetes } from '../../kubernetes/kubernetes.ts';
import { type Later, laterAfter } from '../../problem/later.ts';
import { type Problem, problem } from '../../problem/problem.ts';
import { cancelRun } from './cancel-run.ts';
import { type LiveRun, listLiveRuns, type RunLookup } from './list-live-runs.ts';

/** Which runs are to be ended, and why. */
export interface RunsToCancel {
  namespaces: readonly string[];
  /** Labels that they all have. */
  having: Readonly<Record<string, string>>;
  isMeant: (run: LiveRun) => boolean;
  /** A sentence for their checks. */
  because: string;
}

export type RunsCancelled =
  /** Those that will conclude `cancelled`, and what was refused for others. */
  | { kind: 'done'; cancelled: LiveRun[]; problems: Problem[] }
  /** Some were ended and some could not be reached: the same again ends the rest. */
  | Later;

export interface CancelTools extends RunLookup {
  kubernetes: Pick<Kubernetes, 'listWorkflows' | 'getWorkflow' | 'patchWorkflow'>;
}

/** Ends all runs that are meant. Doing it again changes nothing. */
export async function cancelRuns(wanted: RunsToCancel, tools: CancelTools): Promise<RunsCancelled> {
  const cancelled: LiveRun[] = [];
  const problems: Problem[] = [];
  for (const namespace of wanted.namespaces) {
    const found = await findMeant(namespace, wanted, tools);
    if (found.kind === 'later') return found;
    for (const run of found.runs) {
      const outcome = await cancelRun(run, wanted.because, tools.kubernetes);
      if (outcome.kind === 'later') return outcome;
      if (outcome.kind === 'cancelled') cancelled.push(run);
      if (outcome.kind === 'refused') problems.push(outcome.problem);
    }
  }
  return { kind: 'done', cancelled, problems };
}

type Found = { kind: 'found'; runs: LiveRun[] } | Extract<RunsCancelled, { kind: 'later' }>;

async function findMeant(namespace: string, { having, isMeant }: RunsToCancel, tools: CancelTools): Promise<Found> {
  const listed = await listLiveRuns(namespace, having, tools);
  if (listed.ok) return { kind: 'found', runs: listed.value.filter(isMeant) };
  const { failure } = listed;
  // What is not there, or may not be looked at, holds no run that this app could end.
  if (failure.kind === 'absent' || failure.kind === 'forbidden') return { kind: 'found', runs: [] };
  return laterAfter(failure, problem('run.cluster-not-read', { namespace, reason: failure.message }));
}
