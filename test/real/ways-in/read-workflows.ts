import { z } from 'zod';
import type { ApiServer } from '../cluster/start-api-server.ts';

const workflow = z.object({
  metadata: z.object({
    name: z.string(),
    labels: z.record(z.string(), z.string()).default({}),
    annotations: z.record(z.string(), z.string()).default({}),
  }),
  spec: z.looseObject({
    arguments: z
      .object({ parameters: z.array(z.object({ name: z.string(), value: z.string().default('') })).default([]) })
      .default({ parameters: [] }),
  }),
});
const list = z.object({ items: z.array(workflow) });

export type MadeWorkflow = z.infer<typeof workflow>;

export const workflowsPath = '/apis/argoproj.io/v1alpha1/namespaces/ci/workflows';

/** The Workflows of the namespace `ci`. */
export async function readWorkflows(server: ApiServer): Promise<MadeWorkflow[]> {
  return list.parse(await server.call({ method: 'GET', path: workflowsPath })).items;
}

/** What the Workflows of each Sensor say that they were made for, sorted. */
export async function readHeard(server: ApiServer): Promise<Map<string, string[]>> {
  const made = await readWorkflows(server);
  const bySensor = Map.groupBy(made, ({ metadata }) => metadata.labels['events.argoproj.io/sensor'] ?? '');
  return new Map(
    [...bySensor].map(([sensor, all]) => [
      sensor,
      all.map(({ spec }) => spec.arguments.parameters[0]?.value ?? '').sort(),
    ]),
  );
}
