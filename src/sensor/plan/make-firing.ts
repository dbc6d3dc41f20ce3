import type { Event } from '../../event/event.ts';
import type { Firing } from '../decision.ts';
import type { Trigger } from '../sensor.ts';
import { planTrigger } from './plan-trigger.ts';

/** A trigger to carry out with these events, by the names of the dependencies that fired it. */
export function makeFiring(trigger: Trigger, events: Record<string, Event>, plan = planTrigger(trigger)): Firing {
  return { trigger, plan, dependencies: Object.keys(events).sort(), events };
}
