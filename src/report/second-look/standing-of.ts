import type { CheckState } from '../../github/github.ts';
import { readExternalId } from '../external-id.ts';
import { collectEvidence, evidenceOf } from '../run/check/collect-evidence.ts';
import { renderRun } from '../run/check/write-run-check.ts';
import { readRun } from '../run/read-run.ts';
import type { RunReporting, TrackedRun } from '../run/tracked-run.ts';
import type { CheckAddress } from '../write/send-check.ts';

/** Whether a check's run goes on, has concluded, or is not known (any more): its Workflow is gone, or about another attempt. */
export type RunStanding =
  | { kind: 'open' }
  | { kind: 'unknown' }
  /** `read`: what the check has to say, from the Workflow; undefined where that cannot be told. */
  | { kind: 'concluded'; read: () => Promise<CheckState | undefined> };

/** Stands for what was concluded before this process knew of it. */
export function standingOf(
  reporting: RunReporting,
  find: (namespace: string, name: string) => TrackedRun | undefined,
  to: CheckAddress,
): RunStanding {
  const id = readExternalId(to.externalId);
  const run = id?.kind === 'run' ? find(id.namespace, id.name) : undefined;
  if (id?.kind !== 'run' || run === undefined || run.gone) return { kind: 'unknown' };
  const { note } = run;
  if (note === undefined || (note.attempt === id.attempt && note.closed === undefined)) return { kind: 'open' };
  const isTold = note.closed === 'concluded' || note.closed === 'handed-over';
  if (note.attempt !== id.attempt || !isTold) return { kind: 'unknown' };
  return { kind: 'concluded', read: () => readConclusion(reporting, run, id.attempt) };
}

async function readConclusion(
  reporting: RunReporting,
  run: TrackedRun,
  attempt: number,
): Promise<CheckState | undefined> {
  const read = await readRun(reporting, run);
  if (read.kind !== 'seen' || read.seen.observation.phase !== 'ended') return undefined;
  const { seen } = read;
  const { gathered } = run;
  await collectEvidence(reporting, run, seen);
  const state = renderRun(reporting, run, { attempt, seen, evidence: evidenceOf(run, seen)?.evidence });
  // What was read for this alone is not kept.
  run.gathered = gathered;
  return state;
}
