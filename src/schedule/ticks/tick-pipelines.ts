import type { Logger } from 'pino';
import type { Delivery, EventBus } from '../../bus/event-bus.ts';
import { shortestSeconds } from '../../config/document/event-source/read-calendars.ts';
import { excludes } from '../../event-source/calendar/excludes.ts';
import { type Clock, openClock, type Timetable } from '../../event-source/calendar/open-clock.ts';
import { readCalendar } from '../../event-source/calendar/read-calendar.ts';
import type { LeaderDuties } from '../../leader/leadership.ts';
import { type Repetition, repeat } from '../../run/upkeep/repeat.ts';
import { readSchedule, type Schedule } from '../../time/cron/read-schedule.ts';
import { listScheduleRows, type ScheduleRow } from '../repository/schedule-rows.ts';
import { makeCalendarDelivery } from './make-calendar-delivery.ts';
import { hashOf, makeScheduleDelivery } from './pipeline-time.ts';

export interface TickTools {
  bus: Pick<EventBus, 'publish' | 'records'>;
  now: () => number;
  log: Pick<Logger, 'error'>;
}

const everyMs = 1000;
/** How soon a schedule that was pushed counts. */
const lookEveryMs = 10_000;
/** A nightly run that a restart missed still comes; one of yesterday does not. */
const catchUpMs = 60 * 60 * 1000;

/** Publishes the times of `on.schedule` and of the calendars of all repositories; the leader does. */
export function tickPipelines(tools: TickTools): LeaderDuties {
  let repetition: Repetition | undefined;
  return {
    begin() {
      const look = createTicker(tools);
      repetition = repeat(look, { what: 'publishing times of pipelines', everyMs, log: tools.log });
    },
    async end() {
      await repetition?.stop();
      repetition = undefined;
    },
  };
}

interface Followed {
  clock: Clock;
  /** What tells whether the clock still follows what is written. */
  text: string;
  /** The event of a time; undefined where there is none. */
  make(time: number): Delivery | undefined;
}

/** Something of a repository that is due again and again. */
interface Due extends Omit<Followed, 'clock'> {
  timetable: Timetable;
}

/** Looks once for what is due. Clocks are kept between the looks, rows are read anew every few seconds. */
export function createTicker({ bus, now }: Omit<TickTools, 'log'>): (signal: AbortSignal) => Promise<void> {
  let followed = new Map<string, Followed>();
  let lookedAt = Number.NEGATIVE_INFINITY;

  async function look(): Promise<void> {
    const next = new Map<string, Followed>();
    for (const row of await listScheduleRows(bus.records)) {
      for (const { timetable, text, make } of row.left === true ? [] : listDue(row, now)) {
        const known = followed.get(timetable.key);
        const isSame = known?.text === text;
        const clock = isSame ? known.clock : await openClock(timetable, { records: bus.records, now });
        next.set(timetable.key, { clock, text, make });
      }
    }
    followed = next;
    lookedAt = now();
  }

  return async (signal) => {
    if (now() - lookedAt >= lookEveryMs || now() < lookedAt) await look();
    for (const { clock, make } of followed.values()) {
      const time = clock.due();
      if (time === undefined) continue;
      if (signal.aborted) return;
      const delivery = make(time);
      if (delivery !== undefined) await bus.publish(delivery);
      await clock.settle(time);
    }
  };
}

function listDue({ repository, pipelines = [], calendars = [] }: ScheduleRow, now: () => number): Due[] {
  return [
    ...pipelines.flatMap((each): Due[] => {
      const reading = readSchedule(each.cron, each.timezone);
      if (!reading.ok) return [];
      return [
        {
          text: '',
          timetable: {
            key: `repository/${repository.id}/${hashOf(each)}`,
            text: '',
            schedule: reading.schedule,
            catchUpMs,
          },
          make: (time) => makeScheduleDelivery(each, { repository, time, now: now() }),
        },
      ];
    }),
    ...calendars.flatMap((each): Due[] => {
      const read = readCalendar(each.entry);
      if (!read.ok) return [];
      const { timezone, catchUpMs: lateMs } = read.spec;
      const schedule = slowDown(read.spec.schedule);
      const text = JSON.stringify(each.entry);
      const key = `repository/${repository.id}/${each.eventSource}/${each.event}`;
      return [
        {
          text,
          timetable: { key, text, schedule, catchUpMs: lateMs, isExcluded: excludes(read.spec) },
          make: (time) => makeCalendarDelivery({ ...each, timezone }, { repository, time, now: now() }),
        },
      ];
    }),
  ];
}

function slowDown(schedule: Schedule): Schedule {
  return schedule.kind === 'every'
    ? { ...schedule, everySeconds: Math.max(schedule.everySeconds, shortestSeconds) }
    : schedule;
}
