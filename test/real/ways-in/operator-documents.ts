import { eventSource, sensor } from '../../world/start-operator-world.ts';

export interface SourcePlaces {
  /** Where webhooks come in. */
  port: number;
  /** `host:port` of the broker that has the topics. */
  broker: string;
  /** `host:port` of the store that has the bucket `inbox`. */
  store: string;
}

export const groupTopic = 'shared';
export const partitionTopic = 'alone';
export const bucket = 'inbox';
/** Only ConfigMaps whose names begin so are events. */
export const objectPrefix = 'order-';

const calendar = {
  interval: '3s',
  persistence: { catchup: { enabled: true, maxDuration: '10m' } },
};

/** All six kinds of EventSources, a Sensor on each that makes a Workflow which says what it heard, and a CronWorkflow. */
export function operatorDocuments({ port, broker, store }: SourcePlaces): object[] {
  const hook = { port: String(port), endpoint: '/hook' };
  const key = (name: string) => ({ name: 'store', key: name });
  return [
    eventSource('hooks', { webhook: { made: { port: String(port), endpoint: '/made' } } }),
    eventSource('github', {
      github: {
        ofapp: { organizations: ['acme'], events: ['push'] },
        ofhook: {
          ...{ organizations: ['acme'], events: ['push'] },
          ...{ webhook: hook, webhookSecret: { name: 'hook', key: 'secret' } },
        },
      },
    }),
    eventSource('calendar', { calendar: { tick: calendar } }),
    eventSource('topics', {
      kafka: {
        shared: {
          ...{ url: broker, topic: groupTopic, jsonBody: true },
          consumerGroup: { groupName: `group-of-${groupTopic}`, oldest: true },
        },
        alone: { url: broker, topic: partitionTopic, partition: '0', jsonBody: true },
      },
    }),
    eventSource('files', {
      minio: {
        put: {
          ...{ endpoint: store, insecure: true, bucket: { name: bucket } },
          ...{ accessKey: key('access'), secretKey: key('secret'), events: ['s3:ObjectCreated:*'] },
        },
      },
    }),
    eventSource('objects', {
      resource: {
        added: {
          ...{ namespace: 'ci', version: 'v1', resource: 'configmaps', eventTypes: ['ADD'] },
          filter: { prefix: objectPrefix },
        },
      },
    }),
    sensor('webhook', { a: 'hooks/made' }),
    sensor('github-app', { a: 'github/ofapp' }, { dataKey: 'body.after' }),
    sensor('github-hook', { a: 'github/ofhook' }, { dataKey: 'body.after' }),
    sensor('calendar', { a: 'calendar/tick' }, { dataKey: 'eventTime' }),
    sensor('kafka-group', { a: 'topics/shared' }),
    sensor('kafka-partition', { a: 'topics/alone' }),
    sensor('minio', { a: 'files/put' }, { dataKey: 'notification.0.s3.object.key' }),
    sensor('resource', { a: 'objects/added' }, { dataKey: 'body.metadata.name' }),
    cronWorkflow,
  ];
}

export const sensors = [
  ...['webhook', 'github-app', 'github-hook', 'kafka-group', 'kafka-partition', 'minio', 'resource'],
] as const;

const cronWorkflow = {
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'CronWorkflow',
  metadata: { name: 'sweeping' },
  spec: {
    schedules: ['0 3 * * *'],
    workflowSpec: {
      entrypoint: 'main',
      templates: [{ name: 'main', container: { image: 'busybox', command: ['true'] } }],
    },
  },
};
