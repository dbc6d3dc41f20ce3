import { describe, expect, it } from 'vitest';
import { openTestCluster } from '../../open-test-cluster.ts';
import { call, printed, say, shell } from '../../test-workflow.ts';

const ok = shell('ok', 'exit 0');

describe('parameters', () => {
  it('come from arguments, defaults, ConfigMaps and the Workflow itself', async () => {
    const cluster = await openTestCluster();
    cluster.create({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'c', namespace: 'ci' },
      data: { k: 'mapped' },
    });
    const inputs = { parameters: [{ name: 'given' }, { name: 'optional', default: 'default' }] };
    const text = '{{inputs.parameters.given}} {{inputs.parameters.optional}} {{workflow.name}} {{workflow.namespace}}';
    const main = {
      name: 'main',
      inputs,
      container: { command: ['echo'], args: [`${text} {{workflow.parameters.m}}`] },
    };
    const parameters = [
      { name: 'given', value: 7 },
      { name: 'm', valueFrom: { configMapKeyRef: { name: 'c', key: 'k' } } },
    ];
    const done = await cluster.runWorkflow('a', { entrypoint: 'main', arguments: { parameters }, templates: [main] });
    expect(printed(cluster, done)).toEqual({ a: '7 default a ci mapped\n' });
  });

  it('are evaluated again inside values, as Argo does', async () => {
    const cluster = await openTestCluster();
    const parameters = [
      { name: 'a', value: '{{workflow.name}}' },
      { name: 'b', value: '{{=1+1}}' },
      { name: 'c', value: '{{workflow.parameters.secret}}' },
      { name: 'secret', value: 's' },
      { name: 'd', value: '{{nobody.knows}} { {workflow.name}}' },
    ];
    const values = ['a', 'b', 'c', 'd'].map((name) => `{{workflow.parameters.${name}}}`).join('|');
    const main = { name: 'main', container: { command: ['echo'], args: [values] } };
    const done = await cluster.runWorkflow('a', { entrypoint: 'main', arguments: { parameters }, templates: [main] });
    expect(printed(cluster, done)).toEqual({ a: 'a|2|s|{{nobody.knows}} { {workflow.name}}\n' });
  });

  it.each([
    [{ entrypoint: 'say', templates: [say] }, 'inputs.parameters.text was not supplied', 'Error'],
    [
      { entrypoint: 'ok', arguments: { parameters: [{ name: 'x' }] }, templates: [ok] },
      'invalid spec: spec.arguments.x.value or spec.arguments.x.valueFrom is required',
      'Failed',
    ],
    [
      {
        entrypoint: 'ok',
        arguments: { parameters: [{ name: 'x', valueFrom: { configMapKeyRef: { name: 'no', key: 'k' } } }] },
        templates: [ok],
      },
      'failed to set global parameter x: its source was not found',
      'Error',
    ],
  ])('that are missing end the Workflow %#', async (spec, message, phase) => {
    const cluster = await openTestCluster();
    const { status } = await cluster.runWorkflow('a', spec);
    expect([status.phase, status.message]).toEqual([phase, message]);
  });
});

describe('references', () => {
  it('to templates of other WorkflowTemplates run them with their own neighbours', async () => {
    const cluster = await openTestCluster();
    const spec = { templates: [{ name: 'entry', steps: [[call('x', 'neighbour')]] }, shell('neighbour', 'echo here')] };
    for (const [kind, metadata] of [
      ['WorkflowTemplate', { name: 'lib', namespace: 'ci' }],
      ['ClusterWorkflowTemplate', { name: 'lib' }],
    ]) {
      cluster.create({ apiVersion: 'argoproj.io/v1alpha1', kind, metadata, spec });
    }
    const steps = [
      [{ name: 'near', templateRef: { name: 'lib', template: 'entry' } }],
      [{ name: 'far', templateRef: { name: 'lib', template: 'entry', clusterScope: true } }],
      [{ name: 'inline', inline: { container: { command: ['echo'], args: ['inline'] } } }],
    ];
    const done = await cluster.runWorkflow('a', { entrypoint: 'main', templates: [{ name: 'main', steps }] });
    expect(done.status.progress).toBe('3/3');
    const scopes = Object.values(done.status.nodes)
      .filter((node) => node.displayName === 'x')
      .map((node) => node.templateScope);
    expect(scopes).toEqual(['namespaced/lib', 'cluster/lib']);
  });

  it('by workflowTemplateRef merge arguments and say so in a label', async () => {
    const cluster = await openTestCluster();
    cluster.create({
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'ClusterWorkflowTemplate',
      metadata: { name: 'ci' },
      spec: {
        entrypoint: 'main',
        workflowMetadata: { labels: { team: 'x' } },
        arguments: {
          parameters: [
            { name: 'a', value: '1' },
            { name: 'b', value: '2' },
          ],
        },
        templates: [
          {
            name: 'main',
            container: { command: ['echo'], args: ['{{workflow.parameters.a}} {{workflow.parameters.b}}'] },
          },
        ],
      },
    });
    const done = await cluster.runWorkflow('w', {
      workflowTemplateRef: { name: 'ci', clusterScope: true },
      arguments: { parameters: [{ name: 'b', value: '3' }] },
    });
    expect(printed(cluster, done)).toEqual({ w: '1 3\n' });
    expect(done.metadata.labels).toMatchObject({ team: 'x', 'workflows.argoproj.io/cluster-workflow-template': 'ci' });
  });
});

describe('what a local machine cannot do', () => {
  it.each([
    ['resource', { resource: { action: 'create' } }],
    ['http', { http: { url: 'x' } }],
    ['plugin', { plugin: {} }],
    ['containerSet', { containerSet: {} }],
    ['data', { data: {} }],
    ['sidecars', { ...ok, sidecars: [{ name: 's' }] }],
    ['command', { container: { image: 'alpine' } }],
    ['s3', { ...ok, inputs: { artifacts: [{ name: 'x', path: '/x', s3: { key: 'k' } }] } }],
    ['volume', { ...ok, volumes: [{ name: 'v', hostPath: { path: '/' } }] }],
    ['without container', {}],
  ])('is an error that says so: %s', async (word, template) => {
    const cluster = await openTestCluster();
    const { status } = await cluster.runWorkflow('a', {
      entrypoint: 'main',
      templates: [{ ...template, name: 'main' }],
    });
    expect(status.phase).toBe('Error');
    expect(status.message).toContain(word);
    expect(status.message).toContain('the development cluster cannot run');
  });

  it.each([
    ['hooks', { entrypoint: 'ok', hooks: { running: { template: 'ok' } }, templates: [ok] }],
    ['templateDefaults', { entrypoint: 'ok', templateDefaults: { timeout: '1s' }, templates: [ok] }],
    ['onExit', { entrypoint: 'm', templates: [{ name: 'm', steps: [[{ ...call('x', 'ok'), onExit: 'ok' }]] }, ok] }],
  ])('is an error in a spec or a step too: %s', async (word, spec) => {
    const cluster = await openTestCluster();
    const { status } = await cluster.runWorkflow('a', spec);
    const said = [status.message, ...Object.values(status.nodes).map((node) => node.message)].join();
    expect(status.phase).toBe('Error');
    expect(said).toContain(`the development cluster cannot run '${word}'`);
  });
});
