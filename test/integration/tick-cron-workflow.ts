import { z } from 'zod';
import type { Cluster } from '../../dev/cluster/start-cluster.ts';

const cronShape = z.looseObject({
  metadata: z.looseObject({ name: z.string(), namespace: z.string(), uid: z.string() }),
  spec: z.looseObject({
    workflowSpec: z.record(z.string(), z.unknown()),
    workflowMetadata: z
      .looseObject({
        labels: z.record(z.string(), z.string()).default({}),
        annotations: z.record(z.string(), z.string()).default({}),
        finalizers: z.array(z.string()).default([]),
      })
      .default({ labels: {}, annotations: {}, finalizers: [] }),
  }),
});

/** What Argo's cron controller does when a CronWorkflow is due: makes its Workflow. `changes` are what somebody else would write. */
export function tickCronWorkflow(
  cluster: Cluster,
  name: string,
  due: Date,
  changes: { name?: string; uid?: string; annotations?: Record<string, string> } = {},
): string {
  const cron = cronShape.parse(cluster.get('cronworkflows', 'ci', name));
  const { labels, annotations, finalizers } = cron.spec.workflowMetadata;
  const made = changes.name ?? `${name}-${due.getTime() / 1000}`;
  cluster.create({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Workflow',
    metadata: {
      name: made,
      namespace: cron.metadata.namespace,
      labels: { 'workflows.argoproj.io/cron-workflow': name, ...labels },
      annotations: {
        'workflows.argoproj.io/scheduled-time': due.toISOString(),
        ...annotations,
        ...changes.annotations,
      },
      finalizers,
      ownerReferences: [
        {
          apiVersion: 'argoproj.io/v1alpha1',
          kind: 'CronWorkflow',
          name,
          uid: changes.uid ?? cron.metadata.uid,
          controller: true,
          blockOwnerDeletion: true,
        },
      ],
    },
    spec: cron.spec.workflowSpec,
  });
  return made;
}
