import type { GithubEvent } from '../event/event.ts';
import { hasErrors, type Problem } from '../problem/problem.ts';
import { appCheckName, type CheckPlace, type CheckTools, requestVerdict, type Verdict } from './check-request.ts';
import { annotateProblems, renderProblems } from './describe-problems.ts';
import type { LoadedConfiguration } from './load-configuration.ts';

/** Where it is kept which branches and pull requests have a failed `argo-events` check that nobody has answered yet. */
const openProblems = 'open-problems';

/** Events that bring the next commit of a branch or pull request; all others are about commits that were judged already. */
const bringsCommit: ReadonlySet<string> = new Set(['push', 'pull_request', 'merge_group']);

/**
 * Says what is wrong with the file, in one failed check `argo-events` on the commit. The next commit of the same branch or
 * pull request whose file is right gets that check once more, as success; all other commits get none.
 */
export async function reportFileProblems(
  event: GithubEvent,
  loaded: LoadedConfiguration,
  problems: readonly Problem[],
  tools: CheckTools,
): Promise<void> {
  if (!bringsCommit.has(event.facts.eventName)) return;
  const line = lineOf(event);
  const place: CheckPlace = { address: loaded.address, commit: loaded.checkCommit };
  const id = `${appCheckName}/${event.facts.repository.id}/${loaded.checkCommit}`;
  if (hasErrors(problems)) {
    await tools.records.put(openProblems, line, { since: tools.now() });
    await requestVerdict(place, { ...failedVerdict(loaded.path, problems), externalId: `${id}/failed` }, tools);
    return;
  }
  if ((await tools.records.get(openProblems, line)) === undefined) return;
  await requestVerdict(place, { ...mendedVerdict(loaded.path), externalId: `${id}/mended` }, tools);
  await tools.records.remove(openProblems, line);
}

/** The branch or pull request that a commit is the next one of. */
function lineOf({ facts }: GithubEvent): string {
  const { pullRequest, repository, ref, eventName } = facts;
  const line = pullRequest === undefined ? (ref ?? eventName) : `pull/${pullRequest.number}`;
  return `${repository.id}/${line}`;
}

function failedVerdict(path: string, problems: readonly Problem[]): Omit<Verdict, 'externalId'> {
  const errors = problems.filter((each) => each.severity === 'error');
  const [first] = errors;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  return {
    name: appCheckName,
    conclusion: 'failure',
    title: `${path}: ${first?.message ?? 'not usable'}${more}`,
    summary: renderProblems(`\`${path}\` has problems. What has none of them goes on as it is.`, problems),
    annotations: annotateProblems(problems),
  };
}

function mendedVerdict(path: string): Omit<Verdict, 'externalId'> {
  return {
    name: appCheckName,
    conclusion: 'success',
    title: `${path} has no problems any more`,
    summary: `The problems that an earlier commit had in \`${path}\` are gone.`,
    annotations: [],
  };
}
