import { nextTimes } from '../../time/cron/next-time.ts';
import { readSchedule } from '../../time/cron/read-schedule.ts';
import { formatInZone } from '../clocks/format-local.ts';
import type { ScheduleChange } from './sync-schedules.ts';

/** How many times are shown of each. */
const shown = 5;

export interface DescribedChanges {
  title: string;
  /** Markdown. */
  summary: string;
}

/** What changed, and when each CronWorkflow runs next by the clocks of its zone. Names and schedules were read: they hold no Markdown. */
export function describeChanges(changes: readonly ScheduleChange[], now: number): DescribedChanges {
  const count = changes.length === 1 ? '1 schedule' : `${changes.length} schedules`;
  const words = (['new', 'changed', 'removed'] as const).flatMap((how) => {
    const number = changes.filter((each) => each.how === how).length;
    return number === 0 ? [] : [`${number} ${how}`];
  });
  return {
    title: `${count}: ${words.join(', ')}`,
    summary: changes.map((each) => describeChange(each, now)).join('\n\n'),
  };
}

function describeChange({ name, how, schedules, timezone }: ScheduleChange, now: number): string {
  const zone = timezone === '' ? '' : ` in ${timezone}`;
  const written = schedules.map((each) => `\`${each.replace(/\s+/g, ' ')}\``).join(', ');
  const head = `**${name}** ${how}: ${written}${zone}`;
  return how === 'removed' ? head : [head, '', ...listTimes(schedules, timezone, now)].join('\n');
}

function listTimes(schedules: readonly string[], timezone: string, now: number): string[] {
  const times = new Map<number, string>();
  for (const text of schedules) {
    const reading = readSchedule(text, timezone);
    if (!reading.ok) continue;
    const zone = reading.schedule.kind === 'cron' ? reading.schedule.timezone : timezone;
    for (const time of nextTimes(reading.schedule, now, shown)) times.set(time, formatInZone(zone, time));
  }
  const ordered = [...times].sort(([one], [other]) => one - other).slice(0, shown);
  return ordered.map(([, text]) => `- ${text}`);
}
