import type { Outcome } from '../../bus/event-bus.ts';
import { type CommandResult, fromGithub } from '../command-result.ts';
import type { CommandTools } from '../command-tools.ts';
import { judgeAsker } from '../judge-asker.ts';
import { repeatCheck } from '../repeat/repeat-check.ts';
import { noteOnCheck } from './note-on-check.ts';
import { describeButton, pressButton } from './press-button.ts';
import type { CheckAsk, ShownCheck } from './read-check-ask.ts';

type OneCheckAsk = Exclude<CheckAsk, { kind: 'rerun-all' }>;
type AllChecksAsk = Extract<CheckAsk, { kind: 'rerun-all' }>;

/** Does what somebody pressed on a check of this App, if they may; otherwise the check says why it was not done. */
export async function handleCheckAsk(ask: CheckAsk, tools: CommandTools): Promise<Outcome> {
  const what = ask.kind === 'press' ? describeButton(ask.button) : 'a re-run';
  const allowed = await judgeAsker(ask.repository, ask.by, what, tools);
  if (allowed.kind === 'later') return { ...allowed, kind: 'retry' };
  if (ask.kind === 'rerun-all') return await rerunAll(ask, allowed, tools);
  const result = allowed.kind === 'done' ? await carryOut(ask, tools) : allowed;
  return await conclude(result, { ask, check: ask.check, what }, tools);
}

function carryOut(ask: OneCheckAsk, tools: CommandTools): Promise<CommandResult> {
  if (ask.kind === 'rerun') return repeatCheck(ask.check, ask, tools);
  return pressButton(ask.button, ask.check, ask, tools);
}

/** All checks that the App has on the commit, of each name the newest. A refusal is said on one of them: it is about all. */
async function rerunAll(ask: AllChecksAsk, allowed: CommandResult, tools: CommandTools): Promise<Outcome> {
  const what = 'a re-run of all checks';
  const listed = await tools.github.listLatestChecks(ask.repository, ask.commit);
  if (!listed.ok) {
    const failed = fromGithub(listed.failure);
    return failed.kind === 'later' ? { ...failed, kind: 'retry' } : { kind: 'give-up', problem: failed.problem };
  }
  const checks = listed.value.map((each): ShownCheck => ({ ...each, commit: ask.commit, conclusion: each.conclusion }));
  const ended = checks.find(({ status }) => status === 'completed');
  if (allowed.kind !== 'done') {
    return ended === undefined ? { kind: 'done' } : await conclude(allowed, { ask, check: ended, what }, tools);
  }
  let outcome: Outcome = { kind: 'done' };
  for (const check of checks) {
    const result = await conclude(await repeatCheck(check, ask, tools), { ask, check, what: 'a re-run' }, tools);
    if (result.kind !== 'done') outcome = result;
  }
  return outcome;
}

async function conclude(
  result: CommandResult,
  { check, ...asked }: { ask: CheckAsk; check: ShownCheck; what: string },
  tools: CommandTools,
): Promise<Outcome> {
  if (result.kind === 'later') return { ...result, kind: 'retry' };
  if (result.kind === 'refused') await noteOnCheck(check, { ...asked, reason: result.problem }, tools);
  return { kind: 'done' };
}
