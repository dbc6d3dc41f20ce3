import { problem } from '../../problem/problem.ts';
import { type ExternalId, readExternalId } from '../../report/external-id.ts';
import type { Ask, AskedCheck } from '../ask.ts';
import { type CommandResult, done, refuse } from '../command-result.ts';
import type { CommandTools } from '../command-tools.ts';
import { claimAttempt, recallClaims } from './claim-attempt.ts';
import { findRun, hasEnded, isLive } from './find-run.ts';
import { repeatEventOfCheck } from './repeat-event-of-check.ts';
import { repeatRunOfCheck } from './repeat-run-of-check.ts';

/**
 * Makes exactly this check once more at its commit: from its Workflow, else from the stored event. It is the same decision, another
 * attempt and another check run of the same name. While the check, or what the last press made of it, still runs, a press is one
 * with that.
 *
 * Problems: `command.unknown-check`, `command.too-old`, `command.nothing-to-repeat`.
 */
export async function repeatCheck(check: AskedCheck, ask: Ask, tools: CommandTools): Promise<CommandResult> {
  const id = readExternalId(check.externalId);
  if (id === undefined) return refuse(problem('command.unknown-check', {}));
  const found = id.kind === 'run' ? await findRun(id, { check, repository: ask.repository }, tools) : undefined;
  if (found?.kind === 'later') return found;
  if (found?.kind === 'found' && !hasEnded(found.workflow)) return done;
  if (await isUnderWay(check, { ask, id }, tools)) return done;

  const claimed = { repositoryId: ask.repository.id, delivery: id.delivery, name: check.name };
  const attempt = await claimAttempt(claimed, { press: ask.delivery, known: id.attempt }, tools);
  return found?.kind === 'found'
    ? await repeatRunOfCheck({ ...found, attempt }, ask, tools)
    : await repeatEventOfCheck({ check, id, attempt }, ask, tools);
}

/** Where no Workflow comes of a press, one that follows it this soon is a double click on the same check. */
const doublePressMs = 10_000;

/** Another press made a run of it that has not ended, or is about to say what came of it. */
async function isUnderWay(
  { name }: AskedCheck,
  { ask, id }: { ask: Ask; id: ExternalId },
  tools: CommandTools,
): Promise<boolean> {
  const claims = await recallClaims({ repositoryId: ask.repository.id, delivery: id.delivery, name }, tools);
  const last = claims?.presses.at(-1);
  // The same press, handled again, goes on with what it claimed.
  if (last === undefined || claims?.presses.some((each) => each.by === ask.delivery) === true) return false;
  if (last.run !== undefined) return await isLive(last.run, tools);
  return last.known === id.attempt && tools.now() - (last.at ?? 0) < doublePressMs;
}
