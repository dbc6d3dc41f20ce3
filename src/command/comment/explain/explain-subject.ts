import { decidingCommitOfPullRequest } from '../../../event/deciding-commit.ts';
import { loadConfiguration } from '../../../flow/file/load-configuration.ts';
import type { LatestCheck } from '../../../github/people/people.ts';
import type { Later } from '../../../problem/later.ts';
import { problem } from '../../../problem/problem.ts';
import { fromGithub, type Refused, refuse } from '../../command-result.ts';
import type { CommandTools } from '../../command-tools.ts';
import type { CommentedOn } from '../comment-subject.ts';
import { makePullRequestEvent } from '../perform/pull-request-event.ts';
import { renderExplanation } from './render-explanation.ts';
import { type Told, tellCommit } from './tell-commit.ts';
import { tellLoaded } from './tell-loaded.ts';

type Explained = { kind: 'explained'; text: string } | Refused | Later;

/**
 * `/explain [name]`: one reply that says of each pipeline what it decides about the pull request's head, and what its newest check
 * there says. Of a commit it is what each of its events decided. Nothing is started, and Sensors that
 * remember something are not asked.
 */
export async function explainSubject(
  name: string | undefined,
  on: CommentedOn,
  tools: CommandTools,
): Promise<Explained> {
  const { ask, subject } = on;
  const commit = await subject.readCommit();
  if (commit.kind !== 'commit') return commit;
  const listed = await tools.github.listLatestChecks(ask.repository, commit.sha);
  if (!listed.ok) return fromGithub(listed.failure);
  const told =
    ask.place.kind === 'commit'
      ? await tellCommit({ sha: commit.sha, checks: listed.value }, ask, tools)
      : await tellPipelines(on, tools);
  if (told.kind !== 'told') return told;
  const { lead, problems } = told;
  const isMeant = (each: { name: string }) => name === undefined || each.name === name;
  const pipelines = told.pipelines.filter(isMeant);
  const others = listed.value.filter((each) => isMeant(each) && !pipelines.some((known) => known.name === each.name));
  if (name !== undefined && pipelines.length + others.length === 0)
    return refuse(noSuchName(name, commit.sha, told, listed.value));
  const text = renderExplanation({ lead, problems, pipelines, checks: listed.value.filter(isMeant), others });
  return { kind: 'explained', text };
}

async function tellPipelines({ subject, delivery }: CommentedOn, tools: CommandTools): Promise<Told> {
  const read = await subject.readPullRequest();
  if (read.kind !== 'read') return read;
  const event = makePullRequestEvent(delivery, read.pullRequest, 'synchronize');
  const { pullRequest } = event?.facts ?? {};
  if (event === undefined || pullRequest === undefined) return refuse(problem('command.no-pull-request', {}));
  const loaded = await loadConfiguration(event, decidingCommitOfPullRequest(pullRequest), tools);
  if (loaded.kind === 'failed') return fromGithub(loaded.failure);
  const head = pullRequest.head.sha;
  if (loaded.kind === 'absent') {
    return {
      kind: 'told',
      pipelines: [],
      problems: '',
      lead: `There is no .argo-events.yaml that decides about ${head}.`,
    };
  }
  const said = await tellLoaded(event, loaded, tools);
  if (said.kind !== 'said') return said;
  const source = loaded.trusted ? 'at that commit' : 'on the default branch, because it comes from a fork';
  const lead = `What \`${loaded.path}\` ${source} decides about ${loaded.checkCommit}:`;
  return { ...said, kind: 'told', lead };
}

function noSuchName(name: string, sha: string, { pipelines }: Extract<Told, { kind: 'told' }>, checks: LatestCheck[]) {
  const known = [...new Set([...pipelines, ...checks].map((each) => each.name))].join(', ') || 'none';
  return problem('command.no-such-check', { name, commit: sha.slice(0, 12), known: known.slice(0, 500) });
}
