import type { GithubFacts } from './facts.ts';
import { marshalAsGo } from './marshal-as-go.ts';
import type { JsonObject } from './payload/read-field.ts';

/** What the text of an event's data is made of. */
export interface EventDataParts {
  headers: Record<string, string[]>;
  body: JsonObject;
  eventName: string;
  deliveryId: string;
  /** Undefined where the body tells of no repository, or of half of one: then there is no `github`. */
  facts: GithubFacts | undefined;
}

/**
 * The data of a GitHub event: Argo Events' `{"headers":…,"body":…}` and the app's `github`.
 * Argo Events 1.9: the body gets the members `X-GitHub-Event` and `X-GitHub-Delivery`, over its own of that name.
 */
export function writeEventData({ headers, body, eventName, deliveryId, facts }: EventDataParts): string {
  const named = { ...body, 'X-GitHub-Event': eventName, 'X-GitHub-Delivery': deliveryId };
  const github = facts === undefined ? '' : `,"github":${marshalAsGo(facts)}`;
  return `{"headers":${marshalAsGo(headers)},"body":${marshalAsGo(named)}${github}}`;
}
