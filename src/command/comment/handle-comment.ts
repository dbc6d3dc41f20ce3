import type { Delivery, Outcome } from '../../bus/event-bus.ts';
import { listCommentCommands } from '../../flow/file/comment-commands.ts';
import { isKnownListenedTo } from '../../flow/file/listened-events.ts';
import { handleEvent } from '../../flow/handle-delivery.ts';
import { eventRules } from '../../policy/event-rules.ts';
import { type Problem, problem } from '../../problem/problem.ts';
import { escapeMarkdown } from '../../report/render/text/escape-markdown.ts';
import type { CommandResult } from '../command-result.ts';
import type { CommandTools } from '../command-tools.ts';
import { judgeAsker } from '../judge-asker.ts';
import { answerComment } from './answer-comment.ts';
import { type CommandAnswer, readProgress, saveProgress } from './command-progress.ts';
import { type CommentedOn, openSubject } from './comment-subject.ts';
import { explainSubject } from './explain/explain-subject.ts';
import { approveCommit } from './perform/approve-commit.ts';
import { cancelAll } from './perform/cancel-all.ts';
import { repeatChecks } from './perform/repeat-checks.ts';
import { placeComment, runPipelines } from './perform/run-pipelines.ts';
import { testSubject } from './perform/test-subject.ts';
import type { CommentAsk } from './read-comment-ask.ts';
import { type CommentCommand, maxCommands, ownWords, readCommand } from './words/comment-command.ts';
import { findCommands, type WrittenCommand } from './words/find-commands.ts';

/**
 * Carries out the commands of a comment for somebody who may, answers them, and then has the comment be an event like any other. A
 * comment without a command costs no call, unless a Sensor of the default branch listens to all of them.
 */
export async function handleComment(ask: CommentAsk, delivery: Delivery, tools: CommandTools): Promise<Outcome> {
  const on: CommentedOn = { ask, delivery, subject: openSubject(ask, tools) };
  const written = await findOwn(ask, tools);
  if (written.length > 0) {
    const answered = await answerAll(written, on, tools);
    if (answered.kind === 'later') return { ...answered, kind: 'retry' };
  }
  return await passOn(on, tools);
}

/** Other bots have words of their own, and this app's replies quote commands: a bot asks for nothing unless the policy trusts it. */
export async function findOwn(
  { by, comment, place, repository }: CommentAsk,
  tools: CommandTools,
): Promise<WrittenCommand[]> {
  const isTrusted = !by.isBot || eventRules(tools.policy(), repository.fullName).trustedBots.includes(by.login);
  if (!isTrusted || !comment.text.includes(tools.commandPrefix)) return [];
  const words = await listCommentCommands(repository.id, tools);
  const isKnown = (word: string) => words.has(word) || (place.kind !== 'issue' && ownWords.has(word));
  const found = findCommands(comment.text, { prefix: tools.commandPrefix, isKnown });
  // A pipeline runs once for one comment.
  return found.filter(
    (each, index) => ownWords.has(each.word) || index === found.findIndex(({ word }) => word === each.word),
  );
}

async function answerAll(
  written: readonly WrittenCommand[],
  on: CommentedOn,
  tools: CommandTools,
): Promise<CommandResult> {
  const { ask } = on;
  let progress = await readProgress(ask.delivery, tools);
  const isNew = progress.answers.length === 0;
  const refusal = isNew ? await judge(written, ask, tools) : undefined;
  if (refusal?.kind === 'later') return refusal;
  const wanted = refusal?.kind === 'refused' ? [] : written;
  if (refusal?.kind === 'refused') progress = { ...progress, answers: [refused(refusal.problem)] };
  for (const each of wanted.slice(progress.answers.length)) {
    const answer = await carryOut(each, on, tools);
    if ('kind' in answer) return answer;
    progress = { ...progress, answers: [...progress.answers, answer] };
    await saveProgress(ask.delivery, progress, tools);
  }
  return await answerComment(ask, progress, tools);
}

function judge(
  written: readonly WrittenCommand[],
  { repository, by }: CommentAsk,
  tools: CommandTools,
): CommandResult | Promise<CommandResult> {
  if (written.length > maxCommands) {
    return { kind: 'refused', problem: problem('command.too-many', { count: written.length, limit: maxCommands }) };
  }
  return judgeAsker(repository, by, 'a command', tools);
}

async function carryOut(
  written: WrittenCommand,
  on: CommentedOn,
  tools: CommandTools,
): Promise<CommandAnswer | Extract<CommandResult, { kind: 'later' }>> {
  const command = readCommand(written);
  if (command.kind === 'refused') return refused(command.problem);
  if (command.kind === 'explain') {
    const explained = await explainSubject(command.name, on, tools);
    if (explained.kind === 'explained') return { taken: true, text: explained.text };
    return explained.kind === 'later' ? explained : refused(explained.problem);
  }
  const result = await perform(command, on, tools);
  if (result.kind === 'later') return result;
  return result.kind === 'done' ? { taken: true } : refused(result.problem, written.word);
}

function perform(
  command: Exclude<CommentCommand, { kind: 'explain' }>,
  on: CommentedOn,
  tools: CommandTools,
): Promise<CommandResult> {
  const { ask, subject } = on;
  switch (command.kind) {
    case 'test':
      return testSubject(command.name, on, tools);
    case 'retest':
      return repeatChecks({ name: command.name, onlyFailed: true }, ask, subject, tools);
    case 'cancel':
      return cancelAll(command.name, ask, subject, tools);
    case 'ok-to-test':
      return approveCommit(command.commit, ask, subject, tools);
    case 'pipeline':
      return runPipelines(command, ask, subject, tools);
  }
}

/** The line to copy is in the hint: code stays as it is. */
export function refused({ message, hint, code }: Problem, what?: string): CommandAnswer {
  const head = what === undefined ? '' : `**${escapeMarkdown(what)}**: `;
  return { taken: false, text: `${head}${escapeMarkdown(message)} ${keepCode(hint)} (${code})` };
}

function keepCode(text: string): string {
  return text
    .split('`')
    .map((part, index) => (index % 2 === 1 ? `\`${part.replace(/[^\x20-\x7e]/g, '')}\`` : escapeMarkdown(part)))
    .join('');
}

/** Sensors that listen to comments get them whoever wrote them, as they would in Argo Events; pipelines only with their command. */
async function passOn({ ask, subject }: CommentedOn, tools: CommandTools): Promise<Outcome> {
  if (ask.place.kind === 'issue') return await handleEvent(ask.event, tools);
  if (!(await isKnownListenedTo(ask.event, tools.records))) return { kind: 'done' };
  const placed = await placeComment(ask, subject, tools);
  if (placed.kind === 'later') return { ...placed, kind: 'retry' };
  return placed.kind === 'placed'
    ? await handleEvent(placed.event, tools, { attempt: 1, ...placed.handling })
    : { kind: 'done' };
}
