import type { GithubEvent } from '../event.ts';
import { withFacts } from './with-facts.ts';

/**
 * A comment with one command that somebody who may has written into it, as pipelines ask for it. Without this an event has no
 * command, whatever the comment says.
 */
export function withCommand(event: GithubEvent, command: { word: string; argument: string }): GithubEvent {
  const { comment } = event.facts;
  if (comment === undefined) return event;
  const { word, argument } = command;
  return withFacts(event, { ...event.facts, comment: { ...comment, command: word, argument } });
}
