import type { Delivery, EventBus } from '../bus/event-bus.ts';
import { isManualId, tenantOf } from '../run-api/start/manual-delivery.ts';
import { readScheduleRow } from '../schedule/repository/schedule-rows.ts';
import { isScheduleId, tenantOfSchedules } from '../schedule/ticks/pipeline-time.ts';

/** The stored event of a run, by its id: a webhook's, what a person asked for, or a time that came. */
export async function findEvent(
  bus: Pick<EventBus, 'find' | 'records'>,
  id: string,
  repositoryId: number,
): Promise<Delivery | undefined> {
  if (isManualId(id)) return await bus.find('manual', tenantOf(repositoryId), id);
  if (!isScheduleId(id)) return await bus.find('github', '', id);
  const kept = await readScheduleRow(repositoryId, bus.records);
  return kept === undefined ? undefined : await bus.find('calendar', tenantOfSchedules(kept.row.repository), id);
}
