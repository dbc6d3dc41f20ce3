import type { CheckState } from '../../github/github.ts';
import { readExternalId } from '../external-id.ts';
import { collectEvidence, evidenceOf } from '../run/collect-evidence.ts';
import { readRun } from '../run/read-run.ts';
import type { RunReporting, TrackedRun } from '../run/tracked-run.ts';
import { renderRun } from '../run/write-run-check.ts';
import type { CheckAddress } from '../write/send-check.ts';

/**
 * What a check has to say that was concluded before this process knew of it, from its Workflow. `open`: the run goes on;
 * `unknown`: the Workflow is gone, or about another attempt.
 */
export async function recoverState(
  reporting: RunReporting,
  find: (namespace: string, name: string) => TrackedRun | undefined,
  to: CheckAddress,
): Promise<CheckState | 'open' | 'unknown'> {
  const id = readExternalId(to.externalId);
  const run = id?.kind === 'run' ? find(id.namespace, id.name) : undefined;
  if (id?.kind !== 'run' || run === undefined || run.gone) return 'unknown';
  const { note } = run;
  if (note === undefined || (note.attempt === id.attempt && note.closed === undefined)) return 'open';
  const isTold = note.closed === 'concluded' || note.closed === 'handed-over';
  if (note.attempt !== id.attempt || !isTold) return 'unknown';
  const read = await readRun(reporting, run);
  if (read.kind !== 'seen' || read.seen.observation.phase !== 'ended') return 'unknown';
  const { seen } = read;
  await collectEvidence(reporting, run, seen);
  return renderRun(reporting, run, { attempt: id.attempt, seen, evidence: evidenceOf(run, seen)?.evidence });
}
