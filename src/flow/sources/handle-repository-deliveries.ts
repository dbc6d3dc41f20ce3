import type { SourceHandler } from '../../bus/dispatch-delivery.ts';
import type { Delivery, Outcome } from '../../bus/event-bus.ts';
import type { GithubEvent } from '../../event/event.ts';
import type { GithubFacts } from '../../event/facts.ts';
import { marshalAsGo } from '../../event/marshal-as-go.ts';
import { occurredAtHeader } from '../../event-source/frame/create-feed.ts';
import { type RepositorySources, readSources } from '../../event-source/repository/repository-sources.ts';
import { readScheduleRow } from '../../schedule/repository/schedule-rows.ts';
import { isScheduleId } from '../../schedule/ticks/pipeline-time.ts';
import type { FlowTools } from '../flow-tools.ts';
import { giveUpDelivery } from '../give-up-delivery.ts';
import { handleDelivery, handleEvent } from '../handle-delivery.ts';

/**
 * Handles what the EventSources of repositories heard, as an event of the repository's default branch: its file decides, and its newest
 * commit has the checks. Of a repository that defines none any more nothing comes.
 */
export function handleRepositoryDeliveries(tools: FlowTools): SourceHandler {
  return {
    async handle(delivery, context): Promise<Outcome> {
      if (isTimeOfPipeline(delivery)) return await handleDelivery(delivery, context, tools);
      const [, , id = ''] = delivery.tenant.split('/');
      const sources = await findRepository(delivery, id, tools);
      if (sources === undefined) return { kind: 'done' };
      return await handleEvent(makeEvent(delivery, sources), tools);
    },
    async onDead(delivery, reason) {
      if (isTimeOfPipeline(delivery)) return await giveUpDelivery(delivery, reason, tools);
      const { source, tenant, id, name } = delivery;
      tools.log.error({ source, tenant, id, event: name, code: reason.code }, `gave up an event: ${reason.message}`);
    },
  };
}

type Repository = Pick<RepositorySources, 'installationId' | 'repository' | 'defaultBranch'>;

async function findRepository(
  { source }: Delivery,
  id: string,
  { records }: FlowTools,
): Promise<Repository | undefined> {
  if (source !== 'calendar') return await readSources(id, records);
  const kept = await readScheduleRow(Number(id), records);
  if (kept === undefined) return undefined;
  const { installationId, defaultBranch, ...repository } = kept.row.repository;
  return { installationId, repository, defaultBranch };
}

/** Of `on.schedule`: in GitHub's shape. */
function isTimeOfPipeline({ source, id }: Delivery): boolean {
  return source === 'calendar' && isScheduleId(id);
}

function makeEvent(delivery: Delivery, { installationId, repository, defaultBranch }: Repository): GithubEvent {
  const { source, tenant, name, headers, receivedAt } = delivery;
  const [, , , eventSource = ''] = tenant.split('/');
  const id = delivery.id.slice(name.length + 1);
  const occurredAt = Date.parse(headers[occurredAtHeader]?.[0] ?? '') || receivedAt;
  const facts: GithubFacts = {
    eventName: source,
    ref: `refs/heads/${defaultBranch}`,
    ...{ refName: defaultBranch, branch: defaultBranch, defaultBranch, repository },
    sender: '',
  };
  return {
    context: {
      ...{ id, source: eventSource, type: source, subject: name },
      ...{ specversion: '1.0', datacontenttype: 'application/json', time: new Date(occurredAt).toISOString() },
    },
    data: withFacts(Buffer.from(delivery.body).toString(), facts),
    deliveryId: `${eventSource}/${name}/${id}`,
    ...{ installationId, facts, occurredAt },
  };
}

/** Conditions and templates find `github` in every event of a repository. */
function withFacts(data: string, facts: GithubFacts): string {
  const open = data.slice(0, data.lastIndexOf('}'));
  return `${open}${open.trimEnd().endsWith('{') ? '' : ','}"github":${marshalAsGo(facts)}}`;
}
