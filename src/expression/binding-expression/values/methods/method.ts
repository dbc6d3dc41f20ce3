import { GoDuration } from '../../../go-time/go-duration.ts';
import { GoTime } from '../../../go-time/go-time.ts';
import type { Value } from '../value.ts';

/** A method of a value: its type as Go writes it, without the receiver, and what it does with arguments of these types. */
export interface Method {
  type: string;
  call: (receiver: Value, args: readonly Value[]) => Value;
}

export function ofTime(type: string, call: (time: GoTime, ...args: Value[]) => Value): Method {
  return { type, call: (receiver, args) => (receiver instanceof GoTime ? call(receiver, ...args) : null) };
}

export function ofDuration(type: string, call: (nanoseconds: bigint, ...args: Value[]) => Value): Method {
  return {
    type,
    call: (receiver, args) => (receiver instanceof GoDuration ? call(receiver.nanoseconds, ...args) : null),
  };
}

/** How many nanoseconds an argument is; it has been checked to be a duration. */
export function nanosecondsOf(argument: Value): bigint {
  return argument instanceof GoDuration ? argument.nanoseconds : 0n;
}
