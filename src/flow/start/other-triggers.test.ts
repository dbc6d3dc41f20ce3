import { describe, expect, it } from 'vitest';
import type { Rights } from '../../policy/file/policy.ts';
import { makePush } from '../../run/testing/deliveries.ts';
import { type Stage, setStage } from '../testing/stage.ts';

function sensor(triggers: string, annotations = '{}'): string {
  return `
apiVersion: argoproj.io/v1alpha1
kind: Sensor
metadata: { name: notes, annotations: ${annotations} }
spec:
  dependencies: [{ name: push, eventSourceName: github, eventName: push }]
  triggers:
${triggers}
`;
}

const log = '    - template: { name: note, log: {} }\n';
const http = '    - template: { name: call, http: { url: "https://hooks.example.com/" } }\n';
const submit = `    - template:
        name: run
        argoWorkflow:
          operation: submit
          source: { resource: { apiVersion: argoproj.io/v1alpha1, kind: Workflow, metadata: { generateName: b- }, spec: {} } }
`;

function setFile(file: string, defaults: Rights): Stage {
  const stage = setStage({ policy: () => ({ operators: [], defaults, untrusted: {}, repositories: [] }) });
  stage.commit({ '.argo-events.yaml': file });
  return stage;
}

describe('a trigger that creates no Workflow', () => {
  it('is carried out without a check', async () => {
    const { handle, checks, logged } = setFile(sensor(log), { triggers: ['log'] });

    expect(await handle(makePush())).toEqual({ kind: 'done' });
    expect(logged).toMatchObject([{ message: 'event logged by a trigger', trigger: 'note' }]);
    expect(await checks()).toEqual([]);
  });

  it('has a check where its Sensor asks for one', async () => {
    const file = sensor(log, '{ argo-events-app/report: always }');
    const { handle, checks } = setFile(file, { triggers: ['log'] });

    await handle(makePush());

    expect(await checks()).toMatchObject([{ name: 'notes/note', status: 'completed', conclusion: 'success' }]);
  });

  it('has one failed check where it is refused, however often the event comes', async () => {
    const { handle, checks } = setFile(sensor(http), { triggers: ['http'] });

    await handle(makePush());
    await handle(makePush());

    const made = await checks();
    expect(made).toMatchObject([{ name: 'notes/call', conclusion: 'failure' }]);
    expect(made[0]?.output?.summary).toContain('trigger.http-host');
    expect(made[0]?.output?.summary).not.toContain('Workflow');
  });

  it('stands beside those that create Workflows, each with its own right', async () => {
    const { handle, checks, cluster, logged } = setFile(sensor(log + submit), { triggers: ['log'] });

    await handle(makePush());

    expect(cluster.workflows.size).toBe(0);
    expect(logged).toHaveLength(1);
    const made = await checks();
    expect(made).toMatchObject([{ name: 'notes/run', conclusion: 'failure' }]);
    expect(made[0]?.output?.summary).toContain('flow.workflows-not-allowed');
  });

  it('makes its event come again when it has to wait', async () => {
    const limited = `    - { template: { name: note, log: {} }, rateLimit: { unit: Hour, requestsPerUnit: 1 } }\n`;
    const { handle, logged } = setFile(sensor(limited), { triggers: ['log'] });

    await handle(makePush());
    const second = await handle(makePush({}, { id: 'd-2' }));

    expect(second).toMatchObject({ kind: 'retry', afterMs: 3_600_000, problem: { code: 'trigger.waiting' } });
    expect(logged).toHaveLength(1);
  });
});
