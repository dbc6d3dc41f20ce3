import type { GithubFacts } from './facts.ts';

/** CloudEvent attributes as a Sensor sees them (Argo Events: `events.EventContext`). `time` is RFC 3339. */
export interface EventContext {
  id: string;
  source: string;
  specversion: '1.0';
  type: string;
  datacontenttype: string;
  subject: string;
  time: string;
}

/**
 * One event in Argo Events' envelope. `data` is JSON *text* (`{"headers":…,"body":…,"github":…}`), because paths are read
 * over text: numbers keep their digits and objects their order.
 */
export interface Event {
  context: EventContext;
  data: string;
  /** `data` is what `writeEventData` wrote, with `github`: nobody need parse it only to learn that it is JSON. */
  isOwnData?: boolean;
}

/** An event that Sensors of the operator see: of an EventSource, or of GitHub, which then has its facts. */
export interface OperatorEvent extends Event {
  deliveryId: string;
  /** When it happened, as its source says, milliseconds since 1970. */
  occurredAt: number;
  facts?: GithubFacts;
}

/** An event of the App's own webhook: what a Sensor sees, and what the app itself needs to act on it. */
export interface GithubEvent extends Event {
  deliveryId: string;
  installationId: number;
  facts: GithubFacts;
  /** GitHub's own time of what happened (`pushed_at`, `updated_at`), milliseconds since 1970; judges which event is newer. */
  occurredAt: number;
  /** The message of the commit that came with it, where the payload has it: of a push and of a merge group. */
  headMessage?: string;
  /** A push that brought its commit into the repository: nothing was said about that commit before. */
  bringsNewCommit?: true;
  /** A person asked for this pipeline, by the name of its check, and for no other. */
  pipeline?: string;
}
