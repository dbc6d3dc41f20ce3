import { areConditionsMet } from '../conditions/compile-conditions.ts';
import type { Firing } from '../decision.ts';
import { makeFiring } from '../plan/make-firing.ts';
import type { Arrival, MatchedEvent } from './arrival.ts';
import { type JoinState, type KeptEvent, maxApplied, type PastFiring, trimFirings } from './join-state.ts';
import { lastReset } from './last-reset.ts';

/** The state after an event, the same object when nothing changed, and what fires. */
export interface AppliedEvent {
  state: JoinState;
  firings: Firing[];
}

/**
 * What an event does to a trigger that joins events. Argo Events 1.9: the dependencies that it matches are taken in turn; each
 * keeps its event in place of an older one, and when the conditions are met the trigger fires with all events that are kept, also
 * those of a branch that was not needed, and forgets them. What was kept before the last reset, or for another text of the
 * dependency or the conditions, is forgotten first.
 *
 * A delivery is applied once. Applied again it changes nothing and issues its own firings again, as long as they were not
 * carried out or no other delivery fired since. An event that came before one that was already applied to its dependency is left
 * out, so that the outcome follows the order in which events came, not the one in which they are handled.
 */
export function applyEvent(state: JoinState, arrival: Arrival, deliveryId: string): AppliedEvent {
  if (state.applied.includes(deliveryId)) return { state, firings: issueAgain(state, arrival, deliveryId) };

  const { conditions } = arrival;
  const current = forgetOutdated(state, arrival);
  const latest = Math.max(...arrival.matched.map(timeOf), ...Object.values(current.newest));
  const reset = lastReset(arrival.trigger.template.conditionsReset, latest);
  let kept = reset === undefined ? current.kept : withoutBefore(current.kept, reset);
  const newest = { ...current.newest };
  const fired: PastFiring[] = [];
  for (const matched of arrival.matched) {
    const time = timeOf(matched);
    if (time < (newest[matched.dependency] ?? time) || time < (reset ?? time)) continue;
    newest[matched.dependency] = time;
    kept = { ...kept, [matched.dependency]: keep(matched, arrival) };
    if (!areConditionsMet(conditions.expression, new Set(Object.keys(kept)))) continue;
    fired.push(fire(kept, deliveryId));
    kept = {};
  }
  const next: JoinState = {
    format: 1,
    conditions: conditions.expression,
    kept,
    newest,
    applied: [...state.applied, deliveryId].slice(-maxApplied),
    firings: trimFirings([...state.firings, ...fired]),
  };
  return { state: next, firings: fired.map((each) => makeFiring(arrival.trigger, each.events)) };
}

function issueAgain(state: JoinState, arrival: Arrival, deliveryId: string): Firing[] {
  return state.firings
    .filter((each) => each.deliveryId === deliveryId)
    .map((each) => makeFiring(arrival.trigger, each.events));
}

/** Without what belongs to other conditions, or to a dependency that says something else now. */
function forgetOutdated({ conditions, kept, newest }: JoinState, arrival: Arrival): Pick<JoinState, 'kept' | 'newest'> {
  if (conditions !== arrival.conditions.expression) return { kept: {}, newest: {} };
  const current = Object.entries(kept).filter(([name, { version }]) => version === arrival.versions[name]);
  return { kept: Object.fromEntries(current), newest };
}

function withoutBefore(kept: JoinState['kept'], time: number): JoinState['kept'] {
  return Object.fromEntries(
    Object.entries(kept).filter(([dependency, { event }]) => timeOf({ dependency, event }) >= time),
  );
}

function keep({ dependency, event }: MatchedEvent, { versions }: Arrival): KeptEvent {
  // Only what parameters read; an event of GitHub carries more.
  return { event: { context: event.context, data: event.data }, version: versions[dependency] ?? '' };
}

function fire(kept: JoinState['kept'], deliveryId: string): PastFiring {
  const events = Object.fromEntries(Object.entries(kept).map(([name, { event }]) => [name, event]));
  return { deliveryId, events, isCarriedOut: false };
}

/** Milliseconds since 1970; a time that cannot be read is before all others. */
function timeOf({ event }: MatchedEvent): number {
  const time = Date.parse(event.context.time);
  return Number.isNaN(time) ? 0 : time;
}
