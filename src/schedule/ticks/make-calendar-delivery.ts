import type { Delivery } from '../../bus/event-bus.ts';
import type { ConfiguredCalendar } from '../../config/configuration.ts';
import { writeCalendarData } from '../../event-source/calendar/write-calendar-data.ts';
import { occurredAtHeader } from '../../event-source/frame/create-feed.ts';
import { finishData } from '../../event-source/frame/finish-data.ts';
import type { ScheduledRepository } from '../repository/scheduled-repository.ts';

/** The event of a calendar in a repository's file; undefined where its filter does not let it through. Times in milliseconds since 1970. */
export function makeCalendarDelivery(
  calendar: ConfiguredCalendar & { timezone: string },
  { repository, time, now }: { repository: ScheduledRepository; time: number; now: number },
): Delivery | undefined {
  const { eventSource, event: name, timezone } = calendar;
  const finished = finishData(writeCalendarData(time, timezone), calendar);
  if (finished.kind === 'filtered') return undefined;
  const at = new Date(time).toISOString().replace('.000Z', 'Z');
  return {
    ...{ source: 'calendar', name, id: `${name}/${at}`, receivedAt: now },
    tenant: `repository/${repository.installationId}/${repository.id}/${eventSource}`,
    headers: { [occurredAtHeader]: [at] },
    body: Buffer.from(finished.data),
  };
}
