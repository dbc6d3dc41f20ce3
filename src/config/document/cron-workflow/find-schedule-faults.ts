import { isEverDue } from '../../../time/cron/is-ever-due.ts';
import { readSchedule } from '../../../time/cron/read-schedule.ts';
import { shorten } from '../../../yaml/yaml-node.ts';

/** More would be a mistake. */
const maxSchedules = 50;

/** What is wrong with the schedules of a CronWorkflow, in Argo's words: each by itself, then with the document's zone before it. */
export function findScheduleFaults(schedules: readonly unknown[], timezone: unknown): string[] {
  if (schedules.length === 0) return ['cron workflow must have at least one schedule'];
  if (schedules.length > maxSchedules) return [`it has more than ${maxSchedules} schedules`];
  const zone = timezone === null ? '' : timezone;
  if (typeof zone !== 'string') return ['`timezone` is no text'];
  const zoned = readSchedule('@hourly', zone);
  if (!zoned.ok) return [`invalid timezone "${shorten(zone)}": ${shorten(zoned.message)}`];
  return schedules.flatMap((each) => findFault(each, zone) ?? []);
}

function findFault(schedule: unknown, zone: string): string | undefined {
  if (typeof schedule !== 'string') return `cron schedule ${shorten(JSON.stringify(schedule))} is no text`;
  const name = `cron schedule ${shorten(schedule)}`;
  const alone = readSchedule(schedule);
  if (!alone.ok) return `${name} is malformed: ${shorten(alone.message)}`;
  const reading = readSchedule(schedule, zone);
  // Argo would take the document and never run it.
  if (!reading.ok) return `${name} is malformed behind the \`timezone\`: ${shorten(reading.message)}`;
  // Argo's controller searches for such a time without an end.
  return isEverDue(reading.schedule) ? undefined : `${name} names a time that never comes`;
}
