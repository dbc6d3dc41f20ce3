import { problem } from '../../problem/problem.ts';
import { readFromPod } from '../evidence/read-step-log.ts';
import { nameOfRun, type RunReporting, type SeenRun, type TrackedRun } from '../run/tracked-run.ts';
import { isFilled } from '../state/read-nodes.ts';
import { hasFailed, type StepPod } from '../state/step.ts';
import { describeError, logProblem } from '../write/report-log.ts';

/** Of so many failed steps a log is kept while their Workflow runs, and so much of each. */
const maxKept = 5;
const keptLimits = { tailLines: 500, maxBytes: 64 * 1024 };
const patienceMs = 10_000;

/** Whether pods are deleted while their Workflow still runs (`podGC`), so that the logs of failed steps have to be read at once. */
export function deletesPodsEarly({ workflow }: SeenRun): boolean {
  const status: Record<string, unknown> = { ...workflow.status };
  return [workflow.spec, status.storedWorkflowTemplateSpec].some((spec) => {
    const podGC = isFilled(spec) && 'podGC' in spec ? spec.podGC : undefined;
    return isFilled(podGC) && 'strategy' in podGC && podGC.strategy === 'OnPodCompletion';
  });
}

/** Reads the logs of steps that failed meanwhile, beside everything else, and keeps them for the conclusion. */
export function keepFailedLogs(reporting: RunReporting, run: TrackedRun, seen: SeenRun): void {
  const { logs } = reporting;
  if (logs === undefined || !run.deletesPods || seen.observation.phase === 'ended') return;
  for (const { state, pod } of seen.observation.steps) {
    if (pod === undefined || !hasFailed(state)) continue;
    if (run.keptLogs.has(pod.nodeId) || run.keptLogs.size >= maxKept) continue;
    keep(reporting, run, { seen, pod }).catch((error: unknown) => {
      const values = { subject: nameOfRun(run), attempt: 1, cause: describeError(error) };
      logProblem(reporting.log, problem('report.unexpected', values));
    });
  }
}

async function keep(
  { logs, schedule }: RunReporting,
  run: TrackedRun,
  { seen, pod }: { seen: SeenRun; pod: StepPod },
): Promise<void> {
  if (logs === undefined) return;
  const { namespace, name } = run.head.metadata;
  const podNameFormat = seen.workflow.metadata.annotations?.['workflows.argoproj.io/pod-name-format'];
  // Until it is there: nobody else need read it.
  run.keptLogs.set(pod.nodeId, undefined);
  const stopping = new AbortController();
  const cancel = schedule(patienceMs, () => stopping.abort());
  const limits = { ...keptLimits, signal: stopping.signal };
  const read = await readFromPod(logs, { namespace, name, podNameFormat }, pod, limits);
  cancel();
  if (read.ok) run.keptLogs.set(pod.nodeId, read.value);
}
