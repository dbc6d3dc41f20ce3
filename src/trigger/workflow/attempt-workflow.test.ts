import { describe, expect, it } from 'vitest';
import { eventOf, makePush } from '../../run/testing/deliveries.ts';
import { dependency, makeWorkflow, signer } from '../../run/testing/requests.ts';
import type { Trigger } from '../../sensor/sensor.ts';
import { apiVersion, onWorkflow, operate, withBuild } from '../testing/builds.ts';
import { codesOf, ownLabels, setStage } from '../testing/stage.ts';

function madeBy(outcome: object): string {
  return 'run' in outcome ? (outcome.run as { name: string }).name : '';
}

describe('submit-from', () => {
  it('makes a run that refers to the WorkflowTemplate, with args, whether or not the template can be seen', async () => {
    const stage = await setStage();
    const args = ['-p', 'greeting=hello'];

    const outcome = await stage.carryOut(operate('submit-from', 'WorkflowTemplate', 'go-ci', { args }));

    expect(outcome).toMatchObject({
      kind: 'done',
      run: { namespace: 'ci', name: expect.stringMatching(/^go-ci-[a-z2-7]{12}$/) },
    });
    expect(stage.find('workflows', madeBy(outcome))).toMatchObject({
      spec: {
        workflowTemplateRef: { name: 'go-ci' },
        arguments: { parameters: [{ name: 'greeting', value: 'hello' }] },
        activeDeadlineSeconds: 21_600,
      },
      metadata: { labels: ownLabels },
    });
  });

  it('fills what the template declares, and places text of the event without letting Argo evaluate it', async () => {
    const stage = await setStage();
    const spec = { arguments: { parameters: [{ name: 'revision' }, { name: 'title' }] } };
    stage.cluster.create({ apiVersion, kind: 'WorkflowTemplate', metadata: { name: 'go-ci', namespace: 'ci' }, spec });
    const trigger: Trigger = {
      ...operate('submit-from', 'WorkflowTemplate', 'go-ci', { args: ['-p', 'title='] }),
      parameters: [
        {
          src: { dependencyName: dependency, dataKey: 'body.title' },
          dest: 'argoWorkflow.args.1',
          operation: 'append',
        },
      ],
    };

    const outcome = await stage.carryOut(trigger, eventOf(makePush({ title: '{{workflow.name}}' })));

    expect(stage.find('workflows', madeBy(outcome))).toMatchObject({
      spec: {
        arguments: {
          parameters: [
            { name: 'title', value: '{ {workflow.name}}' },
            { name: 'revision', value: 'c'.repeat(40) },
          ],
        },
      },
    });
  });

  it('makes a run of what a CronWorkflow runs, apart from its history', async () => {
    const stage = await setStage();
    const { spec: workflowSpec } = makeWorkflow();
    const workflowMetadata = { labels: { team: 'red' }, annotations: { note: 'n' } };
    const metadata = { name: 'nightly', namespace: 'ci' };
    const spec = { schedule: '0 0 * * *', workflowSpec, workflowMetadata };
    stage.cluster.create({ apiVersion, kind: 'CronWorkflow', metadata, spec });

    const outcome = await stage.carryOut(operate('submit-from', 'CronWorkflow', 'nightly'));

    const made = stage.find('workflows', madeBy(outcome));
    expect(made).toMatchObject({ spec: { entrypoint: 'main' } });
    expect(made?.metadata.labels).toMatchObject({ ...ownLabels, team: 'red' });
    expect(made?.metadata.labels).not.toHaveProperty(['workflows.argoproj.io/cron-workflow']);
    expect(made?.metadata.annotations).toMatchObject({
      note: 'n',
      'workflows.argoproj.io/scheduled-time': expect.stringMatching(/^2026-/),
    });
    expect(made?.metadata.name).toMatch(/^nightly-/);
  });

  it('lets the policy judge what a CronWorkflow holds', async () => {
    const stage = await setStage();
    const workflowSpec = { ...makeWorkflow().spec, hostNetwork: true };
    const metadata = { name: 'nightly', namespace: 'ci' };
    stage.cluster.create({ apiVersion, kind: 'CronWorkflow', metadata, spec: { workflowSpec } });

    expect(codesOf(await stage.carryOut(operate('submit-from', 'CronWorkflow', 'nightly')))).toEqual([
      'policy.feature',
    ]);
  });

  it.each<[string, Trigger, object, string]>([
    [
      'a template of the whole cluster',
      operate('submit-from', 'ClusterWorkflowTemplate', 'x'),
      {},
      'trigger.template-kind',
    ],
    ['a CronWorkflow that is not there', operate('submit-from', 'CronWorkflow', 'x'), {}, 'trigger.template-missing'],
    [
      'a CronWorkflow that is not listed',
      operate('submit-from', 'CronWorkflow', 'x'),
      { templates: ['go-*'] },
      'policy.template',
    ],
    [
      'a template that is not listed',
      operate('submit-from', 'WorkflowTemplate', 'x'),
      { templates: ['go-*'] },
      'policy.template',
    ],
    [
      'an argument that there is none of',
      operate('submit-from', 'WorkflowTemplate', 'x', { args: ['--watch'] }),
      {},
      'run.unknown-argument',
    ],
    ['no name', operate('submit-from', 'WorkflowTemplate', ''), {}, 'trigger.unnamed'],
    ['an operation that there is none of', operate('create', 'Workflow', 'x'), {}, 'trigger.kind-unknown'],
    [
      'what the policy does not let it do',
      operate('submit-from', 'WorkflowTemplate', 'x'),
      { triggers: [] },
      'flow.workflows-not-allowed',
    ],
  ])('refuses %s', async (_what, trigger, policy, code) => {
    const stage = await setStage({ policy });

    expect(codesOf(await stage.carryOut(trigger))).toEqual([code]);
    expect(stage.cluster.list('workflows')).toEqual([]);
  });

  it('refuses a source in another namespace', async () => {
    const stage = await setStage();
    const resource = { apiVersion, kind: 'WorkflowTemplate', metadata: { name: 'x', namespace: 'other' } };

    expect(codesOf(await stage.carryOut(operate('submit-from', '', '', { source: { resource } })))).toEqual([
      'policy.namespace',
    ]);
  });
});

describe('resubmit', () => {
  it('makes a run of an earlier one, with nothing that was said about that one', async () => {
    const stage = await withBuild({
      spec: { shutdown: 'Stop', activeDeadlineSeconds: 60 },
      status: { phase: 'Failed' },
    });

    const outcome = await stage.carryOut(onWorkflow('resubmit', { args: ['-p', 'title=new'] }));

    const name = madeBy(outcome);
    const made = stage.find('workflows', name);
    expect(name).toMatch(/^build-[a-z2-7]{12}$/);
    expect(made).toMatchObject({
      spec: {
        entrypoint: 'main',
        activeDeadlineSeconds: 60,
        arguments: { parameters: [{ name: 'title', value: 'new' }] },
      },
    });
    expect(made?.spec).not.toHaveProperty('shutdown');
    expect(made?.status).toBeUndefined();
    const annotation = made?.metadata.annotations?.['argo-events-app/identity'];
    expect(signer.read('ci', name, annotation)).toMatchObject({ delivery: 'd-1', trigger: 'resubmit' });
  });

  it('makes one, however often the event comes', async () => {
    const stage = await withBuild();
    await stage.carryOut(onWorkflow('resubmit'));
    await stage.forget();
    await stage.carryOut(onWorkflow('resubmit'));

    expect(stage.cluster.list('workflows', 'ci')).toHaveLength(2);
  });
});
