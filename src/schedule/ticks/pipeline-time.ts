import { createHash } from 'node:crypto';
import type { Delivery } from '../../bus/event-bus.ts';
import type { ScheduledRepository } from '../repository/scheduled-repository.ts';

/** A time at which a pipeline of a repository is started. */
export interface PipelineSchedule {
  pipeline: string;
  cron: string;
  /** IANA name; the empty string is UTC. */
  timezone: string;
}

/** No webhook's id looks like these: what is due by the clock is told from its event by the id alone. */
const prefix = 'schedule-';

export function isScheduleId(id: string): boolean {
  return id.startsWith(prefix);
}

/** Names a pipeline's schedule within its repository. */
export function hashOf({ pipeline, cron, timezone }: PipelineSchedule): string {
  return createHash('sha256')
    .update(JSON.stringify([pipeline, cron, timezone]))
    .digest('hex')
    .slice(0, 16);
}

export function tenantOfSchedules({ installationId, id }: Pick<ScheduledRepository, 'installationId' | 'id'>): string {
  return `repository/${installationId}/${id}/schedule`;
}

/**
 * The event as a webhook of GitHub's would carry it, so that the same rooms read it. Its id is derived from the schedule and the time:
 * whoever publishes it, it runs once.
 *
 * @param time milliseconds since 1970
 */
export function makeScheduleDelivery(
  schedule: PipelineSchedule,
  { repository, time, now }: { repository: ScheduledRepository; time: number; now: number },
): Delivery {
  const { pipeline, cron, timezone } = schedule;
  const id = `${prefix}${hashOf(schedule)}-${time / 1000}`;
  const { installationId, defaultBranch, owner, fullName, url, cloneUrl, ...rest } = repository;
  const body = {
    pipeline,
    schedule: { cron, timezone: timezone === '' ? 'UTC' : timezone, time: new Date(time).toISOString() },
    repository: {
      ...{ id: rest.id, name: rest.name, full_name: fullName, owner: { login: owner } },
      ...{ html_url: url, clone_url: cloneUrl, private: rest.private, default_branch: defaultBranch },
    },
    installation: { id: installationId },
  };
  return {
    ...{ source: 'calendar', tenant: tenantOfSchedules(repository), id, name: 'schedule', receivedAt: now },
    headers: { 'Content-Type': ['application/json'], 'X-Github-Event': ['schedule'], 'X-Github-Delivery': [id] },
    body: Buffer.from(JSON.stringify(body)),
  };
}
