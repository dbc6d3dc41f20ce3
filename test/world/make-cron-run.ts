import { z } from 'zod';

const texts = z.record(z.string(), z.string());
const schedules = z.looseObject({
  schedules: z.array(z.string()).optional(),
  schedule: z.string().optional(),
  timezone: z.string().default(''),
});

const cronShape = z.looseObject({
  apiVersion: z.string(),
  metadata: z.looseObject({
    name: z.string(),
    namespace: z.string(),
    uid: z.string(),
    labels: texts.default({}),
    annotations: texts.default({}),
  }),
  spec: schedules.extend({
    workflowSpec: z.record(z.string(), z.unknown()),
    workflowMetadata: z
      .looseObject({
        labels: texts.default({}),
        annotations: texts.default({}),
        finalizers: z.array(z.string()).default([]),
      })
      .default({ labels: {}, annotations: {}, finalizers: [] }),
  }),
  status: z
    .looseObject({
      active: z.array(z.unknown()).nullish(),
      conditions: z.array(z.unknown()).nullish(),
      succeeded: z.number().default(0),
      failed: z.number().default(0),
    })
    .default({ succeeded: 0, failed: 0 }),
});

/** What somebody else would write. */
export interface OtherRun {
  name?: string;
  uid?: string;
  annotations?: Record<string, string>;
}

export interface CronRun {
  /** What the controller creates. */
  workflow: object;
  /** What it then merges into the CronWorkflow. */
  noteOf(created: { metadata: { name: string; uid: string; resourceVersion: string } }): object;
}

/** Labels of a CronWorkflow that its Workflows get. */
const passedOn = ['creator', 'creator-email', 'creator-preferred-username', 'controller-instanceid'].map(
  (each) => `workflows.argoproj.io/${each}`,
);

/**
 * What Argo's cron controller does when a CronWorkflow is due, from the copy of it that the controller has (Argo Workflows 4.1:
 * `workflow/cron/operator.go`, `ConvertCronWorkflowToWorkflowWithProperties`). It writes all labels and annotations of its copy
 * back, beside the whole status.
 */
export function makeCronRun(copy: unknown, due: Date, other: OtherRun = {}): CronRun {
  const { apiVersion, metadata, spec, status } = cronShape.parse(copy);
  const { name, namespace, uid } = metadata;
  const { labels, annotations, finalizers } = spec.workflowMetadata;
  const at = due.toISOString().replace('.000Z', 'Z');
  const own = Object.entries(metadata.labels).filter(([key]) => passedOn.includes(key));
  const workflow = {
    apiVersion,
    kind: 'Workflow',
    metadata: {
      name: other.name ?? `${name}-${due.getTime() / 1000}`,
      namespace,
      labels: { ...Object.fromEntries(own), 'workflows.argoproj.io/cron-workflow': name, ...labels },
      annotations: { 'workflows.argoproj.io/scheduled-time': at, ...annotations, ...other.annotations },
      ...(finalizers.length === 0 ? {} : { finalizers }),
      ownerReferences: [
        {
          ...{ apiVersion: 'argoproj.io/v1alpha1', kind: 'CronWorkflow', name, uid: other.uid ?? uid },
          ...{ controller: true, blockOwnerDeletion: true },
        },
      ],
    },
    spec: spec.workflowSpec,
  };
  return {
    workflow,
    noteOf({ metadata: made }) {
      const { name: runName, uid: runUid, resourceVersion } = made;
      const active = { kind: 'Workflow', apiVersion, namespace, name: runName, uid: runUid, resourceVersion };
      return {
        status: {
          active: [...(status.active ?? []), active],
          lastScheduledTime: at,
          conditions: status.conditions ?? null,
          ...{ succeeded: status.succeeded, failed: status.failed, phase: 'Active' },
        },
        metadata: {
          annotations: {
            ...metadata.annotations,
            'cronworkflows.argoproj.io/last-used-schedule': scheduleText(spec),
          },
          labels: metadata.labels,
        },
      };
    },
  };
}

function scheduleText({ schedules: many, schedule, timezone }: z.infer<typeof schedules>): string {
  const zone = timezone === '' ? '' : `CRON_TZ=${timezone} `;
  return (many ?? [schedule ?? '']).map((each) => `${zone}${each}`).join(',');
}
