import type { GithubEvent } from '../../event/event.ts';
import { findSkipInstruction } from '../../event/skip-instruction.ts';
import { type EventRules, skippableEvents } from '../../policy/event-rules.ts';
import type { LoadedConfiguration } from '../file/load-configuration.ts';
import type { Handling } from '../handling.ts';
import { isOver, type Line } from '../order/note-line.ts';
import { codeSpan } from './code-span.ts';
import { renderOtherSkip, type SkipText } from './render-skip.ts';

interface Circumstances {
  line: Line | undefined;
  rules: EventRules;
  handling: Handling;
}

/**
 * Why nothing is started for an event, whatever listens to it; undefined when nothing speaks against it. Somebody who asks for a
 * run again gets it.
 */
export function findWithholding(
  event: GithubEvent,
  loaded: LoadedConfiguration,
  { line, rules, handling }: Circumstances,
): SkipText | undefined {
  if (handling.attempt > 1) return undefined;
  return isOver(event, line) ? renderOver(event) : findInstruction(event, loaded, rules);
}

function renderOver({ facts }: GithubEvent): SkipText {
  const { pullRequest } = facts;
  const what =
    pullRequest === undefined ? 'the merge group was destroyed' : `pull request #${pullRequest.number} was closed`;
  const sentence =
    'The event arrived late: GitHub had sent the one that says so before. `Re-run` runs it all the same.';
  return renderOtherSkip(`${what} already`, [sentence]);
}

function findInstruction(
  event: GithubEvent,
  loaded: LoadedConfiguration,
  { skipCi }: EventRules,
): SkipText | undefined {
  const name = skippableEvents.find((each) => each === event.facts.eventName);
  if (name === undefined || !skipCi.includes(name)) return undefined;
  const found = findSkipInstruction(messageOf(event, loaded) ?? '');
  if (found === undefined) return undefined;
  return renderOtherSkip(`the commit's message says ${found}`, [
    `The message of the head commit holds ${codeSpan(found)}. \`Re-run\` runs it all the same.`,
  ]);
}

/** A pull request's own file is read at its head. A stranger's head is not read, and must not switch off a required check. */
function messageOf(event: GithubEvent, { trusted, message, fileCommit, checkCommit }: LoadedConfiguration) {
  if (event.headMessage !== undefined) return event.headMessage;
  return trusted && fileCommit === checkCommit ? message : undefined;
}
