import type { Problem } from '../../problem/problem.ts';
import type { CommandTools } from '../command-tools.ts';
import { answerComment } from './answer-comment.ts';
import { readProgress } from './command-progress.ts';
import { findOwn, refused } from './handle-comment.ts';
import type { CommentAsk } from './read-comment-ask.ts';

/** Replies that the rest of a comment's commands was given up; false where it has none, or all of them were carried out. */
export async function giveUpComment(ask: CommentAsk, reason: Problem, tools: CommandTools): Promise<boolean> {
  const written = await findOwn(ask, tools);
  const progress = await readProgress(ask.delivery, tools);
  const [undone] = written.slice(progress.answers.length);
  if (undone === undefined) return false;
  tools.log.error({ delivery: ask.delivery, command: undone.word, code: reason.code }, 'gave up a command');
  const answers = [...progress.answers, refused(reason, undone.word)];
  const told = await answerComment(ask, { ...progress, answers }, tools);
  if (told.kind !== 'done') tools.log.error({ delivery: ask.delivery }, 'could not reply that a command was given up');
  return true;
}
