import type { GithubEvent } from '../../event/event.ts';
import { findSkipInstruction } from '../../event/find-skip-instruction.ts';
import { type EventRules, skippableEvents } from '../../policy/event-rules.ts';
import type { LoadedConfiguration } from '../file/load-configuration.ts';
import type { Handling } from '../handling.ts';
import { codeSpan } from './code-span.ts';
import { renderOtherSkip, type SkipText } from './render-skip.ts';

/**
 * Why nothing is started for an event, whatever listens to it: the head commit's message says so, and the policy honours that for
 * such events. Somebody who asks for a run again gets it.
 */
export function findWithholding(
  event: GithubEvent,
  loaded: LoadedConfiguration,
  { rules: { skipCi }, handling }: { rules: EventRules; handling: Handling },
): SkipText | undefined {
  const name = skippableEvents.find((each) => each === event.facts.eventName);
  if (handling.attempt > 1 || name === undefined || !skipCi.includes(name)) return undefined;
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
