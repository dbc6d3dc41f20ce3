import { nearestName } from '../../../problem/nearest-name.ts';
import type { UnknownField } from '../read-shape.ts';

const insideSource =
  'Argo Events does not read it any more: the object under `source` says what it is by its own apiVersion and kind.';
const besideTemplate = 'It belongs beside `template`, one level up.';
const insideTemplate = 'It belongs inside `template`.';
const gone = 'Older versions had it; Argo Events does not read it any more.';
const ofSource = 'It belongs to a kafka or nats EventSource: a trigger sends and does not listen.';

/** Fields that people write in places that do not have them, by the type of the place. */
const advice: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  ArgoWorkflowTrigger: { group: insideSource, version: insideSource, resource: insideSource },
  StandardK8STrigger: { group: insideSource, version: insideSource, resource: insideSource },
  EventDependencyFilter: {
    ctx: 'Write context: only the documentation calls it ctx.',
    expr: 'Write exprs, a list of {expr, fields}.',
    expression: 'Write exprs, a list of {expr, fields}.',
    name: gone,
    filtersLogicalOperator: 'It belongs beside `filters`, one level up.',
  },
  EventDependency: {
    filter: 'Write filters.',
    data: 'It belongs inside `filters`.',
    exprs: 'It belongs inside `filters`.',
    context: 'It belongs inside `filters`.',
    time: 'It belongs inside `filters`.',
    gatewayName: 'Write eventSourceName; gateways do not exist any more.',
    deadline: gone,
    connected: gone,
  },
  DataFilter: {
    values: 'Write value, a list.',
    operator: 'Write comparator.',
    regex: 'Write value: with type string its texts are regular expressions.',
  },
  TriggerTemplate: {
    policy: besideTemplate,
    parameters: besideTemplate,
    retryStrategy: besideTemplate,
    rateLimit: besideTemplate,
    atLeastOnce: besideTemplate,
    dlqTrigger: besideTemplate,
    switch: 'Write conditions with the names of dependencies.',
    dependencies: 'Write conditions with the names of dependencies.',
    argoworkflow: 'Write argoWorkflow.',
    workflow: 'Write argoWorkflow.',
    kubernetes: 'Write k8s.',
  },
  Trigger: {
    name: insideTemplate,
    conditions: insideTemplate,
    conditionsReset: insideTemplate,
    argoWorkflow: insideTemplate,
    k8s: insideTemplate,
    http: insideTemplate,
    log: insideTemplate,
    resourceParameters: 'Write parameters inside the kind of the trigger.',
    templateParameters: 'Write parameters.',
  },
  TriggerParameterSource: {
    event: 'Write dependencyName.',
    path: 'Write dataKey.',
    key: 'Write dataKey.',
    template: 'Write dataTemplate.',
    default: 'Write value.',
  },
  HTTPTrigger: {
    body: 'Write payload, a list of {src, dest}: the body is made of it.',
    data: 'Write payload, a list of {src, dest}: the body is made of it.',
    serverCertPath: gone,
  },
  KafkaTrigger: {
    brokers: 'Write url; several are separated by commas.',
    key: 'Write partitioningKey.',
    rebalanceStrategy: ofSource,
    consumerGroup: ofSource,
    limitEventsPerSecond: ofSource,
    jsonBody: ofSource,
  },
  NATSTrigger: { topic: 'Write subject.', queue: ofSource, jsonBody: ofSource },
  TLSConfig: {
    caCertPath: 'Write caCertSecret, a key of a Secret; files are not read any more.',
    clientCertPath: 'Write clientCertSecret, a key of a Secret; files are not read any more.',
    clientKeyPath: 'Write clientKeySecret, a key of a Secret; files are not read any more.',
  },
  Backoff: { maxDuration: 'Write steps, the number of tries.', limit: 'Write steps, the number of tries.' },
  SensorSpec: {
    circuit: 'Write conditions in a trigger’s template.',
    dependencyGroups: 'Write conditions in a trigger’s template.',
    serviceAccountName: 'It belongs inside `template`; nothing here runs as a pod of the Sensor.',
    eventProtocol: gone,
    subscription: gone,
    port: gone,
  },
};

/** What to do about a field that its place does not have. */
export function adviseOnField({ path, where, known }: UnknownField): string {
  const field = String(path.at(-1) ?? '');
  const ofPlace = advice[where];
  const own = ofPlace !== undefined && Object.hasOwn(ofPlace, field) ? ofPlace[field] : undefined;
  if (own !== undefined) return own;
  const nearest = nearestName(field, known) ?? known.find((each) => isCutShort(field, each));
  return nearest === undefined ? `Remove it. Known are ${known.join(', ')}.` : `Did you mean ${nearest}?`;
}

/** `caCert` for `caCertSecret`. */
function isCutShort(field: string, known: string): boolean {
  return field.length >= 4 && known.toLowerCase().startsWith(field.toLowerCase());
}
