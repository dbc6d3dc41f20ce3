import type { GithubEvent } from '../event.ts';
import { readPullRequest } from '../payload/read-subject-facts.ts';
import { withFacts } from './with-facts.ts';

/**
 * A comment on a pull request, with the facts of the pull request as it is now: the payload has only a link to it. Undefined when
 * they are incomplete.
 *
 * @param pullRequest as GitHub's API gives it
 */
export function withPullRequest(event: GithubEvent, pullRequest: Record<string, unknown>): GithubEvent | undefined {
  const { facts } = event;
  const read = readPullRequest({ pull_request: pullRequest, repository: { id: facts.repository.id } });
  return read === undefined ? undefined : withFacts(event, { ...facts, sha: read.head.sha, pullRequest: read });
}
