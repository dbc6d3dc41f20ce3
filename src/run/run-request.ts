import type { RunOptions } from '../config/configuration.ts';
import type { GithubEvent } from '../event/event.ts';
import type { EffectivePolicy } from '../policy/effective-policy.ts';
import type { Firing } from '../sensor/decision.ts';
import type { RunKey } from './name-run.ts';

/** One trigger that fired: everything that its run follows from, and nothing that needs the network. */
export interface RunRequest {
  sensor: string;
  firing: Firing;
  options: RunOptions;
  event: GithubEvent;
  /** The commit that the check run stands on. */
  commit: string;
  policy: EffectivePolicy;
  /** The run may see no Secret: its files come from a stranger. */
  untrusted: boolean;
  attempt: number;
  /** When a person asked for this attempt, milliseconds since 1970; absent for the first one. */
  askedAt?: number | undefined;
  /** Why it fired, as sentences for people. */
  why: string[];
  /** Things its readers should know, such as what the file asks for in vain. */
  notes: string[];
}

/** What the run's people-facing subject is: `#12`, or the ref's short name, or the event. */
export function describeSubject({ facts }: GithubEvent): string {
  if (facts.pullRequest !== undefined) return `#${facts.pullRequest.number}`;
  return facts.refName ?? facts.eventName;
}

export function runKeyOf({ event, sensor, firing, attempt }: RunRequest): RunKey {
  return {
    origin: event.context.source,
    repositoryId: event.facts.repository.id,
    delivery: event.deliveryId,
    sensor,
    trigger: firing.trigger.template.name,
    dependencies: firing.dependencies,
    attempt,
  };
}
