import type { Event } from '../event/event.ts';
import type { Problem } from '../problem/problem.ts';
import type { Arrival } from './join/arrival.ts';
import type { TriggerPlan } from './plan/plan-trigger.ts';
import type { Trigger } from './sensor.ts';

/** What a Sensor says to one event: pure data, the same for the same input. */
export interface Decision {
  sensor: string;
  /** In the order of the Sensor's triggers; empty when nothing fires. */
  firings: Firing[];
  /**
   * For each trigger that joins events, what came for it. Whether it fires depends on what it remembers: `applyEvent` says.
   * Its trace is what this event alone does to it.
   */
  arrivals: Arrival[];
  /** What went wrong while deciding (a filter that cannot be evaluated); those dependencies did not match. */
  problems: Problem[];
  trace: Trace;
}

/** One trigger to carry out, with the events that its parameters read. Parameters are not applied yet. */
export interface Firing {
  trigger: Trigger;
  /** How it is carried out: tries, rate limit, dead-letter trigger, policy. */
  plan: TriggerPlan;
  /** Names of the dependencies that fired it, sorted: part of the run's identity. */
  dependencies: string[];
  events: Record<string, Event>;
}

/** Why the decision is what it is, for check runs, replies and the command line. */
export interface Trace {
  dependencies: DependencyTrace[];
  triggers: TriggerTrace[];
}

export interface DependencyTrace {
  dependency: string;
  /** `other-event`: this event's source or name is not the dependency's; its filters were not asked. */
  outcome: 'matched' | 'other-event' | 'filtered' | 'failed';
  /** What became of the event's data before the filters saw it; absent without a `transform`. */
  transform?: TransformTrace;
  filters: FilterTrace[];
}

export interface TransformTrace {
  kind: 'jq' | 'script';
  outcome: 'changed' | 'failed';
  /** Why it failed. */
  message?: string;
}

export interface FilterTrace {
  kind: 'exprs' | 'data' | 'context' | 'time' | 'script' | 'globs' | 'if';
  /** The path or expression, as written. */
  subject: string;
  /** The value seen, shortened to 200 characters; absent where there was none. */
  seen?: string;
  /** What it was compared with, in words: `matches ^refs/heads/` */
  expected: string;
  outcome: 'passed' | 'rejected' | 'failed';
  /** Why it failed. */
  message?: string;
}

export interface TriggerTrace {
  trigger: string;
  conditions: string;
  outcome: 'fired' | 'not-fired' | 'waiting';
  /** Dependencies whose events are remembered for the next firing; empty for a trigger that joins nothing. */
  remembered: string[];
  /** Dependencies that still have to come. */
  waitingFor: string[];
}
