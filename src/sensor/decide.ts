import type { Event } from '../event/event.ts';
import { type Problem, problem } from '../problem/problem.ts';
import type { Conditions } from './conditions/read-conditions.ts';
import type { Decision, DependencyTrace, FilterTrace, Firing, TriggerTrace } from './decision.ts';
import { readerOf } from './event-reader.ts';
import type { Evaluators } from './filters/evaluators.ts';
import { filterDependency } from './filters/filter-dependency.ts';
import { applyEvent } from './join/apply-event.ts';
import type { Arrival, MatchedEvent } from './join/arrival.ts';
import { explainJoin } from './join/explain-join.ts';
import { emptyJoinState } from './join/join-state.ts';
import { makeFiring } from './plan/make-firing.ts';
import { type PreparedTrigger, prepareSensor } from './prepare-sensor.ts';
import type { EventDependency, Sensor } from './sensor.ts';
import { showReason } from './show-value.ts';
import { transformEvent } from './transform-event.ts';

export interface DecideInput {
  /** A Sensor that `validateSensor` accepted. */
  sensor: Sensor;
  event: Event;
  /** Whether the event is what the dependency names: its event source and event name. */
  eventNames: (dependency: EventDependency, event: Event) => boolean;
  evaluators: Evaluators;
}

/** Longer data is not kept between events: the state of a trigger holds an event for each of its dependencies. */
const maxKeptLength = 1_000_000;

const conditionsAdvice = 'Conditions are names of dependencies with &&, || and parentheses.';

/**
 * What a Sensor says to one event: which dependencies it matches, which triggers fire with it, and why. Pure: the same input
 * gives the same decision. It waits for nothing but scripts and jq. A filter that cannot be evaluated rejects the event and is
 * among the problems (`sensor.filter-failed`, a warning: a path that does not exist in this event is such a failure), as is a
 * transformation that fails (`sensor.transform-failed`). All that is asked about one event shares an allowance of work, at whose end
 * nothing more is asked (`sensor.too-much-work`).
 */
export async function decide(input: DecideInput): Promise<Decision> {
  const { sensor } = input;
  const prepared = prepareSensor(sensor);
  const received: Received = { matched: [], firings: [], arrivals: [], problems: [] };
  const dependencies: DependencyTrace[] = [];
  for (const dependency of prepared.dependencies) {
    const matching = matchDependency(dependency, input, received);
    // Waiting costs more than deciding where there is no script.
    dependencies.push(matching instanceof Promise ? await matching : matching);
  }
  const triggers = prepared.triggers.map((each) => decideTrigger(each, received));
  const { firings, arrivals, problems } = received;
  return { sensor: sensor.metadata.name, firings, arrivals, problems, trace: { dependencies, triggers } };
}

/** What has been found out so far. */
interface Received {
  matched: MatchedEvent[];
  firings: Firing[];
  arrivals: Arrival[];
  problems: Problem[];
}

function matchDependency(
  dependency: EventDependency,
  input: DecideInput,
  received: Received,
): DependencyTrace | Promise<DependencyTrace> {
  const { event, eventNames, sensor } = input;
  if (!eventNames(dependency, event)) return { dependency: dependency.name, outcome: 'other-event', filters: [] };
  if (readerOf(event).work.left <= 0) {
    const isKnown = received.problems.some(({ code }) => code === 'sensor.too-much-work');
    if (!isKnown) received.problems.push(problem('sensor.too-much-work', { sensor: sensor.metadata.name }));
    return { dependency: dependency.name, outcome: 'failed', filters: [] };
  }
  const { transform } = dependency;
  const isTransformed = (transform?.jq ?? '') !== '' || (transform?.script ?? '') !== '';
  if (transform !== undefined && isTransformed) return matchTransformed(dependency, transform, input, received);
  return matchEvent(dependency, event, input, received);
}

async function matchTransformed(
  dependency: EventDependency,
  transform: NonNullable<EventDependency['transform']>,
  input: DecideInput,
  received: Received,
): Promise<DependencyTrace> {
  const { name } = dependency;
  const transformed = await transformEvent(input.event, transform, input.evaluators);
  if (transformed.ok) {
    return { ...(await matchEvent(dependency, transformed.event, input, received)), transform: transformed.trace };
  }
  received.problems.push(
    problem('sensor.transform-failed', { dependency: name, reason: showReason(transformed.message) }),
  );
  return { dependency: name, outcome: 'failed', transform: transformed.trace, filters: [] };
}

function matchEvent(
  { name, filters, filtersLogicalOperator = '' }: EventDependency,
  event: Event,
  { evaluators }: DecideInput,
  { matched, problems }: Received,
): DependencyTrace | Promise<DependencyTrace> {
  const conclude = (result: Awaited<ReturnType<typeof filterDependency>>): DependencyTrace => {
    if (result.error !== undefined) {
      problems.push(problem('sensor.filter-failed', { dependency: name, reason: showReason(result.error) }));
      return { dependency: name, outcome: 'failed', filters: showFilters(result.trace) };
    }
    if (result.passed) matched.push({ dependency: name, event });
    return { dependency: name, outcome: result.passed ? 'matched' : 'filtered', filters: showFilters(result.trace) };
  };
  const filtering = filterDependency(filters, filtersLogicalOperator, { event, evaluators });
  return filtering instanceof Promise ? filtering.then(conclude) : conclude(filtering);
}

function showFilters(filters: FilterTrace[]): FilterTrace[] {
  if (filters.every(({ message }) => message === undefined)) return filters;
  return filters.map((each) => (each.message === undefined ? each : { ...each, message: showReason(each.message) }));
}

function decideTrigger({ trigger, read, plan, versions }: PreparedTrigger, received: Received): TriggerTrace {
  const { name } = trigger.template;
  if (!read.ok) {
    received.problems.push(
      problem('sensor.conditions', { trigger: name, reason: read.message, advice: conditionsAdvice }),
    );
    return { trigger: name, conditions: read.expression, outcome: 'not-fired', remembered: [], waitingFor: [] };
  }
  const { conditions } = read;
  const matched = received.matched.filter(({ dependency }) => conditions.names.includes(dependency));
  if (matched.length > 0 && conditions.joins) {
    return joinTrigger({ trigger, conditions, versions, matched }, received);
  }
  return fireEach({ trigger, plan }, conditions, { matched, firings: received.firings });
}

/** Without `&&` each dependency that matches fires by itself, with its event only. */
function fireEach(
  { trigger, plan }: Pick<PreparedTrigger, 'trigger' | 'plan'>,
  { expression }: Conditions,
  { matched, firings }: Pick<Received, 'matched' | 'firings'>,
): TriggerTrace {
  for (const { dependency, event } of matched) {
    firings.push(makeFiring(trigger, { [dependency]: event }, plan));
  }
  const outcome = matched.length > 0 ? 'fired' : 'not-fired';
  return { trigger: trigger.template.name, conditions: expression, outcome, remembered: [], waitingFor: [] };
}

/** Whether it fires depends on what the trigger remembers; the trace is what this event does alone. */
function joinTrigger(arrival: Arrival, { arrivals, problems }: Received): TriggerTrace {
  const matched = arrival.matched.filter(({ dependency, event }) => {
    const isTooLarge = event.data.length > maxKeptLength;
    if (isTooLarge) problems.push(problem('sensor.event-too-large', { dependency, limit: maxKeptLength }));
    return !isTooLarge;
  });
  const kept: Arrival = { ...arrival, matched };
  if (matched.length > 0) arrivals.push(kept);
  const alone = matched.length > 0 ? applyEvent(emptyJoinState, kept, '') : { state: emptyJoinState, firings: [] };
  return explainJoin(kept, alone);
}
