import { createHash } from 'node:crypto';
import type { GithubEvent } from '../../event/event.ts';
import type { LoadedConfiguration } from '../file/load-configuration.ts';

/** A commit that a pull request proposes. */
export interface HeadPlace {
  /** GitHub's numeric id of the base repository. */
  repositoryId: number;
  pullRequest: number;
  /** In full. */
  commit: string;
}

/** What a person sees, and so what an approval is bound to besides the commit: what it goes into, and the file that decides. */
export interface Shown {
  /** The base branch. */
  base: string;
  /** The blob of the deciding file. */
  blob: string;
}

/** Stands in the external id of a check that waits: a press on it approves what that check showed, and nothing newer. */
export function markOfShown({ base, blob }: Shown): string {
  return `waits-${createHash('sha256')
    .update(JSON.stringify([base, blob]))
    .digest('hex')
    .slice(0, 16)}`;
}

export function keyOfHead({ repositoryId, pullRequest, commit }: HeadPlace): string {
  return `${repositoryId}/${pullRequest}/${commit}`;
}

/** Undefined for an event of no pull request. */
export function headOf({ facts }: GithubEvent): HeadPlace | undefined {
  const { pullRequest, repository } = facts;
  if (pullRequest === undefined) return undefined;
  return { repositoryId: repository.id, pullRequest: pullRequest.number, commit: pullRequest.head.sha };
}

export function shownOf({ facts }: GithubEvent, { blob }: LoadedConfiguration): Shown {
  return { base: facts.pullRequest?.base.ref ?? '', blob };
}
