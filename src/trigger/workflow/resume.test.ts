import { describe, expect, it } from 'vitest';
import { answerAsArgo } from '../testing/answer-as-argo.ts';
import { addBuild, onWorkflow, withBuild } from '../testing/builds.ts';
import { serveHttp } from '../testing/serve-http.ts';
import { codesOf, setStage } from '../testing/stage.ts';

describe('resume', () => {
  const suspended = {
    id: 'n1',
    name: 'build.approve',
    displayName: 'approve',
    type: 'Suspend',
    phase: 'Running',
    startedAt: '2026-03-04T05:00:00Z',
    finishedAt: null,
  };

  it('lets a suspended Workflow go on', async () => {
    const stage = await withBuild({ spec: { suspend: true } });

    expect(codesOf(await stage.carryOut(onWorkflow('resume')))).toEqual(['done']);
    expect(stage.find('workflows', 'build')?.spec).not.toHaveProperty('suspend');
    await stage.forget();
    expect(codesOf(await stage.carryOut(onWorkflow('resume')))).toEqual(['done']);
    expect(stage.cluster.requests({ method: 'PATCH' })).toHaveLength(1);
  });

  it('ends the suspend steps, with defaults for what was to be supplied', async () => {
    const parameters = [
      { name: 'who', valueFrom: { supplied: {}, default: 'nobody' } },
      { name: 'given', value: 'g', valueFrom: { supplied: {} } },
    ];
    const nodes = { n1: { ...suspended, outputs: { parameters } }, n2: { ...suspended, id: 'n2', type: 'Pod' } };
    const stage = await withBuild({ status: { phase: 'Running', nodes } });

    expect(codesOf(await stage.carryOut(onWorkflow('resume')))).toEqual(['done']);

    expect(stage.find('workflows', 'build')?.status).toMatchObject({
      nodes: {
        n1: {
          phase: 'Succeeded',
          finishedAt: '2026-03-04T05:06:09Z',
          outputs: {
            parameters: [
              { name: 'who', value: 'nobody' },
              { name: 'given', value: 'g' },
            ],
          },
        },
        n2: { phase: 'Running' },
      },
    });
  });

  it('says which value is missing', async () => {
    const outputs = { parameters: [{ name: 'who', valueFrom: { supplied: {} } }] };
    const stage = await withBuild({ status: { phase: 'Running', nodes: { n1: { ...suspended, outputs } } } });

    expect(codesOf(await stage.carryOut(onWorkflow('resume')))).toEqual(['trigger.supplied-parameter']);
  });

  it('starts over when the controller was faster, and at last comes again', async () => {
    const stage = await withBuild({ status: { phase: 'Running', nodes: { n1: suspended } } });
    const fault = { status: 409, reason: 'Conflict' };
    stage.cluster.injectFault({ match: { method: 'PATCH' }, times: 5, fault });

    expect(await stage.carryOut(onWorkflow('resume'))).toMatchObject({ kind: 'later' });
    stage.cluster.injectFault({ match: { method: 'PATCH' }, times: 2, fault });
    expect(codesOf(await stage.carryOut(onWorkflow('resume')))).toEqual(['done']);
  });

  it('really lets a step go on', async () => {
    const stage = await setStage({ runWorkflows: true });
    addBuild(stage, { spec: { templates: [{ name: 'main', suspend: {} }], arguments: {} } });
    await stage.cluster.untilStatus('build', ({ nodes }) =>
      Object.values(nodes).some((each) => each.type === 'Suspend' && each.phase === 'Running'),
    );

    await stage.carryOut(onWorkflow('resume'));

    await stage.cluster.untilStatus('build', ({ phase }) => phase === 'Succeeded');
  });

  it('needs Argo’s API where the nodes are compressed, and uses it where it is there', async () => {
    const status = { phase: 'Running', compressedNodes: 'H4sI' };
    const without = await withBuild({ status });
    expect(codesOf(await without.carryOut(onWorkflow('resume')))).toEqual(['trigger.needs-argo-server']);

    const argo = await serveHttp();
    const stage = await withBuild({ status }, `http://127.0.0.1:${argo.port}`);
    argo.answer = answerAsArgo('Running');
    expect(codesOf(await stage.carryOut(onWorkflow('resume')))).toEqual(['done']);
    expect(argo.calls[0]).toMatchObject({ method: 'PUT', path: '/api/v1/workflows/ci/build/resume' });
  });
});
