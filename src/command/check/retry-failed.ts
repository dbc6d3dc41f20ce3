import { z } from 'zod';
import type { Workflow } from '../../kubernetes/workflow.ts';
import { type Problem, problem } from '../../problem/problem.ts';
import { readExternalId } from '../../report/external-id.ts';
import { judgeRepeat } from '../../run/again/repeat-run.ts';
import type { Ask, AskedCheck } from '../ask.ts';
import { type CommandResult, done, fromCluster, refuse } from '../command-result.ts';
import type { CommandTools } from '../command-tools.ts';
import { forgetOld } from '../forget-old.ts';
import { type FoundRun, findRun, hasEnded } from '../repeat/find-run.ts';
import { allowRun } from '../repeat/repeat-run-of-check.ts';

/** Which end of a Workflow each press was about. */
const collection = 'retries';
const press = z.object({ end: z.string(), at: z.number() });
/** Deliveries are told apart for eight days. */
const keptMs = 9 * 24 * 60 * 60 * 1000;

/**
 * Runs the failed steps of the check's Workflow again and keeps what succeeded, through Argo's own API: only that puts pods and the
 * state of every step back as they have to be. The policy of now judges the Workflow before. The reporter makes the new check.
 *
 * Problems: `command.retry-without-server`, `command.no-run`, `command.retry-not-failed`, `command.retry-refused`, those of the guard.
 */
export async function retryFailed(check: AskedCheck, ask: Ask, tools: CommandTools): Promise<CommandResult> {
  if (tools.triggers.argoServer === undefined) return refuse(problem('command.retry-without-server', {}));
  const id = readExternalId(check.externalId);
  const found = id?.kind === 'run' ? await findRun(id, { check, repository: ask.repository }, tools) : undefined;
  if (found?.kind === 'later') return found;
  if (found?.kind !== 'found') return refuse(problem('command.no-run', { what: 'retry' }));
  if (!hasEnded(found.workflow) || (await wasRetried(found.workflow, ask, tools))) return done;
  const fault = findFault(found, ask, tools);
  return fault === undefined ? await retry(found.workflow, tools) : refuse(fault);
}

/**
 * A press is about the end that it found. Handled once more after that end was left, it would run again what the first time
 * made fail.
 */
async function wasRetried({ status }: Workflow, ask: Ask, tools: CommandTools): Promise<boolean> {
  const end = status?.finishedAt ?? '';
  const stored = await tools.records.get(collection, ask.delivery);
  if (stored !== undefined) return press.safeParse(stored.value).data?.end !== end;
  await tools.records.put(collection, ask.delivery, { end, at: tools.now() });
  await forgetOld(collection, { keptMs, lastNeeded: (value) => press.safeParse(value).data?.at }, tools);
  return false;
}

function findFault(
  { workflow, identity }: Extract<FoundRun, { kind: 'found' }>,
  ask: Ask,
  tools: CommandTools,
): Problem | undefined {
  const phase = workflow.status?.phase ?? 'none';
  if (phase !== 'Failed' && phase !== 'Error') return problem('command.retry-not-failed', { phase });
  const allowed = allowRun(identity, ask, tools);
  return allowed.ok ? judgeRepeat(workflow, identity, allowed.policy)[0] : allowed.problem;
}

async function retry({ metadata }: Workflow, tools: CommandTools): Promise<CommandResult> {
  const { namespace = '', name = '' } = metadata;
  const retried = await tools.triggers.argoServer?.retryWorkflow(namespace, name, {});
  if (retried === undefined || retried.ok) return done;
  const { failure } = retried;
  return failure.kind === 'later'
    ? fromCluster(failure)
    : refuse(problem('command.retry-refused', { reason: failure.message }));
}
