import type { Binding } from '../binding/read-binding.ts';
import type { EventApiOptions } from '../event-api.ts';
import type { MadeRecords } from '../once/made-records.ts';
import type { RecordBindingError } from '../trouble/record-binding-errors.ts';
import { bindingKey, type DispatchTools, dispatchEvent } from './dispatch-event.ts';
import type { ApiEvent, BindingOutcome } from './event.ts';

export interface CarryOutTools extends Pick<EventApiOptions, 'log' | 'metrics'> {
  dispatch: DispatchTools;
  made: MadeRecords;
  recordError: RecordBindingError;
}

/**
 * One event from its bindings to what became of them. What it made is noted under its id before this resolves; where the notes
 * cannot be read or written, the names of the Workflows alone keep them from being made twice.
 */
export async function carryOutEvent(
  event: ApiEvent,
  bindings: readonly Binding[],
  tools: CarryOutTools,
): Promise<BindingOutcome[]> {
  const before = await findBefore(event, tools);
  const outcomes = await dispatchEvent(event, bindings, before, tools.dispatch);
  for (const [index, outcome] of outcomes.entries()) {
    const isRepeat = outcome.kind === 'started' && outcome.isRepeat;
    tools.metrics.bindingDispatched(isRepeat ? 'repeated' : outcome.kind);
    const binding = bindings[index];
    if (outcome.kind === 'failed' && binding !== undefined) void tools.recordError(binding, failureOf(outcome.message));
  }
  await noteMade(event, { before, outcomes }, tools);
  return outcomes;
}

function failureOf(message: string): string {
  return `failed to dispatch event: ${message}`;
}

async function findBefore(event: ApiEvent, { made, log }: CarryOutTools): Promise<ReadonlyMap<string, string>> {
  if (event.deliveryKey === undefined) return new Map();
  try {
    return await made.find(event);
  } catch (error) {
    log.error({ error, namespace: event.namespace }, 'could not read what an event has started before');
    return new Map();
  }
}

async function noteMade(
  event: ApiEvent,
  { before, outcomes }: { before: ReadonlyMap<string, string>; outcomes: readonly BindingOutcome[] },
  { made, log }: CarryOutTools,
): Promise<void> {
  const started = outcomes.flatMap((each) =>
    each.kind === 'started'
      ? [[bindingKey({ namespace: each.namespace, name: each.binding }), each.workflow] as const]
      : [],
  );
  const all = new Map([...before, ...started]);
  if (all.size === before.size) return;
  try {
    await made.note(event, all);
  } catch (error) {
    log.error({ error, namespace: event.namespace }, 'could not note what an event has started');
  }
}
