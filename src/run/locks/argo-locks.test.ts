import { describe, expect, it } from 'vitest';
import { startRun } from '../start-run.ts';
import { eventOf, makePush } from '../testing/deliveries.ts';
import { makeWorkflow, requestFor, submit } from '../testing/requests.ts';
import { setRunStage } from '../testing/tools.ts';
import { createArgoLocks } from './argo-locks.ts';
import { withoutGroupLocks } from './without-group-locks.ts';

const options = { checkName: 'ci', report: 'always' as const, concurrency: { cancelInProgress: false, limit: 1 } };

function ask(id = 'd-1', synchronization?: object) {
  const workflow = makeWorkflow();
  const spec = { ...workflow.spec, ...(synchronization === undefined ? {} : { synchronization }) };
  return requestFor(submit({ resource: { ...workflow, spec } }), eventOf(makePush({}, { id })), { options });
}

describe('the form of locks', () => {
  it.each([
    [undefined, 'lists'],
    [{ major: 3, minor: 5 }, 'single'],
    [{ major: 2, minor: 12 }, 'single'],
    [{ major: 3, minor: 6 }, 'lists'],
    [{ major: 4, minor: 1 }, 'lists'],
  ])('of version %j is %s', (version, form) => {
    expect(createArgoLocks(version).form()).toBe(form);
  });

  it('is the older one from the moment that the cluster refuses the newer', async () => {
    const stage = setRunStage();
    stage.cluster.answer = (call) => {
      const refused = call.startsWith('create') && stage.tools.argoLocks.form() === 'lists';
      const message = 'strict decoding error: unknown field "spec.synchronization.mutexes"';
      return refused ? { kind: 'invalid', message } : undefined;
    };
    expect(await startRun(ask(), stage.tools)).toMatchObject({ kind: 'started' });
    expect(stage.cluster.only().spec.synchronization).toEqual({
      mutex: { name: expect.stringMatching(/^argo-events-app-/) },
    });
    expect(await startRun(ask('d-2'), stage.tools)).toMatchObject({ kind: 'started' });
    expect(stage.cluster.calls.filter((each) => each.startsWith('create'))).toHaveLength(3);
    expect(await startRun(ask('d-3', { mutex: { name: 'own' } }), stage.tools)).toMatchObject({
      kind: 'refused',
      problems: [{ code: 'run.one-lock' }],
    });
  });

  it('stays where the version is known, whatever else is refused', async () => {
    const stage = setRunStage({ argoLocks: createArgoLocks({ major: 4, minor: 1 }) });
    stage.cluster.answer = (call) =>
      call.startsWith('create')
        ? { kind: 'invalid', message: 'unknown field "spec.synchronization.mutexes"' }
        : undefined;
    expect(await startRun(ask(), stage.tools)).toMatchObject({ problems: [{ code: 'run.refused-by-cluster' }] });
  });
});

describe('a Workflow that is made again', () => {
  it.each([
    [{ mutexes: [{ name: 'argo-events-app-x' }] }, undefined],
    [{ mutex: { name: 'argo-events-app-x' } }, undefined],
    [{ mutexes: [{ name: 'own' }, { name: 'argo-events-app-x' }] }, { mutexes: [{ name: 'own' }] }],
    [
      { semaphores: [{ configMapKeyRef: { name: 'argo-events-app-limit-x', key: 'limit' } }], mutex: { name: 'own' } },
      { mutex: { name: 'own' } },
    ],
  ])('is without the lock of the group that it was made in: %j', (synchronization, expected) => {
    expect(withoutGroupLocks({ entrypoint: 'main', synchronization }).synchronization).toEqual(expected);
  });
});
