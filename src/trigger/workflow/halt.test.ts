import { describe, expect, it } from 'vitest';
import { addBuild, onWorkflow, withBuild } from '../testing/builds.ts';
import { codesOf, ownLabels, setStage } from '../testing/stage.ts';

describe('suspend, stop and terminate', () => {
  it.each([
    ['suspend', { suspend: true }],
    ['stop', { shutdown: 'Stop' }],
    ['terminate', { shutdown: 'Terminate' }],
  ])('%s writes %j, once', async (operation, spec) => {
    const stage = await withBuild({ status: { phase: 'Running' } });

    expect(codesOf(await stage.carryOut(onWorkflow(operation)))).toEqual(['done']);
    expect(stage.find('workflows', 'build')?.spec).toMatchObject(spec);
    await stage.forget();
    expect(codesOf(await stage.carryOut(onWorkflow(operation)))).toEqual(['done']);
    expect(stage.cluster.requests({ method: 'PATCH' })).toHaveLength(1);
  });

  it('goes from stopping to terminating and not back', async () => {
    const stage = await withBuild({ spec: { shutdown: 'Stop' }, status: { phase: 'Running' } });

    await stage.carryOut(onWorkflow('terminate'));
    await stage.carryOut(onWorkflow('stop'));

    expect(stage.find('workflows', 'build')?.spec).toMatchObject({ shutdown: 'Terminate' });
  });

  it.each(['suspend', 'stop', 'terminate'])('does not %s what has ended', async (operation) => {
    const stage = await withBuild({ status: { phase: 'Succeeded' } });

    expect(codesOf(await stage.carryOut(onWorkflow(operation)))).toEqual(['trigger.workflow-ended']);
  });

  it.each(['suspend', 'stop', 'terminate', 'resume', 'resubmit'])(
    'leaves others’ Workflows alone: %s',
    async (operation) => {
      const foreign = { ...ownLabels, 'argo-events-app/repository-id': '7' };
      const stage = await withBuild({ labels: foreign, spec: { suspend: true } });
      const open = await setStage({ policy: { kinds: ['Workflow/any'] } });
      addBuild(open, { labels: foreign, spec: { suspend: false } });

      expect(codesOf(await stage.carryOut(onWorkflow(operation)))).toEqual(['trigger.not-own']);
      expect(codesOf(await open.carryOut(onWorkflow(operation)))).toEqual(['done']);
    },
  );

  it('says which Workflow is not there, and takes no arguments', async () => {
    const stage = await setStage();

    expect(codesOf(await stage.carryOut(onWorkflow('stop')))).toEqual(['trigger.cluster-refused']);
    expect(codesOf(await stage.carryOut(onWorkflow('suspend', { args: ['--message', 'x'] })))).toEqual([
      'trigger.arguments',
    ]);
  });

  it('really stops a Workflow that runs', async () => {
    const stage = await setStage({ runWorkflows: true });
    const template = { name: 'main', container: { image: 'alpine', command: ['sleep', '60'] } };
    addBuild(stage, { spec: { templates: [template], arguments: {} } });
    await stage.cluster.untilStatus('build', ({ phase }) => phase === 'Running');

    await stage.carryOut(onWorkflow('terminate'));

    await stage.cluster.untilStatus('build', ({ phase }) => phase === 'Failed');
  });
});
