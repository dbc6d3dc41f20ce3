import { createSecretMask, type MaskSecrets } from '../../../mask/create-secret-mask.ts';
import { problem } from '../../../problem/problem.ts';
import { noEvidence } from '../../evidence/evidence.ts';
import { type Gathered, gatherEvidence, readMask } from '../../evidence/gather-evidence.ts';
import { saysSomething } from '../../evidence/mask-observation.ts';
import type { Observation } from '../../state/observe-workflow.ts';
import { describeError, logProblem } from '../../write/report-log.ts';
import { nameOfRun, type RunReporting, type SeenRun, type TrackedRun } from '../tracked-run.ts';

/** Evidence of one end of a Workflow: a retry of Argo's comes to another. */
export interface GatheredEnd extends Gathered {
  end: string;
}

const masksShapes = createSecretMask([]);

/**
 * Sees to it that what `seen` says can be shown: reads logs and Secrets at a conclusion, Secrets alone where a message of a
 * running Workflow could hold one. Takes a few seconds at most, and never keeps a check from being written.
 */
export async function collectEvidence(reporting: RunReporting, run: TrackedRun, seen: SeenRun): Promise<void> {
  const { logs, schedule, breathe } = reporting;
  const { observation, workflow } = seen;
  if (logs === undefined || isCollected(run, seen)) return;
  try {
    if (observation.phase === 'ended') {
      const parts = { logs, schedule, breathe, kept: run.keptLogs, repository: run.identity.repository };
      const gathered = await gatherEvidence(parts, workflow, observation);
      run.gathered = { ...gathered, end: endOf(observation) };
      if (gathered.evidence.isBlind) sayBlind(reporting, run.head.metadata.namespace);
    } else {
      run.mask = await readMask({ logs, schedule }, workflow);
    }
  } catch (error) {
    // A defect; the run's conclusion matters more than its logs.
    const values = { subject: nameOfRun(run), attempt: 1, cause: describeError(error) };
    logProblem(reporting.log, problem('report.unexpected', values));
    if (observation.phase !== 'ended') return;
    run.gathered = { evidence: noEvidence(masksShapes), late: undefined, end: endOf(observation) };
  }
}

/** Once in the log; on the check of each run that has Secrets. */
function sayBlind({ blindNamespaces, log }: RunReporting, namespace: string): void {
  if (blindNamespaces.has(namespace)) return;
  blindNamespaces.add(namespace);
  logProblem(log, problem('report.secrets-unreadable', { namespace }));
}

/** Whether all is there that showing `seen` needs. */
export function isCollected(run: TrackedRun, { observation }: SeenRun): boolean {
  if (observation.phase === 'ended') return run.gathered?.end === endOf(observation);
  return run.mask !== undefined || !saysSomething(observation);
}

/** The evidence of this end; undefined where there is none (yet). */
export function evidenceOf(run: TrackedRun, { observation }: SeenRun): GatheredEnd | undefined {
  return run.gathered?.end === endOf(observation) ? run.gathered : undefined;
}

/** Masks what is known to be secret in this run, at the least what looks like it. */
export function maskOf(run: TrackedRun): MaskSecrets {
  return run.mask ?? masksShapes;
}

function endOf({ startedAt, finishedAt }: Observation): string {
  return `${startedAt} ${finishedAt}`;
}
