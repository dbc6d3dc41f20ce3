import { describe, expect, it } from 'vitest';
import { openTestCluster } from '../../open-test-cluster.ts';
import { call, phasesOf, printed, say, shell } from '../../test-workflow.ts';

const ok = shell('ok', 'exit 0');

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

  it('compute outputs by expressions, and hand artifacts out of templates of steps', async () => {
    const cluster = await openTestCluster();
    const make = {
      ...shell('make', 'echo built > /out/app; printf 4 > /out/n'),
      outputs: {
        artifacts: [{ name: 'app', path: '/out/app' }],
        parameters: [{ name: 'n', valueFrom: { path: '/out/n' } }],
      },
    };
    const inner = {
      name: 'inner',
      steps: [[call('make', 'make')]],
      outputs: {
        parameters: [{ name: 'next', valueFrom: { expression: 'asInt(steps.make.outputs.parameters.n) + 1' } }],
        artifacts: [{ name: 'app', from: '{{steps.make.outputs.artifacts.app}}' }],
      },
    };
    const use = {
      ...shell('use', 'cat /in/app; echo {{inputs.parameters.n}}'),
      inputs: { parameters: [{ name: 'n' }], artifacts: [{ name: 'app', path: '/in/app' }] },
    };
    const given = {
      parameters: [{ name: 'n', value: '{{steps.inner.outputs.parameters.next}}' }],
      artifacts: [{ name: 'app', from: '{{steps.inner.outputs.artifacts.app}}' }],
    };
    const steps = [[call('inner', 'inner')], [{ name: 'use', template: 'use', arguments: given }]];
    const templates = [{ name: 'main', steps }, inner, make, use];
    const done = await cluster.runWorkflow('a', { entrypoint: 'main', templates });
    expect(printed(cluster, done)).toMatchObject({ use: 'built\n5\n' });
  });

  it.each([
    ['parameters', [{ name: 'p', valueFrom: { parameter: '{{steps.none.outputs.result}}' } }]],
    ['artifacts', [{ name: 'p', from: '{{steps.none.outputs.artifacts.x}}' }]],
  ])('end with an error for outputs that cannot be found: %s', async (kind, list) => {
    const cluster = await openTestCluster();
    const main = { name: 'main', steps: [[call('x', 'ok')]], outputs: { [kind]: list } };
    const { status } = await cluster.runWorkflow('a', { entrypoint: 'main', templates: [main, ok] });
    expect([status.phase, status.message]).toEqual(['Error', `unable to resolve outputs.${kind}.p`]);
  });

  it('run no more of them at once than parallelism allows', async () => {
    const cluster = await openTestCluster();
    const items = { withItems: ['a', 'b', 'c'] };
    const main = { name: 'main', parallelism: 1, steps: [[call('x', 'slow', {}, items)]] };
    const line = 'mkdir "$0" && sleep 0.05 && rmdir "$0"';
    const slow = { name: 'slow', container: { command: ['sh', '-c', line, `${cluster.workspace}/one`] } };
    const { status } = await cluster.runWorkflow('a', { entrypoint: 'main', templates: [main, slow] });
    expect([status.phase, status.progress]).toEqual(['Succeeded', '3/3']);
  });

  it('let go of those that wait for their turn when the Workflow is stopped', async () => {
    const cluster = await openTestCluster();
    const slow = shell('slow', 'exec sleep 60');
    const main = { name: 'main', steps: [[call('x', 'slow', {}, { withItems: ['a', 'b', 'c'] })]] };
    const spec = { entrypoint: 'main', parallelism: 1, activeDeadlineSeconds: 0.2, templates: [main, slow] };
    const { status } = await cluster.runWorkflow('a', spec);
    expect(status.phase).toBe('Failed');
    expect(Object.values(status.nodes).filter((node) => node.type === 'Pod')).toHaveLength(1);
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
