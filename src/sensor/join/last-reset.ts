import { previousTick } from '../../time/cron/previous-tick.ts';
import { readCron } from '../../time/cron/read-cron.ts';
import type { TriggerTemplate } from '../sensor.ts';

/**
 * When the trigger's conditions were last reset at or before a time, in milliseconds since 1970; undefined when they never were
 * in the last five years. Upstream clears what it has kept at these times; here they are found when the next event comes.
 */
export function lastReset(resets: TriggerTemplate['conditionsReset'], at: number): number | undefined {
  const ticks = (resets ?? []).flatMap(({ byTime }) => {
    const cron = byTime?.cron === undefined ? undefined : readCron(byTime.cron);
    const tick = cron === undefined ? undefined : previousTick(cron, Math.floor(at / 1000), byTime?.timezone);
    return tick === undefined ? [] : [tick * 1000];
  });
  return ticks.length === 0 ? undefined : Math.max(...ticks);
}
