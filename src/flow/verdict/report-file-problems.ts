import type { GithubEvent } from '../../event/event.ts';
import { hasErrors, type Problem } from '../../problem/problem.ts';
import { addressOf, type LoadedConfiguration } from '../file/load-configuration.ts';
import {
  appCheckName,
  type CheckPlace,
  type CheckTools,
  requestVerdict,
  type Verdict,
  verdictIdOf,
} from './check-request.ts';
import { annotateProblems, renderProblems } from './describe-problems.ts';

/** Where it is kept which branches and pull requests have a failed `argo-events` check that nobody has answered yet. */
const openProblems = 'open-problems';

/** Events that bring the next commit of a branch or pull request; all others are about commits that were judged already. */
export const bringsCommit: ReadonlySet<string> = new Set(['push', 'pull_request', 'merge_group']);

/** What came of a file for one event. */
export interface JudgedFile {
  problems: readonly Problem[];
  /** A Markdown list: what each of its pipelines decides. */
  decisions: readonly string[];
}

/**
 * Says what is wrong with the file, in one failed check `argo-events` on the commit. The next commit of the same branch or
 * pull request whose file is right gets that check once more, as success; all other commits get none.
 */
export async function reportFileProblems(
  event: GithubEvent,
  loaded: LoadedConfiguration,
  judged: JudgedFile,
  tools: CheckTools,
): Promise<void> {
  if (!bringsCommit.has(event.facts.eventName)) return;
  const place: CheckPlace = { address: loaded.address, commit: loaded.checkCommit };
  if (!hasErrors(judged.problems)) return await answerOpenProblems(event, place, loaded.path, tools);
  await noteOpenProblems(event, tools);
  await requestVerdict(place, { ...failedVerdict(loaded.path, judged), ...onceFor(event, place, 'failed') }, tools);
}

/** Of an older commit than the one that was judged last nothing is kept: the next one has nothing to answer. */
async function noteOpenProblems(event: GithubEvent, { records }: CheckTools): Promise<void> {
  if ((await readJudgedAt(event, records)) > event.occurredAt) return;
  await records.put(openProblems, lineOf(event), { at: event.occurredAt });
}

async function readJudgedAt(event: GithubEvent, records: CheckTools['records']): Promise<number> {
  const value = (await records.get(openProblems, lineOf(event)))?.value;
  return typeof value === 'object' && value !== null && 'at' in value ? Number(value.at) : 0;
}

/** A commit without the file has no problems in it either: an open failed check is answered there. */
export async function reportFileGone(event: GithubEvent, tools: CheckTools): Promise<void> {
  const commit = event.facts.sha;
  if (commit === undefined || !bringsCommit.has(event.facts.eventName)) return;
  await answerOpenProblems(event, { address: addressOf(event), commit }, '.argo-events.yaml', tools);
}

/** Says once that the problems are gone, if the last word on this branch or pull request was that there are some. */
async function answerOpenProblems(
  event: GithubEvent,
  place: CheckPlace,
  path: string,
  tools: CheckTools,
): Promise<void> {
  const line = lineOf(event);
  if ((await tools.records.get(openProblems, line)) === undefined) return;
  if ((await readJudgedAt(event, tools.records)) > event.occurredAt) return;
  await requestVerdict(place, { ...mendedVerdict(path), ...onceFor(event, place, 'mended') }, tools);
  await tools.records.remove(openProblems, line);
}

/**
 * Says it again, as another check, because somebody asked for that. The file of a commit does not change, so nothing else comes
 * of it: the next commit answers the problems.
 */
export async function repeatFileProblems(
  event: GithubEvent,
  { loaded, attempt, ...judged }: JudgedFile & { loaded: LoadedConfiguration; attempt: number },
  tools: CheckTools,
): Promise<void> {
  const place: CheckPlace = { address: loaded.address, commit: loaded.checkCommit };
  const verdict = hasErrors(judged.problems) ? failedVerdict(loaded.path, judged) : mendedVerdict(loaded.path);
  await requestVerdict(place, { ...verdict, externalId: verdictIdOf(event, ['file'], attempt) }, tools);
}

/** One check for a commit, whichever event comes first. */
function onceFor(
  event: GithubEvent,
  { commit }: CheckPlace,
  how: 'failed' | 'mended',
): Pick<Verdict, 'externalId' | 'key'> {
  return {
    externalId: verdictIdOf(event, ['file', how], 1),
    key: `${appCheckName}/${event.facts.repository.id}/${commit}/${how}`,
  };
}

/** The branch or pull request that a commit is the next one of. */
function lineOf({ facts }: GithubEvent): string {
  const { pullRequest, repository, ref, eventName } = facts;
  const line = pullRequest === undefined ? (ref ?? eventName) : `pull/${pullRequest.number}`;
  return `${repository.id}/${line}`;
}

function failedVerdict(path: string, { problems, decisions }: JudgedFile): Omit<Verdict, 'externalId' | 'key'> {
  const errors = problems.filter((each) => each.severity === 'error');
  const [first] = errors;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  return {
    name: appCheckName,
    conclusion: 'failure',
    title: `${path}: ${first?.message ?? 'not usable'}${more}`,
    summary: [
      renderProblems(`\`${path}\` has problems. What has none of them goes on as it is.`, problems),
      ...(decisions.length === 0 ? [] : ['', '**What the rest of it decides**', '', ...decisions]),
    ].join('\n'),
    annotations: annotateProblems(problems),
  };
}

function mendedVerdict(path: string): Omit<Verdict, 'externalId' | 'key'> {
  return {
    name: appCheckName,
    conclusion: 'success',
    title: `${path} has no problems any more`,
    summary: `The problems that an earlier commit had in \`${path}\` are gone.`,
    annotations: [],
  };
}
