import type { GithubEvent } from '../../../event/event.ts';
import { readGithubDelivery } from '../../../event/read-github-delivery.ts';
import { chooseFile } from '../../../flow/file/choose-file.ts';
import { loadConfiguration } from '../../../flow/file/load-configuration.ts';
import type { LatestCheck } from '../../../github/people/people.ts';
import type { Later } from '../../../problem/later.ts';
import { readExternalId } from '../../../report/external-id.ts';
import { readNamedChecks } from '../../../report/rows/named-checks.ts';
import type { Ask } from '../../ask.ts';
import { fromGithub, type Refused } from '../../command-result.ts';
import type { CommandTools } from '../../command-tools.ts';
import type { ExplainedPipeline } from './render-explanation.ts';
import { tellLoaded } from './tell-loaded.ts';

export type Told = { kind: 'told'; pipelines: ExplainedPipeline[]; lead: string; problems: string } | Refused | Later;

/** A commit of a long-lived pull request gets many; the last of them tell enough. */
const maxEvents = 5;

/**
 * What each event of a commit decided, by the file that decided it: the events that were noted for the commit, and those that its
 * checks are about, as far as they are kept.
 */
export async function tellCommit(
  { sha, checks }: { sha: string; checks: readonly LatestCheck[] },
  ask: Ask,
  tools: CommandTools,
): Promise<Told> {
  const events = await findEvents({ sha, checks }, ask, tools);
  const pipelines: ExplainedPipeline[] = [];
  const names: string[] = [];
  let problems = '';
  for (const event of events) {
    const { eventName, refName } = event.facts;
    const deciding = await chooseFile(event, { attempt: 1, at: sha }, tools);
    const loaded = deciding && (await loadConfiguration(event, deciding, tools));
    if (loaded?.kind === 'failed') return fromGithub(loaded.failure);
    if (loaded?.kind !== 'loaded') continue;
    const said = await tellLoaded(event, loaded, tools);
    if (said.kind !== 'said') return said;
    problems = said.problems;
    names.push(refName === undefined ? eventName : `${eventName} of ${refName}`);
    const prefix = events.length > 1 ? `${eventName}: ` : '';
    pipelines.push(...said.pipelines.map(({ name, decision }) => ({ name, decision: `${prefix}${decision}` })));
  }
  return { kind: 'told', pipelines, problems, lead: describe(sha, names) };
}

function describe(sha: string, names: readonly string[]): string {
  if (names.length > 0) return `What was decided about ${sha} (${[...new Set(names)].join(', ')}):`;
  return `No event of ${sha} is known here that a file decided; what its checks say:`;
}

/** In the order in which they came. */
async function findEvents(
  { sha, checks }: { sha: string; checks: readonly LatestCheck[] },
  { repository }: Ask,
  tools: CommandTools,
): Promise<GithubEvent[]> {
  const noted = await readNamedChecks(tools.records, { repositoryId: repository.id, commit: sha });
  const shown = checks.flatMap((each) => readExternalId(each.externalId)?.delivery ?? []);
  const events: GithubEvent[] = [];
  for (const id of [...new Set([...(noted?.events ?? []), ...shown])].slice(-maxEvents)) {
    const delivery = await tools.findDelivery(id, repository.id);
    const read = delivery === undefined ? undefined : readGithubDelivery(delivery);
    const isOne = read?.ok === true && read.kind === 'event' && read.event.facts.repository.id === repository.id;
    if (isOne) events.push({ ...read.event, installationId: repository.installationId });
  }
  return events.sort((left, right) => left.occurredAt - right.occurredAt);
}
