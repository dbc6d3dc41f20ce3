import type { Event } from '../event/event.ts';
import { type Problem, problem } from '../problem/problem.ts';
import { areConditionsMet } from './conditions/condition-node.ts';
import type { Conditions } from './conditions/read-conditions.ts';
import type { Decision, DependencyTrace, Firing, TriggerTrace } from './decision.ts';
import type { Evaluators } from './filters/evaluators.ts';
import { filterDependency } from './filters/filter-dependency.ts';
import { prepareSensor } from './prepare-sensor.ts';
import type { EventDependency, Sensor, Trigger } from './sensor.ts';

export interface DecideInput {
  /** A Sensor that `validateSensor` accepted. */
  sensor: Sensor;
  event: Event;
  /** Whether the event is what the dependency names: its event source and event name. */
  eventNames: (dependency: EventDependency, event: Event) => boolean;
  evaluators: Evaluators;
}

/**
 * What a Sensor says to one event: which dependencies it matches, which triggers fire with it, and why. Pure: the same input
 * gives the same decision. A filter that cannot be evaluated rejects the event and is among the problems
 * (`sensor.filter-failed`, a warning: a path that does not exist in this event is such a failure).
 */
export function decide(input: DecideInput): Decision {
  const { sensor } = input;
  const problems: Problem[] = [];
  const dependencies = matchDependencies(input, problems);
  const matched = dependencies.filter((each) => each.outcome === 'matched').map((each) => each.dependency);
  const firings: Firing[] = [];
  const triggers = prepareSensor(sensor).triggers.map(({ trigger, read }): TriggerTrace => {
    if (!read.ok) {
      problems.push(problem('sensor.conditions', { trigger: trigger.template.name, reason: read.message }));
      return { trigger: trigger.template.name, conditions: read.expression, outcome: 'not-fired', waitingFor: [] };
    }
    return fireTrigger(trigger, read.conditions, { event: input.event, matched, firings });
  });
  return { sensor: sensor.metadata.name, firings, problems, trace: { dependencies, triggers } };
}

function matchDependencies(
  { sensor, event, eventNames, evaluators }: DecideInput,
  problems: Problem[],
): DependencyTrace[] {
  return prepareSensor(sensor).dependencies.map((dependency): DependencyTrace => {
    const { name, filters, filtersLogicalOperator = '' } = dependency;
    if (!eventNames(dependency, event)) return { dependency: name, outcome: 'other-event', filters: [] };
    if (dependency.transform !== undefined) {
      problems.push(problem('sensor.not-supported', { feature: `transform (dependency ${name})` }));
      return { dependency: name, outcome: 'failed', filters: [] };
    }
    const result = filterDependency(filters, filtersLogicalOperator, { event, evaluators });
    if (result.error !== undefined) {
      problems.push(problem('sensor.filter-failed', { dependency: name, reason: result.error }));
      return { dependency: name, outcome: 'failed', filters: result.trace };
    }
    return { dependency: name, outcome: result.passed ? 'matched' : 'filtered', filters: result.trace };
  });
}

interface Received {
  event: Event;
  matched: string[];
  firings: Firing[];
}

/**
 * Without `&&` each dependency that matches fires by itself, with its event only. Conditions that join are met here when this
 * one event meets them; what they still wait for is told, and nothing is remembered.
 */
function fireTrigger(trigger: Trigger, conditions: Conditions, { event, matched, firings }: Received): TriggerTrace {
  const names = matched.filter((name) => conditions.names.includes(name));
  const trace = { trigger: trigger.template.name, conditions: conditions.expression };
  if (names.length === 0) return { ...trace, outcome: 'not-fired', waitingFor: [] };
  if (!conditions.joins) {
    for (const name of names) firings.push({ trigger, dependencies: [name], events: { [name]: event } });
    return { ...trace, outcome: 'fired', waitingFor: [] };
  }
  if (!areConditionsMet(conditions.node, new Set(names))) {
    return { ...trace, outcome: 'waiting', waitingFor: conditions.names.filter((name) => !names.includes(name)) };
  }
  const events = Object.fromEntries(names.map((name) => [name, event]));
  firings.push({ trigger, dependencies: names.toSorted(), events });
  return { ...trace, outcome: 'fired', waitingFor: [] };
}
