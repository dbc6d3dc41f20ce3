import { nextTimes } from '../../../src/time/cron/next-time.ts';
import { readSchedule } from '../../../src/time/cron/read-schedule.ts';
import type { Adapter } from '../vector.ts';

/** Schedules of CronWorkflows, with upstream's words for what is none. Where there is no further time, the last one is empty. */
export const scheduleAdapters: Record<string, Adapter> = {
  cronNext: (input, expected) => {
    const { spec, timezone, from } = input as { spec: string; timezone?: string; from: string };
    const reading = readSchedule(spec, timezone);
    if (!reading.ok) return { error: reading.message };
    const count = Array.isArray(expected.next) ? expected.next.length : 5;
    const next = nextTimes(reading.schedule, Date.parse(from), count);
    const times = next.map((time) => new Date(time).toISOString().replace('.000Z', 'Z'));
    return { error: null, next: times.length < count ? [...times, ''] : times };
  },
  cronValidate: (input) => {
    const { spec, timezone } = input as { spec: string; timezone?: string };
    const reading = readSchedule(spec, timezone);
    return { error: reading.ok ? null : reading.message };
  },
};
