import type { CronDocuments } from '../../config/configuration.ts';
import type { GithubEvent } from '../../event/event.ts';
import { formatInZone } from '../../schedule/clocks/format-local.ts';
import { nextTimes } from '../../time/cron/next-time.ts';
import { readSchedule } from '../../time/cron/read-schedule.ts';

/** What an event means for the CronWorkflows of the file: a push to the default branch puts them into the cluster. */
export function describeSchedules({ documents }: CronDocuments, { facts }: GithubEvent, now: number): string {
  if (documents.length === 0) return '';
  const isSynced = facts.eventName === 'push' && facts.branch === facts.defaultBranch;
  const lines = documents.map(({ name, schedules, timezone }) => {
    const times = schedules.flatMap((text) => {
      const reading = readSchedule(text, timezone);
      if (!reading.ok) return [];
      const { schedule } = reading;
      const zone = schedule.kind === 'cron' ? schedule.timezone : timezone;
      return nextTimes(schedule, now, 1).map((time) => ({ time, text: formatInZone(zone, time) }));
    });
    const [first] = times.sort((one, other) => one.time - other.time);
    const next = first === undefined ? 'never runs' : `next runs ${first.text}`;
    return isSynced
      ? `CronWorkflow ${name}\n  is in the cluster from this push on, ${next}\n`
      : `CronWorkflow ${name}\n  is left as it is: a push to the default branch (${facts.defaultBranch}) puts it into the cluster\n`;
  });
  return lines.join('');
}
