import type { Delivery } from '../bus/event-bus.ts';
import { giveUpDelivery } from '../flow/give-up-delivery.ts';
import { type Problem, problem } from '../problem/problem.ts';
import { noteOnCheck } from './check/note-on-check.ts';
import { describeButton } from './check/press-button.ts';
import { type CheckAsk, readCheckAsk } from './check/read-check-ask.ts';
import type { CommandTools } from './command-tools.ts';
import { giveUpComment } from './comment/give-up-comment.ts';
import { readCommentAsk } from './comment/read-comment-ask.ts';

/**
 * Tells whoever asked that it was given up: on the check that was pressed, or in a reply to the comment. Whatever else a delivery is, is
 * given up as an event. What GitHub does not take now stays in the log and among the dead letters.
 */
export async function giveUpCommand(delivery: Delivery, reason: Problem, tools: CommandTools): Promise<void> {
  const gaveUp = problem('command.gave-up', { reason: reason.message });
  const ask = readCheckAsk(delivery, tools.appId);
  if (ask !== undefined) {
    tools.log.error({ delivery: delivery.id, event: delivery.name, code: reason.code }, 'gave up a command');
    return await tellOnCheck(ask, gaveUp, tools);
  }
  const comment = readCommentAsk(delivery);
  const isTold = comment !== undefined && (await giveUpComment(comment, gaveUp, tools));
  if (!isTold) await giveUpDelivery(delivery, reason, tools);
}

async function tellOnCheck(ask: CheckAsk, reason: Problem, tools: CommandTools): Promise<void> {
  if (ask.kind !== 'rerun-all') {
    const what = ask.kind === 'press' ? describeButton(ask.button) : 'a re-run';
    return await noteOnCheck(ask.check, { ask, what, reason }, tools);
  }
  // It is about all of them: one that has ended says it.
  const listed = await tools.github.listLatestChecks(ask.repository, ask.commit);
  const ended = listed.ok ? listed.value.find(({ status }) => status === 'completed') : undefined;
  if (ended === undefined) return;
  const check = { ...ended, commit: ask.commit, conclusion: ended.conclusion };
  await noteOnCheck(check, { ask, what: 'a re-run of all checks', reason }, tools);
}
