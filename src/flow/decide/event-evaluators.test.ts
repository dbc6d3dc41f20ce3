import { afterAll, describe, expect, it } from 'vitest';
import { problem } from '../../problem/problem.ts';
import { eventOf, makePush } from '../../run/testing/deliveries.ts';
import { createSandbox } from '../../sandbox/create-sandbox.ts';
import { setStage } from '../testing/stage.ts';
import { createEventEvaluators } from './event-evaluators.ts';

const sandbox = createSandbox();
afterAll(() => sandbox.close());

const push = eventOf(makePush());

describe('createEventEvaluators', () => {
  it('runs scripts and jq', async () => {
    const evaluators = createEventEvaluators(sandbox, push);

    expect(await evaluators.filterByScript('return event.a == 1', '{"a":1}')).toEqual({ ok: true, value: true });
    expect(await evaluators.transformByJq('{b: .a}', '{"a":1}')).toEqual({ ok: true, data: '{"b":1}' });
    expect(await evaluators.transformByScript('event.b = 2 return event', '{"a":1}')).toEqual({
      ok: true,
      data: '{"a":1,"b":2}',
    });
    expect(await evaluators.filterByScript('return', '[]')).toMatchObject({ ok: false });
    expect(evaluators.postponed()).toBeUndefined();
  });

  it('asks the sandbox once for the same program and data', async () => {
    let asked = 0;
    const counting = {
      ...sandbox,
      runJq: async () => {
        asked += 1;
        return { ok: true as const, data: '{}' };
      },
    };
    const evaluators = createEventEvaluators(counting, push);

    await Promise.all(['.', '.', '.a'].map((program) => evaluators.transformByJq(program, '{}')));
    expect(asked).toBe(2);
  });
});

const sensor = `
apiVersion: argoproj.io/v1alpha1
kind: Sensor
metadata: { name: scripted }
spec:
  dependencies:
    - name: pushed
      eventSourceName: github
      eventName: push
      transform: { jq: '{ref: .body.ref, from: "jq"}' }
      filters: { script: 'return event.from == "jq"' }
  triggers:
    - template:
        name: run
        argoWorkflow:
          operation: submit
          source:
            resource:
              apiVersion: argoproj.io/v1alpha1
              kind: Workflow
              metadata: { generateName: scripted- }
              spec: { entrypoint: main, arguments: { parameters: [{ name: x, value: '' }] } }
          parameters:
            - { src: { dependencyName: pushed, dataKey: from }, dest: spec.arguments.parameters.0.value }
`;

describe('a Sensor with scripts', () => {
  it('is decided by what they say, and its parameters read what they made', async () => {
    const stage = setStage({ sandbox });
    stage.commit({ '.argo-events.yaml': sensor });

    expect(await stage.handle(makePush())).toEqual({ kind: 'done' });
    expect(stage.cluster.only().spec).toMatchObject({ arguments: { parameters: [{ name: 'x', value: 'jq' }] } });
  });

  it('is asked again later when its scripts could not be run now, and remembers nothing of it', async () => {
    const busy = problem('sandbox.busy', { program: 'jq program', limit: 1 });
    const runJq = async () => ({ ok: false as const, message: busy.message, problem: busy });
    const stage = setStage({ sandbox: { ...sandbox, runJq } });
    stage.commit({ '.argo-events.yaml': sensor });

    expect(await stage.handle(makePush())).toEqual({ kind: 'retry', problem: busy });
    expect(stage.runs()).toEqual([]);
    expect(await stage.records.list('joins', '')).toEqual([]);
  });
});
