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

/**
 * The checks of a repository or one of its commits as `name: conclusion`, sorted, once the app is done with all that was
 * delivered and with every run that came of it.
 */
export async function allChecks(surroundings: Surroundings, repository: string, sha?: string): Promise<string[]> {
  await surroundings.settle();
  await Promise.all(listRuns(surroundings).map((each) => released(surroundings, each)));
  const checks = await surroundings.github.checkRuns(sha === undefined ? { repository } : { repository, sha });
  return checks.map((each) => `${each.name}: ${each.conclusion ?? each.status}`).sort();
}

/** Waits until the app has let a Workflow go, which it does once the check has its conclusion. */
export async function released({ cluster }: Surroundings, { metadata: { namespace, name } }: RunObject): Promise<void> {
  const place = { plural: 'workflows', namespace, name };
  await cluster.waitFor(place, (object) => (object?.metadata.finalizers ?? []).length === 0, 20_000);
}
