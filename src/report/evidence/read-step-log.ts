import type { ClusterFailure, ClusterResult } from '../../kubernetes/kubernetes.ts';
import type { LogLimits, LogTail, RunLogs } from '../../kubernetes/logs/run-logs.ts';
import type { StepPod } from '../state/step.ts';
import { namePods } from './name-pods.ts';

/** The Workflow whose steps' logs are read. */
export interface LoggedWorkflow {
  namespace: string;
  name: string;
  /** Annotation `workflows.argoproj.io/pod-name-format`. */
  podNameFormat: string | undefined;
}

/** `none`: the container never wrote anything, because it never ran. */
export type ReadLog = { kind: 'read'; tail: LogTail } | { kind: 'none' } | { kind: 'missing'; why: string };

/**
 * A step's log: from its pod, else what was kept of it while the Workflow ran (`podGC` deletes pods early), else from Argo's archive.
 */
export async function readStepLog(
  logs: RunLogs,
  workflow: LoggedWorkflow,
  { pod, kept }: { pod: StepPod; kept: LogTail | undefined },
  limits: LogLimits,
): Promise<ReadLog> {
  const fromPod = await readFromPod(logs, workflow, pod, limits);
  if (fromPod.ok) return { kind: 'read', tail: fromPod.value };
  if (kept !== undefined) return { kind: 'read', tail: kept };
  if (fromPod.failure.kind === 'invalid') return { kind: 'none' };
  const { namespace, name } = workflow;
  const { nodeId, container } = pod;
  const archived = await logs.readArchivedLog?.({ namespace, workflow: name, nodeId, container }, limits);
  if (archived?.ok) return { kind: 'read', tail: archived.value };
  return { kind: 'missing', why: sayWhy(fromPod.failure, archived?.failure) };
}

/** One of the names that the pod may have; another is tried only where there is none of the first. */
export async function readFromPod(
  logs: Pick<RunLogs, 'readPodLog'>,
  workflow: LoggedWorkflow,
  pod: StepPod,
  limits: LogLimits,
): Promise<ClusterResult<LogTail>> {
  const { namespace, name, podNameFormat } = workflow;
  const [first = pod.nodeId, second] = namePods({ name, format: podNameFormat }, pod);
  const { container } = pod;
  const read = await logs.readPodLog({ namespace, pod: first, container }, limits);
  if (read.ok || read.failure.kind !== 'absent' || second === undefined) return read;
  return await logs.readPodLog({ namespace, pod: second, container }, limits);
}

function sayWhy(failure: ClusterFailure, archived: ClusterFailure | undefined): string {
  if (failure.kind === 'forbidden') return 'The app may not read logs in this namespace.';
  if (failure.kind !== 'absent') return 'The log could not be read in time.';
  if (archived?.kind === 'later') return 'The pod is gone, and the archive did not answer in time.';
  return archived === undefined
    ? 'The pod is gone, and its log with it.'
    : 'The pod is gone, and Argo has archived no log of it.';
}
