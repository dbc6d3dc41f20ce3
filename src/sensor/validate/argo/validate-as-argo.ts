import type { DocumentPath } from '../read-shape.ts';
import {
  type Fields,
  fieldsOf,
  firstOf,
  firstRefusal,
  listField,
  type Refusal,
  refusal,
  textField,
} from './refusal.ts';
import { validateFilters, validateOperator } from './validate-filters.ts';
import { validateTriggers } from './validate-triggers.ts';

/** The bus that a Sensor listens on. On `nats` (STAN) one event may be named by one dependency only. */
export type EventBusKind = 'jetstream' | 'kafka' | 'nats' | 'none';

export interface ArgoOptions {
  eventBus?: EventBusKind;
  /** The date that errors of time filters name, `2026-01-31`. */
  today?: string;
}

/**
 * Argo Events 1.9, `ValidateSensor`: why it refuses a Sensor, undefined when it takes it. It does not look at conditions,
 * expressions, regular expressions, scripts or whether dependencies that are named exist.
 */
export function validateAsArgo(sensor: Fields | undefined, options: ArgoOptions = {}): Refusal | undefined {
  if (sensor === undefined) return refusal('nil sensor', []);
  const { eventBus = 'jetstream', today = '2006-01-02' } = options;
  if (eventBus === 'none') return refusal('nil eventbus', []);
  const spec = fieldsOf(sensor.spec) ?? {};
  const dependencies = listField(spec, 'dependencies') ?? [];
  const triggers = listField(spec, 'triggers') ?? [];
  return firstRefusal(
    () => validateDependencies(dependencies, ['spec', 'dependencies'], { eventBus, today }),
    () => validateTriggers(triggers, ['spec', 'triggers']),
  );
}

function validateDependencies(
  dependencies: readonly Fields[],
  path: DocumentPath,
  { eventBus, today }: Required<ArgoOptions>,
): Refusal | undefined {
  if (dependencies.length === 0) return refusal('no event dependencies found', path);
  const events = new Set<string>();
  return firstOf(dependencies, (dependency, index) => {
    const at = [...path, index];
    const [name, source, event] = ['name', 'eventSourceName', 'eventName'].map((each) => textField(dependency, each));
    if (name === '') return refusal('event dependency must define a name', at);
    if (source === '') return refusal('event dependency must define the EventSourceName', at);
    if (event === '') return refusal('event dependency must define the EventName', at);
    const named = `event '${event}' from EventSource '${source}'`;
    if (eventBus === 'nats' && events.has(named)) {
      return refusal(`${named} is referenced for more than one dependency in this Sensor object`, at);
    }
    events.add(named);
    return firstRefusal(
      () => validateFilters(fieldsOf(dependency.filters), [...at, 'filters'], today),
      () => validateOperator(textField(dependency, 'filtersLogicalOperator'), [...at, 'filtersLogicalOperator']),
    );
  });
}
