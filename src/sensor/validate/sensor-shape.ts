import { otherTriggerKinds } from '../trigger-kinds.ts';
import { anything, boolean, listOf, mapOf, number, object, type Shape, text } from './shape.ts';

const triggerParameter = object('TriggerParameter', {
  src: object('TriggerParameterSource', {
    dependencyName: text,
    contextKey: text,
    contextTemplate: text,
    dataKey: text,
    dataTemplate: text,
    value: text,
    useRawData: boolean,
  }),
  dest: text,
  operation: text,
});

const artifactLocation = object('ArtifactLocation', {
  s3: anything,
  inline: text,
  file: object('FileArtifact', { path: text }),
  url: object('URLArtifact', { path: text, verifyCert: boolean }),
  git: anything,
  configmap: anything,
  resource: anything,
});

export const triggerTemplateShape: Shape = object('TriggerTemplate', {
  name: text,
  conditions: text,
  conditionsReset: listOf(
    object('ConditionsResetCriteria', { byTime: object('ConditionsResetByTime', { cron: text, timezone: text }) }),
  ),
  k8s: object('StandardK8STrigger', {
    source: artifactLocation,
    operation: text,
    parameters: listOf(triggerParameter),
    patchStrategy: text,
    liveObject: boolean,
  }),
  argoWorkflow: object('ArgoWorkflowTrigger', {
    source: artifactLocation,
    operation: text,
    parameters: listOf(triggerParameter),
    args: listOf(text),
  }),
  ...Object.fromEntries(otherTriggerKinds.map((kind) => [kind, anything])),
});

const trigger: Shape = object('Trigger', {
  template: triggerTemplateShape,
  parameters: listOf(triggerParameter),
  policy: object('TriggerPolicy', {
    k8s: object('K8SResourcePolicy', { labels: mapOf(text), backoff: anything, errorOnBackoffTimeout: boolean }),
    status: object('StatusPolicy', { allow: listOf(number) }),
  }),
  retryStrategy: anything,
  rateLimit: object('RateLimit', { unit: text, requestsPerUnit: number }),
  atLeastOnce: boolean,
  dlqTrigger: { kind: 'later', shape: () => trigger },
});

export const eventFiltersShape: Shape = object('EventDependencyFilter', {
  exprs: listOf(
    object('ExprFilter', { expr: text, fields: listOf(object('PayloadField', { path: text, name: text })) }),
  ),
  exprLogicalOperator: text,
  data: listOf(object('DataFilter', { path: text, type: text, value: listOf(text), comparator: text, template: text })),
  dataLogicalOperator: text,
  context: object('EventContext', {
    id: text,
    source: text,
    specversion: text,
    type: text,
    datacontenttype: text,
    subject: text,
    time: text,
  }),
  time: object('TimeFilter', { start: text, stop: text, timezone: text, schedule: text, duration: text }),
  script: text,
  globs: listOf(object('GlobFilter', { path: text, patterns: listOf(text) })),
  if: text,
});

const eventDependency = object('EventDependency', {
  name: text,
  eventSourceName: text,
  eventName: text,
  filters: eventFiltersShape,
  filtersLogicalOperator: text,
  transform: object('EventDependencyTransformer', { jq: text, script: text }),
});

export const sensorShape: Shape = object('Sensor', {
  apiVersion: text,
  kind: text,
  metadata: anything,
  status: anything,
  spec: object('SensorSpec', {
    dependencies: listOf(eventDependency),
    triggers: listOf(trigger),
    /** The pod that upstream would run; nothing here has one. */
    template: anything,
    errorOnFailedRound: boolean,
    eventBusName: text,
    replicas: number,
    revisionHistoryLimit: number,
    loggingFields: mapOf(text),
    filters: eventFiltersShape,
  }),
});
