import type { LogTail, RunLogs } from '../../kubernetes/logs/run-logs.ts';
import type { Workflow } from '../../kubernetes/workflow.ts';
import { createSecretMask, type MaskSecrets } from '../../mask/create-secret-mask.ts';
import type { EndedObservation } from '../state/observe-workflow.ts';
import { readNodes } from '../state/read-nodes.ts';
import { hasFailed, type Step } from '../state/step.ts';
import { limitConcurrency } from '../write/limit-concurrency.ts';
import type { Schedule } from '../write/schedule.ts';
import type { Evidence } from './evidence.ts';
import { findSecretNames } from './find-secret-names.ts';
import { makeEvidence, type PodStep } from './make-evidence.ts';
import { saysSomething } from './mask-observation.ts';
import { type KnownSecrets, readKnownSecrets } from './read-known-secrets.ts';
import { type LoggedWorkflow, type ReadLog, readStepLog } from './read-step-log.ts';

export interface EvidenceParts {
  logs: RunLogs;
  schedule: Schedule;
  /** Ends of logs that were kept while the Workflow ran, by the id of the pod's node. */
  kept: ReadonlyMap<string, LogTail | undefined>;
  /** The repository's name. */
  repository: string;
  /** Lets others have their turn between two pieces of work. */
  breathe: () => Promise<void>;
}

/** What was there in time, and what comes later, if anything does. */
export interface Gathered {
  evidence: Evidence;
  late: Promise<Evidence> | undefined;
}

/** A conclusion waits this long for logs, and no longer. */
const waitForLogsMs = 4000;
/** What comes within this time completes the check; then the reading is given up. */
const giveUpAfterMs = 60_000;
const maxFailedLogs = 10;
const maxLogs = 20;
const logsTogether = 4;
const logLimits = { tailLines: 2000, maxBytes: 256 * 1024 };

/**
 * Reads what a concluded Workflow's steps wrote, those that failed first, and what is secret in it. Bounded in count, bytes and
 * time: what does not come in time is left to `late`. A run that was cancelled is asked nothing: nobody asks it why it failed.
 */
export async function gatherEvidence(
  parts: EvidenceParts,
  workflow: Workflow,
  observation: EndedObservation,
): Promise<Gathered> {
  const steps = observation.conclusion === 'cancelled' ? [] : chooseSteps(observation.steps);
  const hasSecrets = steps.length > 0 || saysSomething(observation);
  const reading = startReading(parts, workflow, { steps, hasSecrets });
  const isLate = await comesLate(reading.done, parts.schedule);
  const evidence = await reading.evidence();
  return { evidence, late: isLate ? reading.done.then(() => reading.evidence()) : undefined };
}

/** A mask of what is secret in a run that goes on; undefined where that could not be told in time. */
export async function readMask(
  { logs, schedule }: Pick<EvidenceParts, 'logs' | 'schedule'>,
  workflow: Workflow,
): Promise<MaskSecrets | undefined> {
  let secrets: KnownSecrets = { kind: 'unsure' };
  const reading = readKnownSecrets(logs, workflow.metadata.namespace ?? '', secretsOf(workflow)).then((read) => {
    secrets = read;
  });
  await comesLate(reading, schedule);
  return maskKnown(secrets);
}

function maskKnown(secrets: KnownSecrets): MaskSecrets | undefined {
  return secrets.kind === 'known' ? createSecretMask(secrets.values) : undefined;
}

async function comesLate(done: Promise<void>, schedule: Schedule): Promise<boolean> {
  let cancel = (): void => undefined;
  const late = new Promise<boolean>((resolve) => {
    cancel = schedule(waitForLogsMs, () => resolve(true));
  });
  const isLate = await Promise.race([done.then(() => false), late]);
  cancel();
  return isLate;
}

function chooseSteps(steps: readonly Step[]): PodStep[] {
  const inPods = steps.filter((step): step is PodStep => step.pod !== undefined);
  const failed = inPods.filter((step) => hasFailed(step.state)).slice(0, maxFailedLogs);
  const succeeded = inPods.filter((step) => step.state === 'succeeded');
  return [...failed, ...succeeded].slice(0, maxLogs);
}

interface Reading {
  done: Promise<void>;
  /** From what was read so far. */
  evidence(): Promise<Evidence>;
}

function startReading(
  parts: EvidenceParts,
  workflow: Workflow,
  { steps, hasSecrets }: { steps: readonly PodStep[]; hasSecrets: boolean },
): Reading {
  const stopping = new AbortController();
  const cancelStop = parts.schedule(giveUpAfterMs, () => stopping.abort());
  const limit = limitConcurrency(logsTogether);
  const limits = { ...logLimits, signal: stopping.signal };
  const from = describeWorkflow(workflow);
  const read = new Map<PodStep, ReadLog>();
  let secrets: KnownSecrets = { kind: 'unsure' };
  const readAll = steps.map((step) =>
    limit(async () => {
      const { pod } = step;
      read.set(step, await readStepLog(parts.logs, from, { pod, kept: parts.kept.get(pod.nodeId) }, limits));
    }),
  );
  const readSecrets = async (): Promise<void> => {
    secrets = await readKnownSecrets(parts.logs, from.namespace, hasSecrets ? secretsOf(workflow) : []);
  };
  const done = Promise.all([...readAll, readSecrets()]).then(cancelStop);
  return { done, evidence: () => makeEvidence({ workflow, steps, read, secrets, ...parts }) };
}

function describeWorkflow({ metadata }: Workflow): LoggedWorkflow {
  return {
    namespace: metadata.namespace ?? '',
    name: metadata.name ?? '',
    podNameFormat: metadata.annotations?.['workflows.argoproj.io/pod-name-format'],
  };
}

function secretsOf(workflow: Workflow): string[] {
  const nodes = readNodes(workflow.status);
  return findSecretNames(workflow, nodes.kind === 'read' ? nodes.nodes : []);
}
