import type { Event } from '../../event/event.ts';
import type { Conditions } from '../conditions/read-conditions.ts';
import type { Trigger } from '../sensor.ts';

/** What one event brings to a trigger that joins events. Pure data: the same for the same event and Sensor. */
export interface Arrival {
  trigger: Trigger;
  conditions: Conditions;
  /** What each dependency of the conditions says, as one text: what was kept for another one is forgotten. */
  versions: Readonly<Record<string, string>>;
  /** The dependencies that the event matches and the event as each of them sees it, in the Sensor's order. */
  matched: readonly MatchedEvent[];
}

export interface MatchedEvent {
  dependency: string;
  event: Event;
}
