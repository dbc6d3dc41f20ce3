import { Counter, Gauge, type Registry } from 'prom-client';

/** What EventSources and the operator's documents tell about themselves. */
export interface SourceMetrics {
  /** An EventSource answered a request with this HTTP status; 499: the sender went away. */
  sourceAnswered(kind: string, status: number): void;
  /** An event was heard: stored, duplicate, filtered, not-stored, or unreadable. */
  sourceHeard(kind: string, outcome: string): void;
  /** How many event names are listened to, and how many cannot be. */
  sourcesCounted(count: { listening: number; troubled: number }): void;
  /** What is wrong with the documents of `MANIFESTS_DIR`. */
  manifestsRead(count: { errors: number; warnings: number }): void;
  /** A trigger of the operator's Sensor was carried out: done, repeated, refused, or later. */
  operatorFired(outcome: string): void;
}

export function createSourceMetrics(registry: Registry, prefix: string): SourceMetrics {
  const common = { registers: [registry] };
  const answers = new Counter({
    ...common,
    name: `${prefix}source_answers_total`,
    help: 'Requests to event sources, by kind and HTTP status (499: the sender went away).',
    labelNames: ['kind', 'status'],
  });
  const events = new Counter({
    ...common,
    name: `${prefix}source_events_total`,
    help: 'Events that event sources heard, by kind and outcome: stored, duplicate, filtered, not-stored, unreadable.',
    labelNames: ['kind', 'outcome'],
  });
  const sources = new Gauge({
    ...common,
    name: `${prefix}sources`,
    help: 'Event names that are listened to here, by state: listening, troubled.',
    labelNames: ['state'],
  });
  const manifests = new Gauge({
    ...common,
    name: `${prefix}manifests_problems`,
    help: 'What is wrong with the documents of MANIFESTS_DIR as they are now, by severity.',
    labelNames: ['severity'],
  });
  const firings = new Counter({
    ...common,
    name: `${prefix}operator_firings_total`,
    help: "Triggers of the operator's Sensors, by outcome: done, repeated, refused, later.",
    labelNames: ['outcome'],
  });
  return {
    sourceAnswered: (kind, status) => answers.inc({ kind, status: String(status) }),
    sourceHeard: (kind, outcome) => events.inc({ kind, outcome }),
    sourcesCounted({ listening, troubled }) {
      sources.set({ state: 'listening' }, listening);
      sources.set({ state: 'troubled' }, troubled);
    },
    manifestsRead({ errors, warnings }) {
      manifests.set({ severity: 'error' }, errors);
      manifests.set({ severity: 'warning' }, warnings);
    },
    operatorFired: (outcome) => firings.inc({ outcome }),
  };
}
