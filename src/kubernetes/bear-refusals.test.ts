import { describe, expect, it } from 'vitest';
import { bearRefusals } from './bear-refusals.ts';
import type { ClusterFailure, ClusterResult } from './kubernetes.ts';

const workflow = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Workflow', metadata: {}, spec: {} } as const;
const secrets = { apiVersion: 'v1', kind: 'Secret', plural: 'secrets', namespaced: true };
const forReal = { dryRun: false };

const missing: ClusterFailure = {
  kind: 'forbidden',
  message: 'answered 403 (workflows.argoproj.io is forbidden: User "app" cannot create resource "workflows")',
};
const passing: ClusterFailure = { kind: 'later', message: missing.message };

/** A cluster that gives the same answer to everything, and another one when it is told to. */
function clusterThatAnswers(result: ClusterResult<never>) {
  const world = { now: 0, result };
  const answer = (..._asked: unknown[]) => Promise.resolve(world.result);
  const cluster = bearRefusals(
    {
      ...{ createWorkflow: answer, getWorkflow: answer, getWorkflowTemplate: answer, listWorkflows: answer },
      ...{ patchWorkflow: answer, getObject: answer, listObjects: answer, createObject: answer },
      ...{ replaceObject: answer, patchObject: answer, deleteObject: answer, other: answer },
    },
    () => world.now,
  );
  const create = async (namespace = 'ci'): Promise<ClusterFailure['kind'] | 'ok'> => {
    const created = await cluster.createWorkflow(namespace, workflow);
    return created.ok ? 'ok' : created.failure.kind;
  };
  return { world, cluster, create };
}

describe('a permission that is missing', () => {
  it('is believed once it was missing several times and for a while', async () => {
    const { world, create } = clusterThatAnswers({ ok: false, failure: missing });
    const said: string[] = [];
    for (const at of [0, 1000, 3000, 7000, 15_000, 31_000]) {
      world.now = at;
      said.push(await create());
    }
    expect(said).toEqual(['later', 'later', 'later', 'later', 'forbidden', 'forbidden']);
  });

  it('is not believed of one namespace because of another', async () => {
    const { world, create } = clusterThatAnswers({ ok: false, failure: missing });
    for (; world.now <= 20_000; world.now += 2000) await create();
    expect([await create(), await create('elsewhere')]).toEqual(['forbidden', 'later']);
  });

  it('is new again after it was there', async () => {
    const { world, create } = clusterThatAnswers({ ok: false, failure: missing });
    for (; world.now <= 20_000; world.now += 2000) await create();
    world.result = { ok: true, value: {} as never };
    expect(await create()).toBe('ok');
    world.result = { ok: false, failure: missing };
    expect(await create()).toBe('later');
  });

  it('is borne with whatever the run is asked for', async () => {
    const { cluster } = clusterThatAnswers({ ok: false, failure: missing });
    const place = { served: secrets, namespace: 'ci', name: 'token' };
    const object = { apiVersion: 'v1', kind: 'Secret', metadata: {} };
    const patch = { strategy: 'application/merge-patch+json', body: {} } as const;
    const answers = await Promise.all([
      cluster.getWorkflow('ci', 'run'),
      cluster.getWorkflowTemplate('cluster', 'build'),
      cluster.listWorkflows('ci', 'a=b'),
      cluster.patchWorkflow('ci', 'run', {}),
      cluster.getObject(place),
      cluster.listObjects(place, 'a=b'),
      cluster.createObject(place, object, forReal),
      cluster.replaceObject(place, object, forReal),
      cluster.patchObject(place, patch, forReal),
      cluster.deleteObject(place, {}, forReal),
    ]);
    for (const answer of answers) expect(answer).toEqual({ ok: false, failure: passing });
  });

  it('may be that of a single object', async () => {
    const { world, cluster } = clusterThatAnswers({ ok: false, failure: missing });
    const read = async (name: string) => {
      const answer = await cluster.getObject({ served: secrets, namespace: 'ci', name });
      return answer.ok ? 'ok' : answer.failure.kind;
    };
    for (; world.now <= 20_000; world.now += 2000) await read('others');
    expect([await read('others'), await read('own')]).toEqual(['forbidden', 'later']);
  });
});

it.each<ClusterFailure>([
  {
    kind: 'forbidden',
    message: 'answered 403 (admission webhook "policy.example.com" denied the request: no such image)',
  },
  { kind: 'forbidden', message: 'answered 403 (pods "x" is forbidden: violates PodSecurity "restricted:latest")' },
  { kind: 'invalid', message: 'answered 422 (this cannot create resource "x")' },
  { kind: 'exists', message: 'answered 409' },
  { kind: 'later', message: 'answered 503', retryAfterMs: 1000 },
])('what is refused for another reason is told as it is: $message', async (failure) => {
  const { cluster } = clusterThatAnswers({ ok: false, failure });
  expect(await cluster.createWorkflow('ci', workflow)).toEqual({ ok: false, failure });
});
