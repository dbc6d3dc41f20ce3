import { describe, expect, it } from 'vitest';
import { type FinishedWorkflow, openTestCluster, shell, type TestCluster } from '../../open-test-cluster.ts';

const ok = shell('ok', 'exit 0');
const bad = shell('bad', 'exit 1');

/** A template that prints its parameter. */
const say = { ...shell('say', 'echo "$0"'), inputs: { parameters: [{ name: 'text' }] } };
say.container = { ...say.container, args: ['echo "$0"', '{{inputs.parameters.text}}'] };

function call(name: string, template: string, parameters: Record<string, string> = {}, more: object = {}): object {
  const list = Object.entries(parameters).map(([key, value]) => ({ name: key, value }));
  return { name, template, arguments: { parameters: list }, ...more };
}

function phasesOf({ status }: FinishedWorkflow): Record<string, string> {
  return Object.fromEntries(Object.values(status.nodes).map((node) => [node.displayName, node.phase]));
}

/** What each pod of the Workflow printed, by its node's display name. */
function printed(cluster: TestCluster, workflow: FinishedWorkflow): Record<string, string> {
  const logs = cluster.list('pods', 'ci').map((pod) => {
    const id = pod.metadata.annotations?.['workflows.argoproj.io/node-id'] ?? '';
    return [workflow.status.nodes[id]?.displayName ?? id, cluster.podLog('ci', pod.metadata.name) ?? ''];
  });
  return Object.fromEntries(logs);
}

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

describe('steps', () => {
  it('hand results and output parameters on', async () => {
    const cluster = await openTestCluster();
    const script = { name: 'make', script: { command: ['sh'], source: 'echo 41; echo noise >&2; printf v > /out/p' } };
    const outputs = { parameters: [{ name: 'p', valueFrom: { path: '/out/p' } }] };
    const text =
      '{{steps.one.outputs.result}} {{steps.one.outputs.parameters.p}} {{steps.one.status}} {{steps.one.exitCode}}';
    const steps = [[call('one', 'make')], [call('two', 'say', { text })]];
    const spec = { entrypoint: 'main', templates: [{ name: 'main', steps }, { ...script, outputs }, say] };
    const done = await cluster.runWorkflow('a', spec);
    expect(printed(cluster, done)).toMatchObject({ two: '41 v Succeeded 0\n' });
    const one = Object.values(done.status.nodes).find((node) => node.displayName === 'one');
    expect(one?.outputs).toEqual({ exitCode: '0', result: '41', parameters: [{ name: 'p', value: 'v' }] });
  });

  it('pass outputs through templates of steps', async () => {
    const cluster = await openTestCluster();
    const inner = {
      name: 'inner',
      steps: [[call('deep', 'make')]],
      outputs: { parameters: [{ name: 'q', valueFrom: { parameter: '{{steps.deep.outputs.result}}' } }] },
    };
    const make = { name: 'make', script: { command: ['sh'], source: 'echo deep' } };
    const steps = [[call('nested', 'inner')], [call('use', 'say', { text: '{{steps.nested.outputs.parameters.q}}' })]];
    const done = await cluster.runWorkflow('a', {
      entrypoint: 'main',
      templates: [{ name: 'main', steps }, inner, make, say],
    });
    expect(printed(cluster, done)).toMatchObject({ use: 'deep\n' });
    expect(Object.values(done.status.nodes).find((node) => node.displayName === 'deep')?.name).toBe(
      'a[0].nested[0].deep',
    );
  });

  it('fan out over lists, objects, JSON and sequences', async () => {
    const cluster = await openTestCluster();
    const steps = [
      [
        call('list', 'say', { text: '{{item}}' }, { withItems: ['a', 2, true] }),
        call('objects', 'say', { text: '{{item.n}}-{{item.m}}' }, { withItems: [{ n: 'x', m: 1 }] }),
        call('json', 'say', { text: '{{item}}' }, { withParam: '["j"]' }),
        call('sequence', 'say', { text: '{{item}}' }, { withSequence: { start: '1', end: 2, format: 'n%02d' } }),
        call('none', 'say', { text: '{{item}}' }, { withParam: '[]' }),
        call('some', 'say', { text: '{{item}}' }, { withItems: ['y', 'n'], when: '{{item}} == y' }),
      ],
    ];
    const done = await cluster.runWorkflow('a', { entrypoint: 'main', templates: [{ name: 'main', steps }, say] });
    expect(done.status.phase).toBe('Succeeded');
    expect(printed(cluster, done)).toEqual({
      'list(0:a)': 'a\n',
      'list(1:2)': '2\n',
      'list(2:true)': 'true\n',
      'objects(0:m:1,n:x)': 'x-1\n',
      'json(0:j)': 'j\n',
      'sequence(0:n01)': 'n01\n',
      'sequence(1:n02)': 'n02\n',
      'some(0:y)': 'y\n',
    });
    expect(phasesOf(done)).toMatchObject({ none: 'Skipped', 'some(1:n)': 'Skipped' });
  });

  it('fan out over what another step printed, and collect the results', async () => {
    const cluster = await openTestCluster();
    const list = { name: 'list', script: { command: ['sh'], source: 'echo \'["p","q"]\'' } };
    const steps = [
      [call('make', 'list')],
      [call('each', 'say', { text: '{{item}}' }, { withParam: '{{steps.make.outputs.result}}' })],
      [call('all', 'say', { text: '{{steps.each.outputs.result}}' })],
    ];
    const done = await cluster.runWorkflow('a', {
      entrypoint: 'main',
      templates: [{ name: 'main', steps }, list, say],
    });
    expect(printed(cluster, done)).toMatchObject({ all: '["p","q"]\n' });
  });

  it('decide by when', async () => {
    const cluster = await openTestCluster();
    const steps = [
      [
        call('bare', 'ok', {}, { when: 'main == main' }),
        call('logic', 'ok', {}, { when: '({{workflow.parameters.n}} > 2 && "a" != "b") || false' }),
        call('expression', 'ok', {}, { when: "{{=workflow.parameters.n == '3'}}" }),
        call('no', 'ok', {}, { when: '!(1 < 2)' }),
      ],
    ];
    const parameters = [{ name: 'n', value: '3' }];
    const done = await cluster.runWorkflow('a', {
      entrypoint: 'main',
      arguments: { parameters },
      templates: [{ name: 'main', steps }, ok],
    });
    expect(phasesOf(done)).toMatchObject({
      bare: 'Succeeded',
      logic: 'Succeeded',
      expression: 'Succeeded',
      no: 'Skipped',
    });
  });

  it.each([
    [
      'a when that is not boolean',
      call('x', 'ok', {}, { when: '1 + 1' }),
      "Expected boolean evaluation for '1 + 1'. Got 2",
    ],
    [
      'a when that cannot be read',
      call('x', 'ok', {}, { when: '1 ==' }),
      "Invalid 'when' expression '1 ==': Unexpected end",
    ],
    ['a withParam that is no list', call('x', 'ok', {}, { withParam: '{}' }), 'withParam value could not be parsed'],
  ])('end with an error for %s', async (_what, step, message) => {
    const cluster = await openTestCluster();
    const { status } = await cluster.runWorkflow('a', {
      entrypoint: 'main',
      templates: [{ name: 'main', steps: [[step]] }, ok],
    });
    expect(status.phase).toBe('Error');
    expect(Object.values(status.nodes).find((node) => node.displayName === 'x')?.message).toContain(message);
  });

  it('hand artifacts on', async () => {
    const cluster = await openTestCluster();
    const make = {
      ...shell('make', 'mkdir -p /work/dist && echo built > /work/dist/app'),
      outputs: { artifacts: [{ name: 'dist', path: '/work/dist' }] },
    };
    const use = { ...shell('use', 'cat /in/app'), inputs: { artifacts: [{ name: 'dist', path: '/in' }] } };
    const from = { artifacts: [{ name: 'dist', from: '{{steps.make.outputs.artifacts.dist}}' }] };
    const steps = [[call('make', 'make')], [{ name: 'use', template: 'use', arguments: from }]];
    const done = await cluster.runWorkflow('a', {
      entrypoint: 'main',
      templates: [{ name: 'main', steps }, make, use],
    });
    expect(printed(cluster, done)).toMatchObject({ use: 'built\n' });
  });
});

describe('a DAG', () => {
  const dag = (tasks: object[], more: object = {}) => ({ name: 'main', dag: { tasks, ...more } });

  it('runs a task on another one failing, and is judged by its last tasks', async () => {
    const cluster = await openTestCluster();
    const tasks = [
      call('test', 'bad'),
      call('repair', 'ok', {}, { depends: 'test.Failed' }),
      call('ship', 'ok', {}, { depends: 'test.Succeeded || test.Skipped' }),
    ];
    const done = await cluster.runWorkflow('a', { entrypoint: 'main', templates: [dag(tasks), ok, bad] });
    expect(phasesOf(done)).toMatchObject({ a: 'Failed', test: 'Failed', repair: 'Succeeded', ship: 'Omitted' });
    const excused = [
      call('test', 'bad'),
      call('repair', 'ok', {}, { depends: '!test.Succeeded && (test.Failed || test.Errored)' }),
    ];
    const good = await cluster.runWorkflow('b', { entrypoint: 'main', templates: [dag(excused), ok, bad] });
    expect(good.status.phase).toBe('Succeeded');
  });

  it('stops beginning tasks once one has failed, unless failFast is false', async () => {
    const cluster = await openTestCluster();
    const tasks = [call('first', 'bad'), call('long', 'long'), call('later', 'ok', {}, { dependencies: ['long'] })];
    const templates = [ok, bad, shell('long', 'sleep 0.2')];
    const fast = await cluster.runWorkflow('a', { entrypoint: 'main', templates: [dag(tasks), ...templates] });
    expect(phasesOf(fast)).toEqual({ a: 'Failed', first: 'Failed', long: 'Succeeded' });
    const slow = await cluster.runWorkflow('b', {
      entrypoint: 'main',
      templates: [dag(tasks, { failFast: false }), ...templates],
    });
    expect(phasesOf(slow)).toMatchObject({ b: 'Failed', later: 'Succeeded' });
  });

  it('goes on after an excused failure', async () => {
    const cluster = await openTestCluster();
    const tasks = [
      call('check', 'bad', {}, { continueOn: { failed: true } }),
      call('next', 'ok', {}, { dependencies: ['check'] }),
    ];
    const done = await cluster.runWorkflow('a', { entrypoint: 'main', templates: [dag(tasks), ok, bad] });
    expect(phasesOf(done)).toEqual({ a: 'Succeeded', check: 'Failed', next: 'Succeeded' });
  });

  it('groups the items of a fan-out and hands results on', async () => {
    const cluster = await openTestCluster();
    const tasks = [
      call('each', 'say', { text: '{{item}}' }, { withItems: ['a', 'b'] }),
      call(
        'all',
        'say',
        { text: '{{tasks.each.outputs.result}} {{tasks.each.status}}' },
        { depends: 'each.AnySucceeded' },
      ),
    ];
    const done = await cluster.runWorkflow('a', { entrypoint: 'main', templates: [dag(tasks), say] });
    expect(printed(cluster, done)).toMatchObject({ all: '["a","b"] Succeeded\n' });
    const group = Object.values(done.status.nodes).find((node) => node.displayName === 'each');
    expect([group?.type, group?.children?.length]).toEqual(['TaskGroup', 2]);
  });

  it('runs only what its target needs', async () => {
    const cluster = await openTestCluster();
    const tasks = [call('a', 'ok'), call('b', 'ok', {}, { depends: 'a' }), call('c', 'ok', {}, { depends: 'a' })];
    const done = await cluster.runWorkflow('w', { entrypoint: 'main', templates: [dag(tasks, { target: 'b' }), ok] });
    expect(phasesOf(done)).toEqual({ w: 'Succeeded', a: 'Succeeded', b: 'Succeeded' });
  });
});

describe('retries', () => {
  it('know how the last attempt ended', async () => {
    const cluster = await openTestCluster();
    const retryStrategy = { limit: 5, expression: 'asInt(lastRetry.exitCode) == 1' };
    const flaky = { ...shell('flaky', 'test {{retries}} -lt 2 && exit 1; exit 7'), retryStrategy };
    const { status } = await cluster.runWorkflow('a', { entrypoint: 'flaky', templates: [flaky] });
    expect(Object.values(status.nodes)).toHaveLength(4);
    expect([status.phase, status.message]).toEqual(['Failed', 'retryStrategy.expression evaluated to false']);
  });

  it('do not repeat what their policy leaves out', async () => {
    const cluster = await openTestCluster();
    const { status } = await cluster.runWorkflow('a', {
      entrypoint: 'bad',
      templates: [{ ...bad, retryStrategy: { limit: 3, retryPolicy: 'OnError' } }],
    });
    expect([Object.values(status.nodes).length, status.message]).toEqual([2, 'main: Error (exit code 1)']);
  });

  it('wait between attempts, and not beyond their time', async () => {
    const cluster = await openTestCluster();
    const backoff = { duration: '60ms', factor: 2, maxDuration: '100ms' };
    const flaky = { ...bad, retryStrategy: { limit: 9, backoff } };
    const before = performance.now();
    const { status } = await cluster.runWorkflow('a', { entrypoint: 'bad', templates: [flaky] });
    expect(status.message).toBe('Max duration limit exceeded');
    expect(performance.now() - before).toBeGreaterThan(55);
  });

  it('end with the Workflow', async () => {
    const cluster = await openTestCluster();
    const { status } = await cluster.runWorkflow('a', {
      entrypoint: 'bad',
      activeDeadlineSeconds: 0.2,
      templates: [{ ...bad, retryStrategy: { backoff: { duration: '1h' } } }],
    });
    expect([status.phase, status.message]).toEqual(['Failed', 'Step exceeded its deadline']);
  });

  it('cover a template of steps', async () => {
    const cluster = await openTestCluster();
    const main = { name: 'main', retryStrategy: { limit: 1 }, steps: [[call('x', 'bad')]] };
    const { status } = await cluster.runWorkflow('a', { entrypoint: 'main', templates: [main, bad] });
    expect(
      Object.values(status.nodes)
        .map((node) => node.name)
        .sort(),
    ).toEqual(['a', 'a(0)', 'a(0)[0]', 'a(0)[0].x', 'a(1)', 'a(1)[0]', 'a(1)[0].x']);
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
});
