import type { GithubEvent, OperatorEvent } from '../event/event.ts';
import type { EffectivePolicy } from '../policy/effective-policy.ts';
import type { Firing } from '../sensor/decision.ts';
import type { RunKey } from './identity/name-run.ts';
import type { RunOptions } from './run-options.ts';

/** One trigger that fired: everything that its run follows from, and nothing that needs the network. */
export type RunRequest = RepositoryRequest | OperatorRequest;

/** By a Sensor of a repository, whose checks say what came of it. */
export interface RepositoryRequest extends RequestParts {
  owner?: 'repository';
  event: GithubEvent;
}

/** By a Sensor of the operator, who needs nobody's leave (`policy.unrestricted`); there is no commit that a check could stand on. */
export interface OperatorRequest extends RequestParts {
  owner: 'operator';
  event: OperatorEvent;
}

interface RequestParts {
  sensor: string;
  firing: Firing;
  options: RunOptions;
  /** The commit that the check run stands on; empty where there is none. */
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

/** Whose Sensor it is: a repository, or the operator, who has the id 0 and is called by the Sensor's namespace. */
export function ownerOf(request: RunRequest): { id: number; name: string } {
  if (request.owner === 'operator') return { id: 0, name: `operator/${request.policy.namespace}` };
  const { id, fullName } = request.event.facts.repository;
  return { id, name: fullName };
}

export function runKeyOf(request: RunRequest): RunKey {
  const { event, sensor, firing, attempt } = request;
  const { source } = event.context;
  return {
    origin: request.owner === 'operator' ? `${ownerOf(request).name}/${source}` : source,
    repositoryId: ownerOf(request).id,
    delivery: event.deliveryId,
    sensor,
    trigger: firing.trigger.template.name,
    dependencies: firing.dependencies,
    attempt,
  };
}
