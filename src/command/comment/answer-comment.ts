import type { ConversationPlace, Reaction } from '../../github/people/people.ts';
import type { Later } from '../../problem/later.ts';
import { type CommandResult, done, fromGithub } from '../command-result.ts';
import type { CommandTools } from '../command-tools.ts';
import { type Progress, saveProgress } from './command-progress.ts';
import type { CommentAsk, CommentPlace } from './read-comment-ask.ts';

/** GitHub takes 65,536 characters. */
const maxReply = 60_000;

/**
 * Answers a comment with reactions, and with one reply for all of its commands where there is something to say. What GitHub does not
 * take (a locked conversation, a comment that is gone) is left unsaid; what may pass is `later`, and nothing is said twice then.
 */
export async function answerComment(ask: CommentAsk, progress: Progress, tools: CommandTools): Promise<CommandResult> {
  const { answers } = progress;
  const reactions: Reaction[] = [
    ...(answers.some((each) => each.taken) ? (['eyes'] as const) : []),
    ...(answers.some((each) => !each.taken) ? (['-1'] as const) : []),
  ];
  for (const reaction of reactions) {
    const kind = ask.place.kind === 'commit' ? ('commit' as const) : ('issue' as const);
    const reacted = await tools.github.react(ask.repository, { kind, id: ask.comment.id }, reaction);
    if (!reacted.ok && reacted.failure.kind === 'later') return fromGithub(reacted.failure);
  }
  const texts = answers.flatMap(({ text }) => (text === undefined ? [] : [text]));
  return texts.length === 0 ? done : await replyOnce(ask, { progress, texts }, tools);
}

async function replyOnce(
  ask: CommentAsk,
  { progress, texts }: { progress: Progress; texts: string[] },
  tools: CommandTools,
): Promise<CommandResult> {
  const place = conversationOf(ask.place);
  const mark = `<!-- reply to ${ask.delivery} -->`;
  if (progress.reply === 'sent') return done;
  if (progress.reply === 'sending') {
    const found = await tools.github.hasReply(ask.repository, place, {
      text: mark,
      since: ask.event.occurredAt - 1000,
    });
    if (!found.ok && found.failure.kind === 'later') return fromGithub(found.failure);
    if (found.ok && found.value) return done;
  }
  await saveProgress(ask.delivery, { ...progress, reply: 'sending' }, tools);
  const text = `${texts.join('\n\n').slice(0, maxReply)}\n\n${mark}`;
  const sent = await tools.github.reply(ask.repository, place, text);
  if (!sent.ok && sent.failure.kind === 'later') return fromGithub(sent.failure) as Later;
  await saveProgress(ask.delivery, { ...progress, reply: 'sent' }, tools);
  return done;
}

function conversationOf(place: CommentPlace): ConversationPlace {
  return place.kind === 'commit' ? place : { kind: 'issue', number: place.number };
}
