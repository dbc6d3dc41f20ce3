import type { TriggerTrace } from '../decision.ts';
import type { AppliedEvent } from './apply-event.ts';
import type { Arrival } from './arrival.ts';

/** What an event did to a trigger that joins events: fired, or which events it has and which it waits for. */
export function explainJoin({ trigger, conditions }: Arrival, { state, firings }: AppliedEvent): TriggerTrace {
  const remembered = conditions.names.filter((name) => Object.hasOwn(state.kept, name));
  const outcome = firings.length > 0 ? 'fired' : 'waiting';
  const waitingFor = firings.length > 0 ? [] : conditions.names.filter((name) => !remembered.includes(name));
  return { trigger: trigger.template.name, conditions: conditions.expression, outcome, remembered, waitingFor };
}
