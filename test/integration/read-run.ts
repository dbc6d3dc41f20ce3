import { z } from 'zod';
import type { Github } from '../../dev/github/start-github.ts';
import type { Surroundings } from './start-surroundings.ts';

export type Check = Awaited<ReturnType<Github['waitForCheckRun']>>;

const runShape = z.looseObject({
  metadata: z.looseObject({
    name: z.string(),
    namespace: z.string(),
    labels: z.record(z.string(), z.string()).default({}),
    annotations: z.record(z.string(), z.string()).default({}),
    finalizers: z.array(z.string()).default([]),
  }),
  spec: z.looseObject({
    arguments: z
      .object({ parameters: z.array(z.object({ name: z.string(), value: z.unknown() })).default([]) })
      .default({ parameters: [] }),
  }),
});

/** A Workflow as tests look at it. */
export type RunObject = z.infer<typeof runShape>;

/** Waits for the concluded check on a commit; of that name, where several are expected. */
export function concludedCheck({ github }: Surroundings, sha: string, name?: string): Promise<Check> {
  return github.waitForCheckRun(
    (each) => each.headSha === sha && each.status === 'completed' && (name === undefined || each.name === name),
    20_000,
  );
}

/** The Workflow that a check reports on. */
export function workflowOf({ cluster }: Surroundings, { externalId }: Check): RunObject {
  const [namespace = '', name = ''] = externalId.split('/');
  return runShape.parse(cluster.get('workflows', namespace, name));
}

/** The arguments that the Workflow of a check got, by name. */
export function argumentsOf(surroundings: Surroundings, check: Check): Record<string, unknown> {
  const { parameters } = workflowOf(surroundings, check).spec.arguments;
  return Object.fromEntries(parameters.map(({ name, value }) => [name, value]));
}

/** All Workflows in the namespace of runs. */
export function listRuns({ cluster }: Surroundings, namespace = 'ci'): RunObject[] {
  return cluster.list('workflows', namespace).map((each) => runShape.parse(each));
}

/** Checks of a repository in a few words, `name: conclusion` or `name: status`, sorted. */
export async function describeChecks({ github }: Surroundings, repository: string, sha?: string): Promise<string[]> {
  const checks = await github.checkRuns(sha === undefined ? { repository } : { repository, sha });
  return checks.map((each) => `${each.name}: ${each.conclusion ?? each.status}`).sort();
}
