import { integerAt, type JsonObject } from './read-field.ts';
import { readRefFacts } from './read-ref-facts.ts';

/** What an event of a repository is about: one pull request, one ref, or else what its name says. Events of one target stay in order. */
export function findEventTarget(eventName: string, body: JsonObject): string {
  const pullRequest = integerAt(body, 'pull_request', 'number');
  if (pullRequest !== undefined) return `pull/${pullRequest}`;
  return readRefFacts(eventName, body).ref ?? eventName;
}
