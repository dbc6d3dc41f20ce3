import { describe, expect, it } from 'vitest';
import type { Delivery } from '../../bus/event-bus.ts';
import type { MemoryRecords } from '../../report/testing/memory-records.ts';
import { commit, makePullRequest, makePush, receivedAt } from '../../run/testing/deliveries.ts';
import { type Stage, setStage } from '../testing/stage.ts';

/** Fires once a pull request was opened and `main` was pushed; both are told to the Workflow. */
const sensor = `
apiVersion: argoproj.io/v1alpha1
kind: Sensor
metadata: { name: both }
spec:
  dependencies:
    - { name: opened, eventSourceName: github, eventName: pull_request }
    - { name: pushed, eventSourceName: github, eventName: push }
  triggers:
    - template:
        name: run
        argoWorkflow:
          operation: submit
          source:
            resource:
              apiVersion: argoproj.io/v1alpha1
              kind: Workflow
              metadata: { generateName: both- }
              spec: { entrypoint: main, arguments: { parameters: [{ name: title }, { name: ref }] } }
          parameters:
            - { src: { dependencyName: opened, dataKey: body.pull_request.title }, dest: spec.arguments.parameters.0.value }
            - { src: { dependencyName: pushed, dataKey: body.ref }, dest: spec.arguments.parameters.1.value }
`;

/** The head of the default branch; the pull request stands on another commit. */
const main = 'e'.repeat(40);

const opened = (id: string, at = 0) => makePullRequest({ title: `Change ${id}` }, { id, receivedAt: receivedAt + at });
const pushed = (id: string, at = 0) => makePush({ after: main }, { id, receivedAt: receivedAt + at });

function setBoth(): Stage {
  const stage = setStage();
  stage.commit({ '.argo-events.yaml': sensor }, 'HEAD');
  stage.commit({ '.argo-events.yaml': sensor }, main);
  stage.commit({ '.argo-events.yaml': sensor });
  return stage;
}

async function handleAll(stage: Stage, deliveries: Delivery[]): Promise<string[]> {
  const kinds: string[] = [];
  for (const delivery of deliveries) kinds.push((await stage.handle(delivery)).kind);
  return kinds;
}

function parameters({ cluster }: Stage): unknown {
  return [...cluster.workflows.values()].map(({ spec }) =>
    (spec as { arguments: { parameters: { value: string }[] } }).arguments.parameters.map((each) => each.value),
  );
}

describe('a Sensor that waits for several events', () => {
  it('starts one run when all have come, with what each of them brought', async () => {
    const stage = setBoth();

    expect(await handleAll(stage, [opened('d-1'), opened('d-2', 1000)])).toEqual(['done', 'done']);
    expect(stage.runs()).toEqual([]);
    await stage.handle(pushed('d-3', 2000));

    expect(parameters(stage)).toEqual([['Change d-2', 'refs/heads/main']]);
    expect(stage.runs()).toMatchObject([{ sensor: 'both', delivery: 'd-3', dependencies: ['opened', 'pushed'] }]);
  });

  it('is read on the default branch for an event that another commit decides', async () => {
    const stage = setBoth();
    stage.commit({ '.argo-events.yaml': sensor.replace('name: both', 'name: other') });

    await handleAll(stage, [pushed('d-0'), opened('d-1')]);

    expect(stage.github.calls.filter((each) => each.startsWith('files'))).toEqual([
      `files ${main}`,
      `files ${commit}`,
      'files HEAD',
    ]);
    expect(stage.runs()).toMatchObject([{ sensor: 'both' }]);
  });

  it('costs no read where the default branch is known to have none', async () => {
    const stage = setStage();
    const file = 'pipelines: { ci: { on: [push, pull_request], workflow: a.yaml } }';
    for (const at of [commit, main, 'HEAD']) stage.commit({ '.argo-events.yaml': file }, at);
    await handleAll(stage, [pushed('d-0'), opened('d-1')]);

    expect(stage.github.calls.filter((each) => each === 'files HEAD')).toEqual([]);
  });

  it('says of the one in another commit that it does nothing there', async () => {
    const stage = setBoth();
    stage.commit({ '.argo-events.yaml': `${sensor}---\npipelines: { ci: {} }\n` });

    await stage.handle(opened('d-1'));

    const [check] = await stage.checks();
    expect(check?.output?.summary).toContain('Sensor both remembers something between events');
  });

  it('issues the same firing again when the run could not be created', async () => {
    const stage = setBoth();
    await stage.handle(opened('d-1'));
    stage.cluster.answer = () => ({ kind: 'later', message: 'busy' });
    expect(await stage.handle(pushed('d-2', 1000))).toMatchObject({ kind: 'retry' });

    stage.cluster.answer = () => undefined;
    await handleAll(stage, [opened('d-3', 2000), pushed('d-2', 1000), pushed('d-2', 1000)]);

    expect(parameters(stage)).toEqual([['Change d-1', 'refs/heads/main']]);
    await stage.handle(pushed('d-4', 3000));
    expect(parameters(stage)).toEqual([
      ['Change d-1', 'refs/heads/main'],
      ['Change d-3', 'refs/heads/main'],
    ]);
  });

  it('remembers both of two events that are handled at once', async () => {
    const stage = setBoth();
    let writes = 0;
    const { put } = stage.records;
    const racing: MemoryRecords['put'] = async (collection, key, value, version) => {
      if (collection === 'joins') writes += 1;
      return await put(collection, key, value, version);
    };
    stage.tools.records.put = racing;

    await Promise.all([stage.handle(opened('d-1')), stage.handle(pushed('d-2'))]);

    expect(stage.runs()).toHaveLength(1);
    expect(writes).toBeGreaterThan(2);
  });

  it('keeps no event once its firing was carried out and another came', async () => {
    const stage = setBoth();
    await handleAll(stage, [opened('d-1'), pushed('d-2'), opened('d-3', 1000), pushed('d-4', 1000)]);

    const [row] = await stage.records.list('joins', '');
    expect(row).toMatchObject({
      key: '42/both/run',
      value: { kept: {}, firings: [{ deliveryId: 'd-4', isCarriedOut: true }] },
    });
  });
});

describe('a trigger that this version does not carry out', () => {
  it('fails its check when it fires, and leaves the others to run', async () => {
    const stage = setStage();
    const both = sensor
      .replace('    - { name: opened, eventSourceName: github, eventName: pull_request }\n', '')
      .replace(/ {12}- \{ src: \{ dependencyName: opened.*\n/, '');
    stage.commit({ '.argo-events.yaml': `${both}    - template: { name: tell, azureEventHubs: {} }\n` }, main);

    expect(await stage.handle(pushed('d-1'))).toEqual({ kind: 'done' });
    expect(stage.runs()).toMatchObject([{ trigger: 'run' }]);
    expect(await stage.checks()).toMatchObject([
      { name: 'both/tell', conclusion: 'failure', output: { title: expect.stringContaining('azureEventHubs') } },
    ]);
  });
});
