import { anything, boolean, int32, int64, listOf, mapOf, object, type Shape, text } from './shape.ts';
import { kindShapes } from './trigger-shapes/kind-shapes.ts';
import { parametersShape } from './trigger-shapes/parameter-shape.ts';
import { backoff } from './trigger-shapes/reference-shapes.ts';

export const triggerTemplateShape: Shape = object('TriggerTemplate', {
  name: text,
  conditions: text,
  conditionsReset: listOf(
    object('ConditionsResetCriteria', { byTime: object('ConditionsResetByTime', { cron: text, timezone: text }) }),
  ),
  ...kindShapes,
});

const trigger: Shape = object('Trigger', {
  template: triggerTemplateShape,
  parameters: parametersShape,
  policy: object('TriggerPolicy', {
    k8s: object('K8SResourcePolicy', { labels: mapOf(text), backoff, errorOnBackoffTimeout: boolean }),
    status: object('StatusPolicy', { allow: listOf(int32) }),
  }),
  retryStrategy: backoff,
  rateLimit: object('RateLimit', { unit: text, requestsPerUnit: int32 }),
  atLeastOnce: boolean,
  dlqTrigger: { kind: 'later', shape: () => trigger },
});

const eventFiltersShape: Shape = object('EventDependencyFilter', {
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

const metadata = object('ObjectMeta', {
  name: text,
  generateName: text,
  namespace: text,
  labels: mapOf(text),
  annotations: mapOf(text),
  finalizers: listOf(text),
  ownerReferences: anything,
  selfLink: text,
  uid: text,
  resourceVersion: text,
  generation: int64,
  creationTimestamp: text,
  deletionTimestamp: text,
  deletionGracePeriodSeconds: int64,
  managedFields: anything,
});

/** The pod that upstream would run. Nothing here has one, so only the names of its fields are looked at. */
const podTemplate = object('Template', {
  metadata: anything,
  serviceAccountName: anything,
  container: object('Container', {
    resources: anything,
    imagePullPolicy: anything,
    securityContext: anything,
    volumeMounts: anything,
    env: anything,
    envFrom: anything,
  }),
  volumes: anything,
  securityContext: anything,
  nodeSelector: anything,
  tolerations: anything,
  imagePullSecrets: anything,
  priorityClassName: anything,
  priority: anything,
  affinity: anything,
});

export const sensorShape: Shape = object('Sensor', {
  apiVersion: text,
  kind: text,
  metadata,
  status: anything,
  spec: object('SensorSpec', {
    dependencies: listOf(eventDependency),
    triggers: listOf(trigger),
    template: podTemplate,
    errorOnFailedRound: boolean,
    eventBusName: text,
    replicas: int32,
    revisionHistoryLimit: int32,
    loggingFields: mapOf(text),
    filters: eventFiltersShape,
  }),
});
