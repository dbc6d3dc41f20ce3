import type { Event } from '../../../src/event/event.ts';
import type { EventsByDependency } from '../../../src/sensor/parameters/resolve-parameter.ts';

/** An event as the vectors hold it; `data` and `time` may be null there. */
export function asEvent(value: unknown): Event {
  const { context, data } = value as { context: Event['context']; data?: string | null };
  return { context: { ...context, time: context.time ?? '' }, data: data ?? '' };
}

export function asEvents(value: unknown): EventsByDependency {
  return Object.fromEntries(Object.entries(value ?? {}).map(([name, event]) => [name, asEvent(event)]));
}

/** Nulls stand for absent fields in the vectors, as in Go. */
export function withoutNulls<Value>(value: Value): Value {
  if (Array.isArray(value)) return value.map(withoutNulls) as Value;
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([, member]) => member !== null);
  return Object.fromEntries(members.map(([key, member]) => [key, withoutNulls(member)])) as Value;
}
