import type { Logger } from 'pino';
import type { EventBus } from '../../bus/event-bus.ts';
import type { LeaderDuties } from '../../leader/leadership.ts';
import { type Repetition, repeat } from '../../run/upkeep/repeat.ts';
import { readSchedule } from '../cron/read-schedule.ts';
import { listScheduleRows, type ScheduleRow } from '../sync/schedule-rows.ts';
import { type Clock, openClock } from './open-clock.ts';
import { hashOf, makeScheduleDelivery, type PipelineSchedule } from './pipeline-time.ts';

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

/** Publishes the times of `on.schedule` of all repositories; the leader does. */
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
  row: ScheduleRow;
  schedule: PipelineSchedule;
}

/** Looks once for what is due. Clocks are kept between the looks, rows are read anew every few seconds. */
export function createTicker({ bus, now }: Omit<TickTools, 'log'>): (signal: AbortSignal) => Promise<void> {
  let followed = new Map<string, Followed>();
  let lookedAt = Number.NEGATIVE_INFINITY;

  async function look(): Promise<void> {
    const next = new Map<string, Followed>();
    for (const row of await listScheduleRows(bus.records)) {
      for (const schedule of row.left === true ? [] : (row.pipelines ?? [])) {
        const key = `repository/${row.repository.id}/${hashOf(schedule)}`;
        const clock = followed.get(key)?.clock ?? (await open(key, schedule));
        if (clock !== undefined) next.set(key, { clock, row, schedule });
      }
    }
    followed = next;
    lookedAt = now();
  }

  async function open(key: string, { cron, timezone }: PipelineSchedule): Promise<Clock | undefined> {
    const reading = readSchedule(cron, timezone);
    if (!reading.ok) return undefined;
    return await openClock({ key, text: '', schedule: reading.schedule, catchUpMs }, { records: bus.records, now });
  }

  return async (signal) => {
    if (now() - lookedAt >= lookEveryMs || now() < lookedAt) await look();
    for (const { clock, row, schedule } of followed.values()) {
      const time = clock.due();
      if (time === undefined) continue;
      if (signal.aborted) return;
      await bus.publish(makeScheduleDelivery(schedule, { repository: row.repository, time, now: now() }));
      await clock.settle(time);
    }
  };
}
