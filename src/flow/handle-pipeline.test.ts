import { describe, expect, it } from 'vitest';
import type { Delivery } from '../bus/event-bus.ts';
import { commit, makeDelivery } from '../run/testing/deliveries.ts';
import { setStage } from './testing/stage.ts';

const workflow = `apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: { generateName: build- }
spec:
  entrypoint: main
  arguments: { parameters: [{ name: to, value: nowhere }, { name: note }, { name: event }] }
  templates: [{ name: main, container: { image: busybox } }]
`;

const files = {
  '.argo-events.yaml': `
defaults: { workflow: .argo/ci.yaml }
pipelines:
  deploy: { on: { push: , manual: { parameters: { to: { required: true }, note: } } }, parameters: { to: somewhere } }
  other: { on: manual }
  kept-out: { on: manual, if: github.inputs.to == "x" }
---
apiVersion: argoproj.io/v1alpha1
kind: Sensor
metadata: { name: all }
spec:
  dependencies: [{ name: any, eventSourceName: github, eventName: "*" }]
  triggers: [{ template: { name: log, log: {} } }]
`,
  '.argo/ci.yaml': workflow,
};

function ask(pipeline: string, changes: Partial<Delivery> = {}): Delivery {
  const body = { pipeline, sha: commit, ref: 'refs/heads/main', inputs: { to: 'prod {{x}}' } };
  return makeDelivery('manual', body, { source: 'manual', tenant: '42', id: 'manual-1', ...changes });
}

describe('a pipeline that a person asked for', () => {
  it('runs alone, at the commit that was asked for, with what the person gave', async () => {
    const stage = setStage();
    stage.commit(files);
    expect(await stage.handle(ask('deploy'))).toEqual({ kind: 'done' });
    expect(stage.runs()).toMatchObject([
      { checkName: 'deploy', commit, origin: 'manual', delivery: 'manual-1', event: 'manual' },
    ]);
    const [run] = stage.cluster.workflows.values();
    expect(run?.spec.arguments).toEqual({
      parameters: [
        { name: 'to', value: 'prod { {x}}' },
        { name: 'note', value: '' },
        { name: 'event', value: 'manual' },
      ],
    });
    expect(await stage.checks()).toEqual([]);
    expect(stage.github.calls).toEqual([`files ${commit}`]);
  });

  it('runs once, however often it is handled', async () => {
    const stage = setStage();
    stage.commit(files);
    await stage.handle(ask('other'));
    await stage.handle(ask('other'));
    expect(stage.runs()).toHaveLength(1);
  });

  it('is given up where the commit has none of that name', async () => {
    const stage = setStage();
    stage.commit(files);
    expect(await stage.handle(ask('nothing'))).toMatchObject({
      kind: 'give-up',
      problem: { code: 'flow.no-such-pipeline' },
    });
  });

  it('says by a skipped check what keeps it out', async () => {
    const stage = setStage();
    stage.commit(files);
    await stage.handle(ask('kept-out'));
    expect(await stage.checks()).toMatchObject([{ name: 'kept-out', conclusion: 'skipped' }]);
  });

  it('is never what a webhook of that name says', async () => {
    const stage = setStage();
    stage.commit(files);
    expect(await stage.handle(ask('deploy', { source: 'github', tenant: '' }))).toEqual({ kind: 'done' });
    expect(stage.runs()).toEqual([]);
  });

  it('does not run for other events than its own', async () => {
    const stage = setStage();
    stage.commit(files);
    await stage.handle(makeDelivery('push', { ref: 'refs/heads/main', after: commit, deleted: false }));
    expect(stage.runs()).toMatchObject([{ checkName: 'deploy' }]);
    const [run] = stage.cluster.workflows.values();
    expect(JSON.stringify(run?.spec.arguments)).toContain('somewhere');
  });
});
