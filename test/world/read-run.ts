import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';
import { z } from 'zod';
import type { Github } from '../../dev/github/start-github.ts';
import { annotations, labels } from '../../src/kubernetes/labels.ts';
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
    40_000,
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

/** A repository, or one of its commits. */
export interface Place {
  repository: string;
  sha?: string;
}

const identityShape = z.object({ commit: z.string() });

/** The commit that the app created a Workflow for, from what it signed on it. */
function commitOf({ metadata }: RunObject): string {
  const [, text = ''] = (metadata.annotations[annotations.identity] ?? '').split('.');
  return identityShape.parse(JSON.parse(Buffer.from(text, 'base64url').toString())).commit;
}

/** The Workflows that were made for a repository or one of its commits, in whatever namespace. */
export async function runsOf({ cluster, github }: Surroundings, { repository, sha }: Place): Promise<RunObject[]> {
  const { id } = await github.getRepository({ repository });
  const all = cluster.list('workflows').map((each) => runShape.parse(each));
  const own = all.filter(({ metadata }) => metadata.labels[labels.repositoryId] === String(id));
  return own.filter((each) => sha === undefined || commitOf(each) === sha);
}

/**
 * Expects exactly these checks, each as `name: conclusion` (or `name: status`), once the app is done with all that was delivered.
 * Waits for those that are still to be written.
 */
export async function expectChecks(surroundings: Surroundings, place: Place, expected: string[]): Promise<void> {
  const { github } = surroundings;
  const wanted = expected.toSorted();
  const deadline = performance.now() + 40_000;
  await surroundings.settle();
  let { seen } = await github.nextCheckRunChange({ timeoutMs: 0 });
  while (!isDeepStrictEqual(await describeChecks(surroundings, place), wanted)) {
    const timeoutMs = Math.ceil(deadline - performance.now());
    if (timeoutMs <= 0) break;
    ({ seen } = await github.nextCheckRunChange({ seen, timeoutMs }));
  }
  expect(await describeChecks(surroundings, place)).toEqual(wanted);
}

async function describeChecks({ github }: Surroundings, place: Place): Promise<string[]> {
  const checks = await github.checkRuns(place);
  return checks.map((each) => `${each.name}: ${each.conclusion ?? each.status}`).sort();
}

/** Waits until the app has let a Workflow go, which it does once the check has its conclusion. */
export async function released({ cluster }: Surroundings, { metadata: { namespace, name } }: RunObject): Promise<void> {
  const place = { plural: 'workflows', namespace, name };
  await cluster.waitFor(place, (object) => (object?.metadata.finalizers ?? []).length === 0, 40_000);
}
