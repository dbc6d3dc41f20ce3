import { decidingCommitOfPullRequest } from '../../event/deciding-commit.ts';
import type { GithubEvent } from '../../event/event.ts';
import { checkOptionsOf } from '../../flow/decide/check-options.ts';
import { decideEvent, type SensorDecision } from '../../flow/decide/decide-event.ts';
import { type LoadedConfiguration, loadConfiguration } from '../../flow/file/load-configuration.ts';
import { statelessOf } from '../../flow/join/load-stateful.ts';
import { renderProblems } from '../../flow/verdict/describe-problems.ts';
import { sayDecision } from '../../flow/verdict/say-decision.ts';
import type { LatestCheck } from '../../github/people/people.ts';
import { problem } from '../../problem/problem.ts';
import { fromGithub, type Later, later, type Refused, refuse } from '../command-result.ts';
import type { CommandTools } from '../command-tools.ts';
import { makePullRequestEvent } from './pull-request-event.ts';
import { type ExplainedPipeline, renderExplanation } from './render-explanation.ts';
import type { CommentedOn } from './test-subject.ts';

type Explained = { kind: 'explained'; text: string } | Refused | Later;
type Told = { kind: 'told'; pipelines: ExplainedPipeline[]; lead: string; problems: string } | Refused | Later;

/**
 * `/explain [name]`: one reply that says of each pipeline what it decides about the pull request's head, and what its newest check
 * there says. Of a commit there is no event to decide: its checks are what there is to tell. Nothing is started, and Sensors that
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
  const told = ask.place.kind === 'commit' ? tellNothing(commit.sha) : await tellPipelines(on, tools);
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

function tellNothing(sha: string): Told {
  return { kind: 'told', pipelines: [], problems: '', lead: `What the checks on ${sha} say:` };
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
  return await tellLoaded(event, loaded, tools);
}

async function tellLoaded(event: GithubEvent, loaded: LoadedConfiguration, tools: CommandTools): Promise<Told> {
  const stateless = statelessOf(loaded);
  if (stateless.kind === 'absent') return refuse(problem('command.no-pull-request', {}));
  const decided = await decideEvent(event, stateless, {}, tools);
  if (decided.kind === 'failed') return fromGithub(decided.failure);
  if (decided.kind === 'postponed') return later(decided.problem, undefined);
  const { problems } = loaded.configuration;
  const source = loaded.trusted ? 'at that commit' : 'on the default branch, because it comes from a fork';
  return {
    kind: 'told',
    lead: `What \`${loaded.path}\` ${source} decides about ${loaded.checkCommit}:`,
    problems: problems.length === 0 ? '' : renderProblems(`\`${loaded.path}\` has problems:`, problems.slice(0, 20)),
    pipelines: decided.decisions.flatMap((each) => tellOne(each, decided.event)),
  };
}

function tellOne({ sensor, decision }: SensorDecision, event: GithubEvent): ExplainedPipeline[] {
  return sensor.sensor.spec.triggers.map((trigger) => ({
    name: checkOptionsOf(sensor, trigger.template.name).checkName,
    decision: sayDecision(decision, { configured: sensor, trigger: trigger.template.name, event }),
  }));
}

function noSuchName(name: string, sha: string, { pipelines }: Extract<Told, { kind: 'told' }>, checks: LatestCheck[]) {
  const known = [...new Set([...pipelines, ...checks].map((each) => each.name))].join(', ') || 'none';
  return problem('command.no-such-check', { name, commit: sha.slice(0, 12), known: known.slice(0, 500) });
}
