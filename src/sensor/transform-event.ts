import type { Event } from '../event/event.ts';
import type { TransformTrace } from './decision.ts';
import { shareWork } from './event-reader.ts';
import type { Evaluators } from './filters/evaluators.ts';
import type { EventDependency } from './sensor.ts';
import { showReason } from './show-value.ts';

/** The event as its dependency sees it, or why it cannot be changed. */
export type TransformedEvent =
  | { ok: true; event: Event; trace: TransformTrace }
  | { ok: false; message: string; trace: TransformTrace };

/**
 * Argo Events 1.9: before its filters are asked, a dependency's `transform` replaces the event's data; jq wins over a script. The
 * result is JSON whatever the data was, all other attributes stay.
 */
export async function transformEvent(
  event: Event,
  { jq = '', script = '' }: NonNullable<EventDependency['transform']>,
  evaluators: Evaluators,
): Promise<TransformedEvent> {
  const kind = jq === '' ? 'script' : 'jq';
  const transformed =
    jq === '' ? await evaluators.transformByScript(script, event.data) : await evaluators.transformByJq(jq, event.data);
  if (!transformed.ok) {
    const { message } = transformed;
    return { ok: false, message, trace: { kind, outcome: 'failed', message: showReason(message) } };
  }
  const context = { ...event.context, datacontenttype: 'application/json' };
  const made = { ...event, context, data: transformed.data, isOwnData: false };
  shareWork(event, made);
  return { ok: true, event: made, trace: { kind, outcome: 'changed' } };
}
