/**
 * The Sensor document, as Argo Events 1.9 reads it, plus the extensions of this app (marked). Only what is decided here is
 * typed; a trigger's resource stays JSON.
 */
export interface Sensor {
  apiVersion: string;
  kind: 'Sensor';
  metadata: { name: string; namespace?: string; annotations?: Record<string, string>; labels?: Record<string, string> };
  spec: SensorSpec;
}

export interface SensorSpec {
  dependencies: EventDependency[];
  triggers: Trigger[];
  /** Extension: applies to every dependency that lacks that kind of filter. */
  filters?: EventFilters;
  [other: string]: unknown;
}

export interface EventDependency {
  name: string;
  eventSourceName: string;
  eventName: string;
  filters?: EventFilters;
  filtersLogicalOperator?: LogicalOperator;
  transform?: { jq?: string; script?: string };
}

export type LogicalOperator = 'and' | 'or' | '';

export interface EventFilters {
  exprs?: ExprFilter[];
  exprLogicalOperator?: LogicalOperator;
  data?: DataFilter[];
  dataLogicalOperator?: LogicalOperator;
  context?: Partial<Record<string, string>>;
  time?: { start?: string; stop?: string; timezone?: string; schedule?: string; duration?: string };
  script?: string;
  /** Extension: glob patterns over the value(s) at a path of the event's data. */
  globs?: GlobFilter[];
  /** Extension: the short form's condition, Jexl's language over the event's data with `github` at its root. */
  if?: string;
}

export interface DataFilter {
  path: string;
  type: 'bool' | 'number' | 'string';
  value: string[];
  comparator?: string;
  template?: string;
}

export interface ExprFilter {
  expr: string;
  fields: { path: string; name: string }[];
}

/**
 * Passes when the string at `path`, or one string of the array there, is matched by `patterns`. A pattern that starts with `!`
 * takes out again what an earlier one let in (order counts, as in .gitignore); a list of only such patterns starts from everything.
 * A path that does not exist does not pass.
 */
export interface GlobFilter {
  path: string;
  patterns: string[];
}

export interface Trigger {
  template: TriggerTemplate;
  /** Applied to the template itself, before it is carried out. */
  parameters?: TriggerParameter[];
  policy?: {
    k8s?: { labels?: Record<string, string>; backoff?: unknown; errorOnBackoffTimeout?: boolean };
    status?: { allow?: number[] };
  };
  /** Argo Events' `Backoff`: duration, factor, jitter, steps. */
  retryStrategy?: unknown;
  rateLimit?: { unit?: string; requestsPerUnit?: number };
  atLeastOnce?: boolean;
  dlqTrigger?: Trigger;
}

export interface TriggerTemplate {
  name: string;
  conditions?: string;
  /** When what was kept for the conditions is forgotten: cron expressions of five fields. */
  conditionsReset?: { byTime?: { cron: string; timezone?: string } }[];
  argoWorkflow?: ArgoWorkflowTrigger;
  k8s?: KubernetesTrigger;
  [otherKind: string]: unknown;
}

export interface ArgoWorkflowTrigger {
  source?: ArtifactSource;
  operation?: string;
  parameters?: TriggerParameter[];
  /** Arguments of `argo submit`; understood here: `-p name=value` and `--parameter name=value`. */
  args?: string[];
}

export interface KubernetesTrigger {
  source?: ArtifactSource;
  operation?: string;
  parameters?: TriggerParameter[];
  patchStrategy?: string;
  liveObject?: boolean;
}

/** Where a trigger's object comes from. `file.path` in a repository's document is a path in that repository. */
export interface ArtifactSource {
  resource?: unknown;
  inline?: string;
  file?: { path: string };
  [otherKind: string]: unknown;
}

export interface TriggerParameter {
  src?: TriggerParameterSource;
  dest?: string;
  operation?: string;
}

export interface TriggerParameterSource {
  dependencyName: string;
  contextKey?: string;
  contextTemplate?: string;
  dataKey?: string;
  dataTemplate?: string;
  value?: string;
  useRawData?: boolean;
}
