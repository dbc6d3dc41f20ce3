const operatorAdvice =
  "It listens for the whole cluster: it belongs to the operator's documents, in the folder that MANIFESTS_DIR names.";
const strangerAdvice = 'This app does not listen to it; keep Argo Events for it.';

/** Types of EventSources other than `github` → what to do with one in a repository's file. */
export const otherEventSourceTypes: ReadonlyMap<string, string> = new Map([
  ...['kafka', 'resource', 'minio'].map((type) => [type, operatorAdvice] as const),
  ...[
    'amqp',
    'azureEventsHub',
    'azureQueueStorage',
    'azureServiceBus',
    'bitbucket',
    'bitbucketserver',
    'emitter',
    'file',
    'generic',
    'gerrit',
    'gitlab',
    'hdfs',
    'mqtt',
    'nats',
    'nsq',
    'pubSub',
    'pulsar',
    'redis',
    'redisStream',
    'sftp',
    'slack',
    'sns',
    'sqs',
    'storageGrid',
    'stripe',
  ].map((type) => [type, strangerAdvice] as const),
]);

/** Fields of an EventSource's spec that are no type: they say how Argo Events runs it. */
export const eventSourceSettings: readonly string[] = ['eventBusName', 'template', 'service', 'replicas'];

/** Fields of one entry under `spec.github`. */
export const githubSourceFields: readonly string[] = [
  'id',
  'webhook',
  'owner',
  'repository',
  'repositories',
  'organizations',
  'events',
  'apiToken',
  'githubApp',
  'webhookSecret',
  'insecure',
  'active',
  'contentType',
  'githubBaseURL',
  'githubUploadURL',
  'deleteHookOnFinish',
  'metadata',
  'filter',
];
