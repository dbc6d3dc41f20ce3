import type { GithubFacts, RepositoryFacts } from '../../event/facts.ts';
import type { RepositoryAddress } from '../../github/github.ts';

/** A repository as far as its schedules need it. */
export interface ScheduledRepository extends RepositoryFacts {
  installationId: number;
  defaultBranch: string;
}

export function addressOfScheduled({ installationId, id, owner, name }: ScheduledRepository): RepositoryAddress {
  return { installationId, id, owner, name };
}

/** What a scheduled run knows of its repository; nobody pushed anything. */
export function factsOfSchedule({ installationId: _, defaultBranch, ...repository }: ScheduledRepository): GithubFacts {
  return {
    eventName: 'schedule',
    ref: `refs/heads/${defaultBranch}`,
    refName: defaultBranch,
    branch: defaultBranch,
    defaultBranch,
    repository,
    sender: '',
  };
}
