import type { Records } from '../../bus/event-bus.ts';
import type { ConfiguredCalendar } from '../../config/configuration.ts';
import type { PipelineSchedule } from '../ticks/pipeline-time.ts';
import type { ScheduledRepository } from './scheduled-repository.ts';

/** What the cluster has of each repository's CronWorkflows, by the repository's id. */
const collection = 'schedules';

export interface ScheduleRow {
  repository: ScheduledRepository;
  /** GitHub's time of what was synced last, milliseconds since 1970: what is older changes nothing. */
  at: number;
  /** By name. */
  applied: Record<string, AppliedSchedule>;
  /** `on.schedule` of its pipelines; absent in rows of an earlier version. */
  pipelines?: PipelineSchedule[];
  /** `calendar` EventSources of its file; absent in rows of an earlier version. */
  calendars?: ConfiguredCalendar[];
  /** It runs nothing now and may do so again: its installation is suspended, or it is archived. */
  left?: true;
}

export interface AppliedSchedule {
  namespace: string;
  /** Of the document as it is written in the file. */
  hash: string;
  schedules: string[];
  timezone: string;
}

export interface KeptRow {
  row: ScheduleRow;
  version: number;
}

export async function readScheduleRow(repositoryId: number, records: Records): Promise<KeptRow | undefined> {
  const found = await records.get(collection, String(repositoryId));
  return found === undefined ? undefined : { row: found.value as ScheduleRow, version: found.version };
}

/** The row's new version; `conflict` when somebody else wrote it since `version`. */
export function writeScheduleRow(row: ScheduleRow, version: number, records: Records): Promise<number | 'conflict'> {
  return records.put(collection, String(row.repository.id), row, version);
}

export function removeScheduleRow(repositoryId: number, records: Records): Promise<void> {
  return records.remove(collection, String(repositoryId));
}

export async function listScheduleRows(records: Records): Promise<ScheduleRow[]> {
  return (await records.list(collection, '')).map((each) => each.value as ScheduleRow);
}
