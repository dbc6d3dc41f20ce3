import { setTimeout } from 'node:timers/promises';
import { publishAll } from '../frame/publish-all.ts';
import type { SourceFeed } from '../source-feed.ts';
import type { SourceWorld } from '../source-kind.ts';
import { excludes } from './excludes.ts';
import { type Clock, openClock } from './open-clock.ts';
import type { CalendarSource } from './read-calendar.ts';
import { writeCalendarData } from './write-calendar-data.ts';

export type CalendarWorld = Pick<SourceWorld, 'place' | 'records' | 'now' | 'onTrouble'> & {
  /** Resolves after that time, or at once when the signal is aborted. */
  wait?: (ms: number, signal: AbortSignal) => Promise<void>;
};

/** A machine's clock may be set, and may sleep: it is looked at this often. */
const longestWaitMs = 30_000;

/** Publishes an event at each time of a calendar. An event's id is its time, so that nothing is due twice, whoever leads. */
export async function followCalendar(spec: CalendarSource, feed: SourceFeed, world: CalendarWorld): Promise<void> {
  const { signal } = feed;
  const { place, now, onTrouble, wait = pause } = world;
  const { schedule, timezone, catchUpMs, missed } = spec;
  const clock = await openClock(
    {
      key: `operator/${place.namespace}/${place.eventSource}/${place.event}`,
      text: JSON.stringify([writeSchedule(spec), timezone]),
      ...{ schedule, catchUpMs, missed },
      isExcluded: excludes(spec),
    },
    world,
  );
  onTrouble(undefined);
  while (!signal.aborted) {
    const time = clock.due();
    if (time === undefined) {
      await wait(pauseUntil(clock, now()), signal);
      continue;
    }
    const id = new Date(time).toISOString().replace('.000Z', 'Z');
    const event = { id, data: writeCalendarData(time, timezone), occurredAt: time };
    await publishAll([event], feed, { kind: 'calendar', onTrouble });
    if (!signal.aborted) await clock.settle(time);
  }
}

function pauseUntil(clock: Clock, now: number): number {
  const next = clock.next();
  return next === undefined ? longestWaitMs : Math.min(Math.max(next - now, 1), longestWaitMs);
}

/** What tells one calendar's times from another's. */
function writeSchedule({ schedule }: CalendarSource): unknown {
  if (schedule.kind === 'every') return schedule.everySeconds;
  const { minutes, hours, daysOfMonth, months, daysOfWeek, isEitherDay } = schedule.cron;
  return [[minutes, hours, daysOfMonth, months, daysOfWeek].map((each) => [...each]), isEitherDay, schedule.timezone];
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await setTimeout(ms, undefined, { signal, ref: false }).catch(() => undefined);
}
