import type { Records } from '../../bus/event-bus.ts';
import type { GithubEvent } from '../../event/event.ts';
import type { Decision, Firing } from '../../sensor/decision.ts';
import { applyEvent } from '../../sensor/join/apply-event.ts';
import type { Arrival } from '../../sensor/join/arrival.ts';
import { explainJoin } from '../../sensor/join/explain-join.ts';
import { type JoinState, markCarriedOut, readJoinState } from '../../sensor/join/join-state.ts';

/** Whose Sensors remember it, and what makes it the same event when it comes again. */
export type JoinedEvent = Pick<GithubEvent, 'facts' | 'deliveryId'> | { owner: string; deliveryId: string };

/** What the triggers that join events remember: one row for each. */
const collection = 'joins';

/**
 * Tells every trigger that joins events what came, and adds what fires by it. What is remembered is on disk once this resolves,
 * before anything is carried out: the same delivery handled again finds its firing there and issues it again.
 */
export async function joinEvents(decision: Decision, event: JoinedEvent, records: Records): Promise<Decision> {
  if (decision.arrivals.length === 0) return decision;
  const firings: Firing[] = [...decision.firings];
  const traces = new Map(decision.trace.triggers.map((each) => [each.trigger, each]));
  for (const arrival of decision.arrivals) {
    const applied = await apply(arrival, decision.sensor, event, records);
    firings.push(...applied.firings);
    traces.set(arrival.trigger.template.name, explainJoin(arrival, applied));
  }
  return { ...decision, firings, trace: { ...decision.trace, triggers: [...traces.values()] } };
}

/** What a trigger remembers now. */
export async function readJoin(
  { repositoryId, sensor, trigger }: { repositoryId: number; sensor: string; trigger: string },
  records: Records,
): Promise<JoinState> {
  return readJoinState((await records.get(collection, `${repositoryId}/${sensor}/${trigger}`))?.value);
}

/** Forgets the events of a firing that was carried out, so that they are not kept for a repetition that cannot come. */
export async function forgetFiring(
  { sensor, trigger }: { sensor: string; trigger: string },
  event: JoinedEvent,
  records: Records,
): Promise<void> {
  const key = keyOf(sensor, trigger, event);
  for (;;) {
    const row = await records.get(collection, key);
    const state = readJoinState(row?.value);
    const marked = markCarriedOut(state, event.deliveryId);
    if (row === undefined || marked === state) return;
    if ((await records.put(collection, key, marked, row.version)) !== 'conflict') return;
  }
}

/** A conflict means that another event was applied meanwhile; this one is applied to what that made of the state. */
async function apply(arrival: Arrival, sensor: string, event: JoinedEvent, records: Records) {
  const key = keyOf(sensor, arrival.trigger.template.name, event);
  for (;;) {
    const row = await records.get(collection, key);
    const state = readJoinState(row?.value);
    const applied = applyEvent(state, arrival, event.deliveryId);
    if (applied.state === state) return applied;
    if ((await records.put(collection, key, applied.state, row?.version ?? 0)) !== 'conflict') return applied;
  }
}

function keyOf(sensor: string, trigger: string, event: JoinedEvent): string {
  const owner = 'owner' in event ? event.owner : event.facts.repository.id;
  return `${owner}/${sensor}/${trigger}`;
}
