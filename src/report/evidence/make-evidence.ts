import type { Workflow } from '../../kubernetes/workflow.ts';
import { createSecretMask, type MaskSecrets } from '../../mask/create-secret-mask.ts';
import type { OwnMatchers } from '../../matcher/find-problems.ts';
import { type CleanLog, cleanLog } from '../log/clean-log.ts';
import { hasFailed, type Step, type StepPod } from '../state/step.ts';
import { type Evidence, noEvidence, type StepLog } from './evidence.ts';
import { chooseAnnotations, findInStep, type StepFindings } from './find-annotations.ts';
import { findWorkspace } from './find-workspace.ts';
import type { KnownSecrets } from './read-known-secrets.ts';
import { readOwnMatchers } from './read-own-matchers.ts';
import type { ReadLog } from './read-step-log.ts';

export interface PodStep extends Step {
  pod: StepPod;
}

export interface ReadOutput {
  workflow: Workflow;
  repository: string;
  /** All whose logs were asked for. */
  steps: readonly PodStep[];
  /** What came so far. */
  read: ReadonlyMap<PodStep, ReadLog>;
  secrets: KnownSecrets;
  breathe: () => Promise<void>;
}

/** What the repository's patterns may cost in all: about half a second at the worst. */
const maxWork = 50_000_000;
const notSafe = 'The log is not shown: the Secrets that it might hold could not be read in time.';

/** Cleans, masks and searches what was read. Without the Secrets nobody knows what must not be seen, so nothing of a log is. */
export async function makeEvidence(output: ReadOutput): Promise<Evidence> {
  const { steps, read, secrets, breathe } = output;
  const cleaned = new Map<PodStep, CleanLog>();
  for (const [step, each] of read) {
    if (each.kind === 'read') cleaned.set(step, cleanLog(each.tail));
    await breathe();
  }
  const announced = [...cleaned.values()].flatMap(findAnnounced);
  const mask = createSecretMask([...(secrets.kind === 'known' ? secrets.values : []), ...announced]);
  const masked = new Map<PodStep, CleanLog>();
  for (const [step, log] of secrets.kind === 'known' ? cleaned : []) {
    masked.set(step, maskLog(log, mask));
    await breathe();
  }
  const failed = steps.filter((step) => hasFailed(step.state));
  return {
    ...noEvidence(mask),
    logs: failed.flatMap((step) => describeLog(step, { mask, log: masked.get(step), read: read.get(step), secrets })),
    ...(await search(output, masked, mask)),
    isBlind: secrets.kind === 'known' && secrets.isBlind,
  };
}

function maskLog(log: CleanLog, mask: MaskSecrets): CleanLog {
  return { ...log, lines: mask(log.lines.join('\n')).split('\n') };
}

interface Described {
  mask: MaskSecrets;
  log: CleanLog | undefined;
  read: ReadLog | undefined;
  secrets: KnownSecrets;
}

function describeLog(step: PodStep, { mask, log, read, secrets }: Described): StepLog[] {
  const { nodeId, container } = step.pod;
  const about = { stepId: step.id, name: mask(step.name), message: mask(step.message), nodeId, container };
  if (log !== undefined) return [{ ...about, kind: 'read', log }];
  if (read?.kind === 'none') return [];
  if (read?.kind === 'missing') return [{ ...about, kind: 'missing', why: read.why }];
  const why = read !== undefined && secrets.kind === 'unsure' ? notSafe : 'The log did not come in time.';
  return [{ ...about, kind: 'missing', why }];
}

async function search(
  { workflow, repository, steps, breathe }: ReadOutput,
  masked: ReadonlyMap<PodStep, CleanLog>,
  mask: MaskSecrets,
): Promise<Pick<Evidence, 'annotations' | 'leftOut' | 'said' | 'remarks'>> {
  const { matchers, problem } = readOwnMatchers(workflow);
  const own: OwnMatchers = { matchers, spend: spendAtMost(maxWork) };
  const found: StepFindings[] = [];
  for (const step of steps) {
    const log = masked.get(step);
    if (log === undefined) continue;
    const workspace = findWorkspace(workflow, step.pod, repository);
    const about = { name: mask(step.name), isNamed: !step.isWholeWorkflow, hasFailed: hasFailed(step.state) };
    found.push(findInStep({ ...about, workspace, lines: log.lines }, own));
    await breathe();
  }
  return {
    ...chooseAnnotations(found.flatMap(({ problems }) => problems)),
    said: found.flatMap(({ said }) => said),
    remarks: problem === undefined ? [] : [`${problem.message} ${problem.hint}`],
  };
}

function spendAtMost(most: number): (work: number) => boolean {
  let left = most;
  return (work) => {
    left -= work;
    return left >= 0;
  };
}

/** Values that a step declares secret itself, as Actions' runner takes them: `::add-mask::value`. */
function findAnnounced({ lines }: CleanLog): string[] {
  return lines.flatMap((line) => /^\s{0,20}::add-mask::(.+)$/.exec(line)?.[1] ?? []);
}
