import { fromDate, type GoTime } from '../../go-time/go-time.ts';
import type { Call } from '../../go-value/call.ts';
import type { TimeValue } from '../../go-value/value.ts';
import { timeMethods } from './time-methods.ts';

export function timeValue(time: GoTime): TimeValue {
  return { kind: 'time', type: 'time.Time', methods: timeMethods, time };
}

/** What `now` is; undefined after a failure, when whoever renders does not know it. */
export function nowOf(call: Call): GoTime | undefined {
  const { now } = call.world;
  if (now !== undefined && !Number.isNaN(now.getTime())) return fromDate(now);
  call.fail('the time of the event is not known here');
  return undefined;
}
