import { describe, expect, it } from 'vitest';
import { commit, makePush } from '../../run/testing/deliveries.ts';
import { setStage } from '../testing/stage.ts';

async function handlePush(file: string) {
  const stage = setStage();
  stage.commit({ '.argo-events.yaml': file });
  expect(await stage.handle(makePush())).toEqual({ kind: 'done' });
  return stage.checks();
}

const workflow = `
  metadata: { generateName: x- }
  spec: { entrypoint: main, templates: [{ name: main, container: { image: alpine } }] }
`;

describe('a condition that cannot be evaluated', () => {
  it('fails the check of its pipeline, with the reason', async () => {
    const checks = await handlePush('pipelines: { ci: { on: push, if: "github.sender > 1", workflow: a.yaml } }');

    expect(checks).toMatchObject([
      {
        name: 'ci',
        headSha: commit,
        conclusion: 'failure',
        output: {
          title: expect.stringContaining('github.sender > 1'),
          summary: expect.stringContaining('flow.filter-failed'),
        },
      },
    ]);
  });

  it('is silent in a native Sensor, where a missing value is ordinary', async () => {
    const sensor = `
apiVersion: argoproj.io/v1alpha1
kind: Sensor
metadata: { name: native }
spec:
  dependencies:
    - { name: push, eventSourceName: github, eventName: push, filters: { if: "github.sender > 1" } }
  triggers:
    - template: { name: run, argoWorkflow: { operation: submit, source: { resource: { apiVersion: argoproj.io/v1alpha1, kind: Workflow, ${workflow.trim().replaceAll('\n', ',')} } } } }
`;
    expect(await handlePush(sensor)).toEqual([]);
  });

  it('does not fail a pipeline whose condition was not asked, or only said no', async () => {
    const file = `
pipelines:
  other: { on: { push: { branches: [other] } }, if: "github.sender > 1", workflow: a.yaml }
  no: { on: push, if: 'github.sender == "nobody"', workflow: a.yaml }
`;
    expect(await handlePush(file)).toMatchObject([{ name: 'no', conclusion: 'skipped' }]);
  });

  it('is one check, however often the event comes', async () => {
    const stage = setStage();
    stage.commit({ '.argo-events.yaml': 'pipelines: { ci: { on: push, if: "github.sender > 1", workflow: a.yaml } }' });
    await stage.handle(makePush());
    await stage.handle(makePush());

    expect(await stage.checks()).toHaveLength(1);
  });
});
