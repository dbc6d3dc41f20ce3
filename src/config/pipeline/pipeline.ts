import type { Position } from '../../problem/problem.ts';
import type { Concurrency } from '../../run/run-options.ts';
import type { ManualParameter } from '../configuration.ts';

/** One entry under `pipelines`, read and checked, with the defaults filled in. */
export interface Pipeline {
  name: string;
  /** Where its name stands. */
  position: Position;
  on: PipelineEvent[];
  paths?: string[];
  condition?: string;
  workflow: WorkflowSource;
  parameters: PipelineParameter[];
  timeoutSeconds?: number;
  concurrency?: Concurrency;
  /** JSON. */
  problemMatchers?: string;
  report: 'always' | 'started';
}

/** Patterns that are absent let everything through. */
export type PipelineEvent =
  | { name: 'push'; branches?: string[]; tags?: string[] }
  | { name: 'pull_request'; types: string[]; branches?: string[]; labels?: string[] }
  | { name: 'merge_group'; branches?: string[] }
  | { name: 'release'; types: string[] }
  | { name: 'issue_comment'; command: string }
  | { name: 'schedule'; times: { cron: string; timezone?: string }[] }
  | { name: 'manual'; parameters: ManualParameter[] }
  | { name: 'repository_dispatch'; types?: string[] }
  | { name: 'deployment'; environments?: string[] }
  | { name: 'create' | 'delete'; branches?: string[]; tags?: string[] };

export type WorkflowSource =
  | { kind: 'file'; path: string }
  | { kind: 'template'; name: string; isClusterScoped: boolean }
  | { kind: 'resource'; resource: Record<string, unknown> };

/** A Workflow's argument: a text, or a template over the event's data. */
export interface PipelineParameter {
  name: string;
  value: string;
  isTemplate: boolean;
  position: Position;
}
