import type { Delivery, Outcome } from '../bus/event-bus.ts';
import { handleCheckAsk } from './check/handle-check-ask.ts';
import { readCheckAsk } from './check/read-check-ask.ts';
import type { CommandTools } from './command-tools.ts';
import { handleComment } from './comment/handle-comment.ts';
import { readCommentAsk } from './comment/read-comment-ask.ts';

/**
 * Does what a delivery asks of the App itself: a re-run, a button, a command in a comment. Undefined when it asks nothing of that
 * kind, which is told from the delivery alone: then it is an event like any other. Handled again it changes nothing.
 */
export async function handleCommand(delivery: Delivery, tools: CommandTools): Promise<Outcome | undefined> {
  const ask = readCheckAsk(delivery, tools.appId);
  if (ask !== undefined) return await handleCheckAsk(ask, tools);
  const comment = readCommentAsk(delivery);
  return comment === undefined ? undefined : await handleComment(comment, delivery, tools);
}
