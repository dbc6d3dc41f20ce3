import type { RepositoryHook } from '../event-source/repository/repository-sources.ts';
import type { Position, Problem } from '../problem/problem.ts';
import type { RunOptions } from '../run/run-options.ts';
import type { Sensor } from '../sensor/sensor.ts';

/** What `.argo-events.yaml` says: one kind of thing, Sensors, wherever they were written. */
export interface Configuration {
  sensors: ConfiguredSensor[];
  cronWorkflows: CronDocuments;
  /** Endpoints of its `webhook` EventSources. */
  hooks: ConfiguredHook[];
  bindings: ConfiguredBinding[];
  /** Errors and warnings of the file; a sensor with an error of its own is left out of `sensors`. */
  problems: Problem[];
}

export interface ConfiguredSensor {
  sensor: Sensor;
  /** `pipeline`: translated from the short form. `sensor`: written as such. */
  origin: 'pipeline' | 'sensor';
  /** Where it starts in the file. */
  position: Position;
  /**
   * By the dependency's name: GitHub's event names that it listens to (`*`: all of them), because the file's EventSources may name
   * several at once. A dependency on anything else than GitHub is absent.
   */
  githubEvents: Record<string, string[]>;
  /** Words that start it in comments; absent where there are none. */
  commands?: string[];
  /** What a person may be asked for who starts it by hand; absent where nobody can. */
  manual?: ManualParameter[];
  /** When it is started by itself; absent where it is not. */
  times?: PipelineTime[];
  /** By the trigger's name; each trigger that creates a Workflow has one. */
  runs: Record<string, RunOptions>;
}

/** `on.schedule` of a pipeline. */
export interface PipelineTime {
  cron: string;
  /** IANA name; the empty string is UTC. */
  timezone: string;
}

/** One thing that whoever starts a pipeline by hand can say, or has to. */
export interface ManualParameter {
  name: string;
  default?: string;
  description?: string;
  required: boolean;
  /** Absent: any text. */
  options?: string[];
}

/** An event name of a `webhook` EventSource. */
export interface ConfiguredHook extends RepositoryHook {
  position: Position;
}

/** An event name of a `calendar` EventSource. */
export interface ConfiguredCalendar {
  eventSource: string;
  event: string;
  /** As it is written; it was read without an error. */
  entry: unknown;
  /** expr-lang over the event's data. */
  filter?: string;
  /** JSON of the data's member `metadata`. */
  metadata?: string;
}

/** A WorkflowEventBinding, for the Event API. */
export interface ConfiguredBinding {
  name: string;
  /** As it is written. */
  object: Record<string, unknown>;
  position: Position;
}

/** What of the file happens by the clock: its CronWorkflows, which the cluster's own controller runs, and times of pipelines. */
export interface CronDocuments {
  pipelines: (PipelineTime & { pipeline: string })[];
  calendars: ConfiguredCalendar[];
  documents: ConfiguredCronWorkflow[];
  /** Names of those that have an error of their own: what the cluster has of them stays as it is. */
  faulty: string[];
  /** The file could be read: what it does not name is not wanted any more. */
  isComplete: boolean;
}

export interface ConfiguredCronWorkflow {
  name: string;
  /** Where it starts in the file. */
  position: Position;
  /** As it is written. */
  object: {
    apiVersion: string;
    kind: 'CronWorkflow';
    metadata: Record<string, unknown>;
    spec: Record<string, unknown>;
  };
  /** All of them, whether they were written as `schedules` or as the older `schedule`. */
  schedules: string[];
  /** IANA name; the empty string where there is none. */
  timezone: string;
  checkName: string;
}
