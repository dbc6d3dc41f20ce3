import { describe, expect, it } from 'vitest';
import { addBuild, onWorkflow, withBuild } from '../testing/builds.ts';
import { codesOf, ownLabels, type TriggerStage } from '../testing/stage.ts';

/** Has somebody else act right after the Workflow was first read. */
function afterRead(stage: TriggerStage, act: () => void): void {
  const { kubernetes } = stage.tools;
  let isDue = true;
  stage.tools.kubernetes = {
    ...kubernetes,
    async getWorkflow(namespace, name) {
      const read = await kubernetes.getWorkflow(namespace, name);
      if (isDue) act();
      isDue = false;
      return read;
    },
  };
}

describe('a Workflow that changes after it was looked at', () => {
  it.each(['suspend', 'stop', 'terminate'])('is not taken for another of its name: %s', async (operation) => {
    const stage = await withBuild({ status: { phase: 'Running' } });
    afterRead(stage, () => {
      stage.cluster.remove('workflows', 'ci', 'build');
      addBuild(stage, { labels: { ...ownLabels, 'argo-events-app/repository-id': '7' } });
    });

    expect(codesOf(await stage.carryOut(onWorkflow(operation)))).toEqual(['trigger.not-own']);
    expect(stage.find('workflows', 'build')?.spec).not.toHaveProperty('shutdown');
    expect(stage.find('workflows', 'build')?.spec).not.toHaveProperty('suspend');
  });

  it('is resumed as it is then', async () => {
    const node = { id: 'n1', name: 'build.approve', displayName: 'approve', type: 'Suspend', phase: 'Running' };
    const stage = await withBuild({ status: { phase: 'Running', nodes: { n1: node } } });
    afterRead(stage, () => {
      const live = stage.find('workflows', 'build');
      const nodes = { n1: { ...node, phase: 'Failed', message: 'too late' } };
      stage.cluster.replace({ ...live, status: { phase: 'Failed', nodes } });
    });

    expect(codesOf(await stage.carryOut(onWorkflow('resume')))).toEqual(['done']);
    expect(stage.find('workflows', 'build')?.status).toMatchObject({ nodes: { n1: { phase: 'Failed' } } });
  });
});
