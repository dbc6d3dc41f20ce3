import type { Records } from '../../bus/event-bus.ts';
import type { OperatorEvent } from '../../event/event.ts';
import type { Problem } from '../../problem/problem.ts';
import type { Decision, Trace } from '../../sensor/decision.ts';

/** What became of one trigger that fired. */
export interface FiringNote {
  trigger: string;
  outcome: 'done' | 'refused' | 'later';
  run?: { namespace: string; name: string };
  problems?: Problem[];
}

/** What a Sensor of the operator said to the newest event of one name, and what came of it. */
export interface DecisionNote {
  /** The event's id, and when it was decided, milliseconds since 1970. */
  id: string;
  at: number;
  trace: Trace;
  problems: Problem[];
  firings: FiringNote[];
}

/** One row for each Sensor and event name, so that as many rows are kept as the documents ask for. */
const collection = 'operator-decisions';

/** A larger one is noted without its trace. */
const maxLength = 64 * 1024;

export async function noteDecision(
  decided: { namespace: string; event: OperatorEvent; decision: Decision; firings: FiringNote[] },
  { records, now }: { records: Records; now: () => number },
): Promise<void> {
  const { namespace, event, decision, firings } = decided;
  const { id, source, subject } = event.context;
  const { trace, problems } = decision;
  const note: DecisionNote = { id, at: now(), trace, problems, firings };
  const isLarge = JSON.stringify(note).length > maxLength;
  const kept = isLarge ? { ...note, trace: { dependencies: [], triggers: [] }, problems: [] } : note;
  await records.put(collection, [namespace, decision.sensor, source, subject].join('/'), kept);
}

/** The newest decisions of a namespace's Sensors, by `<namespace>/<Sensor>/<EventSource>/<event>`. */
export async function listDecisionNotes(records: Records, namespace: string): Promise<Record<string, DecisionNote>> {
  const rows = await records.list(collection, `${namespace}/`);
  return Object.fromEntries(rows.map(({ key, value }) => [key, value as DecisionNote]));
}
