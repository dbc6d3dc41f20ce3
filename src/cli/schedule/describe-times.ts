import { formatInZone } from '../../schedule/clocks/format-local.ts';

/** A line for each time: what the clocks of the zone show, and the instant. */
export function describeTimes(times: readonly number[], zone: string): string {
  return times
    .map((time) => `${formatInZone(zone, time)}  ${new Date(time).toISOString().replace('.000Z', 'Z')}\n`)
    .join('');
}
