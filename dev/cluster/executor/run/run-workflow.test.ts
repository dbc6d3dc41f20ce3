import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  isCompleted,
  isRunning,
  openTestCluster,
  readWorkflow,
  type TestCluster,
  workflowsPath,
} from '../../open-test-cluster.ts';
import { describeWorkflow, shell } from '../../test-workflow.ts';

const merge = { 'content-type': 'application/merge-patch+json' };
const sleeper = shell('slow', 'echo $$; exec sleep 60');
const ok = shell('ok', 'exit 0');

function patchSpec(cluster: TestCluster, name: string, spec: object) {
  return cluster.send('PATCH', `${workflowsPath}/${name}`, { spec }, merge);
}

/** Waits until the Workflow's process runs and gives its process id, which it prints. */
async function processOf(cluster: TestCluster, name: string): Promise<number> {
  await cluster.untilStatus(name, (status) => status.nodes[name]?.phase === 'Running');
  const printed = () => Number(cluster.podLog('ci', name)?.trim() ?? 0);
  await expect.poll(printed, { timeout: 5000 }).toBeGreaterThan(0);
  return printed();
}

describe('shutdown', () => {
  it('stop ends the step and still runs the exit handler, which sees how it went', async () => {
    const cluster = await openTestCluster();
    const handler = shell('handler', 'echo status {{workflow.status}}');
    cluster.create(describeWorkflow('a', { entrypoint: 'slow', onExit: 'handler', templates: [sleeper, handler] }));
    const child = await processOf(cluster, 'a');
    await patchSpec(cluster, 'a', { shutdown: 'Stop' });
    const { status } = await cluster.untilStatus('a', (each) => each.phase === 'Failed');
    expect(status.message).toBe("Stopped with strategy 'Stop'");
    expect(isRunning(child)).toBe(false);
    const [pod] = cluster.list('pods', 'ci').filter((each) => each.metadata.name.startsWith('a-handler-'));
    expect(cluster.podLog('ci', pod?.metadata.name ?? '')).toBe('status Failed\n');
    expect(pod?.metadata.labels?.['workflows.argoproj.io/on-exit']).toBe('true');
  });

  it('terminate also ends an exit handler that runs already', async () => {
    const cluster = await openTestCluster();
    cluster.create(describeWorkflow('a', { entrypoint: 'ok', onExit: 'slow', templates: [ok, sleeper] }));
    await cluster.untilStatus('a', (status) =>
      Object.values(status.nodes).some((node) => node.name === 'a.onExit' && node.phase === 'Running'),
    );
    await patchSpec(cluster, 'a', { shutdown: 'Terminate' });
    const { status } = await cluster.untilStatus('a', (each) => each.phase === 'Failed');
    const handler = Object.values(status.nodes).find((node) => node.name === 'a.onExit');
    expect(handler?.message).toBe('workflow shutdown with strategy:  Terminate');
  });

  it('begins nothing more', async () => {
    const cluster = await openTestCluster();
    const steps = [[{ name: 'first', template: 'slow' }], [{ name: 'second', template: 'ok' }]];
    cluster.create(describeWorkflow('a', { entrypoint: 'main', templates: [{ name: 'main', steps }, sleeper, ok] }));
    await cluster.untilStatus('a', (status) =>
      Object.values(status.nodes).some((node) => node.type === 'Pod' && node.phase === 'Running'),
    );
    await patchSpec(cluster, 'a', { shutdown: 'Stop' });
    const { status } = await cluster.untilStatus('a', (each) => each.phase === 'Failed');
    expect(Object.values(status.nodes).map((node) => node.displayName)).not.toContain('second');
  });

  it('kills a step that does not want to end', async () => {
    const cluster = await openTestCluster();
    const stubborn = shell('stubborn', "trap '' TERM; echo $$; while :; do sleep 1; done");
    cluster.create(describeWorkflow('a', { entrypoint: 'stubborn', templates: [stubborn] }));
    const child = await processOf(cluster, 'a');
    await patchSpec(cluster, 'a', { shutdown: 'Terminate' });
    await cluster.untilStatus('a', (each) => each.phase === 'Failed');
    expect(isRunning(child)).toBe(false);
  });

  it('ends a Workflow that waits at a suspension or for a lock', async () => {
    const cluster = await openTestCluster();
    const synchronization = { mutex: { name: 'm' } };
    const gate = { name: 'gate', suspend: {} };
    cluster.create(describeWorkflow('a', { entrypoint: 'gate', synchronization, templates: [gate] }));
    await cluster.untilStatus('a', (status) => status.phase === 'Running');
    cluster.create(describeWorkflow('b', { entrypoint: 'gate', synchronization, templates: [gate] }));
    await cluster.untilStatus('b', (status) => status.phase === 'Pending');
    for (const name of ['b', 'a']) {
      await patchSpec(cluster, name, { shutdown: 'Terminate' });
      const { status } = await cluster.untilStatus(name, (each) => each.phase === 'Failed');
      expect(status.message).toBe("Stopped with strategy 'Terminate'");
    }
  });
});

describe('a Stop of a Workflow that waits for a lock', () => {
  it('ends it only once it has the lock, as Argo does', async () => {
    const cluster = await openTestCluster();
    const synchronization = { mutex: { name: 'm' } };
    const gate = { name: 'gate', suspend: {} };
    cluster.create(describeWorkflow('a', { entrypoint: 'gate', synchronization, templates: [gate] }));
    await cluster.untilStatus('a', (status) => status.phase === 'Running');
    cluster.create(describeWorkflow('b', { entrypoint: 'gate', synchronization, templates: [gate] }));
    await cluster.untilStatus('b', (status) => status.phase === 'Pending');
    await patchSpec(cluster, 'b', { shutdown: 'Stop' });
    await cluster.runWorkflow('meanwhile', { entrypoint: 'ok', templates: [ok] });
    expect(cluster.workflow('b').status.phase).toBe('Pending');
    await patchSpec(cluster, 'a', { shutdown: 'Stop' });
    const { status } = await cluster.untilStatus('b', (each) => each.phase === 'Failed');
    expect(status.message).toBe("Stopped with strategy 'Stop'");
  });
});

describe('deadlines', () => {
  it('end running steps and the exit handler still runs', async () => {
    const cluster = await openTestCluster();
    const spec = { entrypoint: 'slow', onExit: 'ok', activeDeadlineSeconds: 0.2, templates: [sleeper, ok] };
    const { status } = await cluster.runWorkflow('a', spec);
    expect([status.phase, status.message, status.progress]).toEqual(['Failed', 'Step exceeded its deadline', '1/2']);
  });

  it.each([
    [
      'activeDeadlineSeconds',
      { activeDeadlineSeconds: 0.1 },
      'Pod was active on the node longer than the specified deadline',
    ],
    ['timeout', { timeout: '100ms' }, 'Step exceeded its deadline'],
  ])('of a template: %s', async (_field, limit, message) => {
    const cluster = await openTestCluster();
    const { status } = await cluster.runWorkflow('a', { entrypoint: 'slow', templates: [{ ...sleeper, ...limit }] });
    expect([status.phase, status.message]).toEqual(['Failed', message]);
  });
});

describe('suspension', () => {
  it('by spec.suspend lets nothing begin until it is lifted', async () => {
    const cluster = await openTestCluster();
    cluster.create(describeWorkflow('a', { entrypoint: 'ok', suspend: true, templates: [ok] }));
    const { status } = await cluster.untilStatus('a', (each) => each.phase === 'Running');
    expect(status.nodes).toEqual({});
    await patchSpec(cluster, 'a', { suspend: null });
    expect((await cluster.untilStatus('a', (each) => each.phase === 'Succeeded')).status.progress).toBe('1/1');
  });

  it('for a duration ends by itself', async () => {
    const cluster = await openTestCluster();
    const gate = { name: 'gate', suspend: { duration: '50ms' } };
    const { status } = await cluster.runWorkflow('a', { entrypoint: 'gate', templates: [gate] });
    expect([status.phase, status.nodes.a?.type]).toEqual(['Succeeded', 'Suspend']);
  });

  it('hands on the values that were supplied', async () => {
    const cluster = await openTestCluster();
    const gate = {
      name: 'gate',
      suspend: {},
      outputs: {
        parameters: [
          { name: 'given', valueFrom: { supplied: {} } },
          { name: 'defaulted', valueFrom: { supplied: {}, default: 'd' } },
        ],
      },
    };
    const steps = [
      [{ name: 'ask', template: 'gate' }],
      [
        {
          name: 'use',
          template: 'use',
          arguments: {
            parameters: [
              { name: 'a', value: '{{steps.ask.outputs.parameters.given}}' },
              { name: 'b', value: '{{steps.ask.outputs.parameters.defaulted}}' },
            ],
          },
        },
      ],
    ];
    const use = {
      ...shell('use', 'test "{{inputs.parameters.a}}{{inputs.parameters.b}}" = gd'),
      inputs: { parameters: [{ name: 'a' }, { name: 'b' }] },
    };
    cluster.create(describeWorkflow('a', { entrypoint: 'main', templates: [{ name: 'main', steps }, gate, use] }));
    const isWaiting = (node: { type: string; phase: string }) => node.type === 'Suspend' && node.phase === 'Running';
    await cluster.untilStatus('a', (status) => Object.values(status.nodes).some(isWaiting));
    const { body } = await cluster.send('GET', `${workflowsPath}/a`);
    const { status } = readWorkflow(body);
    const waiting = Object.values(status.nodes).find(isWaiting);
    const outputs = { parameters: [{ name: 'given', value: 'g' }] };
    const nodes = { ...status.nodes, [waiting?.id ?? '']: { ...waiting, phase: 'Succeeded', outputs } };
    await cluster.send('PUT', `${workflowsPath}/a`, { ...body, status: { ...status, nodes } });
    expect((await cluster.untilStatus('a', (each) => each.phase !== 'Running')).status.phase).toBe('Succeeded');
  });
});

describe('exit handlers', () => {
  it('that fail make a Workflow fail that had succeeded', async () => {
    const cluster = await openTestCluster();
    const spec = { entrypoint: 'ok', onExit: 'bad', templates: [ok, shell('bad', 'exit 3')] };
    const { status } = await cluster.runWorkflow('a', spec);
    expect([status.phase, status.message]).toEqual(['Failed', 'main: Error (exit code 3)']);
  });
});

describe('a Workflow that is deleted', () => {
  it('goes on while a finalizer keeps it', async () => {
    const cluster = await openTestCluster();
    const metadata = { name: 'a', namespace: 'ci', finalizers: ['argo-events-app/report'] };
    cluster.create({ ...describeWorkflow('a', { entrypoint: 'slow', templates: [sleeper] }), metadata });
    const child = await processOf(cluster, 'a');
    await cluster.send('DELETE', `${workflowsPath}/a`);
    expect(isRunning(child)).toBe(true);
    process.kill(child, 'SIGKILL');
    const { status } = await cluster.untilStatus('a', (each) => each.phase === 'Failed');
    expect(status.message).toBe('main: Error (exit code 137)');
    await cluster.send('PATCH', `${workflowsPath}/a`, { metadata: { finalizers: null } }, merge);
    expect(cluster.get('workflows', 'ci', 'a')).toBeUndefined();
  });

  it('and really gone takes its processes and pods with it', async () => {
    const cluster = await openTestCluster();
    cluster.create(describeWorkflow('a', { entrypoint: 'slow', templates: [sleeper] }));
    const child = await processOf(cluster, 'a');
    await cluster.send('DELETE', `${workflowsPath}/a`);
    await expect.poll(() => isRunning(child)).toBe(false);
    await cluster.waitFor({ plural: 'pods', namespace: 'ci', name: 'a' }, (pod) => pod === undefined);
  });

  it('by ttlStrategy goes after its end', async () => {
    const cluster = await openTestCluster();
    const ttlStrategy = { secondsAfterCompletion: 60, secondsAfterSuccess: 0 };
    cluster.create(describeWorkflow('a', { entrypoint: 'ok', ttlStrategy, templates: [ok] }));
    const place = { plural: 'workflows', namespace: 'ci', name: 'a' };
    await cluster.waitFor(place, (object) => object === undefined);
  });
});

describe('podGC', () => {
  it.each([
    ['OnPodCompletion', 'exit 1', 0],
    ['OnPodSuccess', 'exit 0', 0],
    ['OnWorkflowCompletion', 'exit 1', 0],
    ['OnWorkflowSuccess', 'exit 0', 0],
    ['OnPodSuccess', 'exit 1', 1],
    ['OnWorkflowSuccess', 'exit 1', 1],
  ])('%s after "%s" leaves %i pods', async (strategy, line, count) => {
    const cluster = await openTestCluster();
    const podGC = { strategy, deleteDelayDuration: '0s' };
    await cluster.runWorkflow('a', { entrypoint: 'm', podGC, templates: [shell('m', line)] });
    await cluster.runWorkflow('b', { entrypoint: 'm', templates: [{ name: 'm', suspend: { duration: '30ms' } }] });
    expect(cluster.list('pods', 'ci')).toHaveLength(count);
  });
});

describe('the executor', () => {
  it('begins nothing and writes nothing while it is paused', async () => {
    const cluster = await openTestCluster();
    cluster.pauseExecutor();
    cluster.create(describeWorkflow('a', { entrypoint: 'ok', templates: [ok] }));
    await cluster.send('GET', workflowsPath);
    expect(cluster.get('workflows', 'ci', 'a')).not.toHaveProperty('status');
    cluster.resumeExecutor();
    await cluster.waitFor({ plural: 'workflows', namespace: 'ci', name: 'a' }, isCompleted);
  });

  it('paused in the middle, writes the end of a step only afterwards, and once', async () => {
    const cluster = await openTestCluster();
    cluster.create(describeWorkflow('a', { entrypoint: 'slow', templates: [sleeper] }));
    const child = await processOf(cluster, 'a');
    cluster.pauseExecutor();
    process.kill(child, 'SIGKILL');
    await expect.poll(() => isRunning(child)).toBe(false);
    expect(cluster.workflow('a').status.phase).toBe('Running');
    cluster.resumeExecutor();
    await cluster.untilStatus('a', (status) => status.phase === 'Failed');
    expect(cluster.list('pods', 'ci')).toHaveLength(1);
  });

  it('stores large node tables compressed', async () => {
    const cluster = await openTestCluster({ compressNodesAbove: 100 });
    await cluster.runWorkflow('a', { entrypoint: 'ok', templates: [ok] });
    const status = z.looseObject({ compressedNodes: z.string() }).parse(cluster.get('workflows', 'ci', 'a')?.status);
    expect(status).not.toHaveProperty('nodes');
    const nodes: unknown = JSON.parse(gunzipSync(Buffer.from(status.compressedNodes, 'base64')).toString('utf8'));
    expect(nodes).toMatchObject({ a: { type: 'Pod', phase: 'Succeeded' } });
  });

  it('keeps what others write on a Workflow while it runs', async () => {
    const cluster = await openTestCluster();
    cluster.create(describeWorkflow('a', { entrypoint: 'slow', templates: [sleeper] }));
    const child = await processOf(cluster, 'a');
    const note = { metadata: { annotations: { 'argo-events-app/reported': 'x' }, labels: { mine: 'y' } } };
    await cluster.send('PATCH', `${workflowsPath}/a`, note, merge);
    process.kill(child, 'SIGKILL');
    await cluster.untilStatus('a', (status) => status.phase === 'Failed');
    expect(cluster.get('workflows', 'ci', 'a')?.metadata).toMatchObject(note.metadata);
  });
});

describe('synchronization', () => {
  it('lets as many run as the semaphore says, the oldest first', async () => {
    const cluster = await openTestCluster();
    cluster.create({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'limits', namespace: 'ci' },
      data: { n: '1' },
    });
    const synchronization = { semaphores: [{ configMapKeyRef: { name: 'limits', key: 'n' } }] };
    const spec = { entrypoint: 'gate', synchronization, templates: [{ name: 'gate', suspend: {} }] };
    for (const name of ['a', 'b', 'c']) cluster.create(describeWorkflow(name, spec));
    const waiting = await cluster.untilStatus('b', (status) => status.phase === 'Pending');
    expect(waiting.status.message).toBe('Waiting for ci/ConfigMap/limits/n lock. Lock status: 0/1');
    await cluster.send('PATCH', '/api/v1/namespaces/ci/configmaps/limits', { data: { n: '2' } }, merge);
    await cluster.untilStatus('b', (status) => status.phase === 'Running');
    expect(cluster.workflow('c').status.phase).toBe('Pending');
    cluster.remove('workflows', 'ci', 'a');
    await cluster.untilStatus('c', (status) => status.phase === 'Running');
  });

  it('fails a Workflow whose ConfigMap is missing', async () => {
    const cluster = await openTestCluster();
    const synchronization = { semaphore: { configMapKeyRef: { name: 'nowhere', key: 'n' } } };
    const { status } = await cluster.runWorkflow('a', { entrypoint: 'ok', synchronization, templates: [ok] });
    expect([status.phase, status.message]).toEqual([
      'Failed',
      'Failed to acquire the synchronization lock. configmaps "nowhere" not found',
    ]);
  });

  it('of a template holds back its node', async () => {
    const cluster = await openTestCluster();
    const gate = { name: 'gate', suspend: { duration: '50ms' }, synchronization: { mutex: { name: 'm' } } };
    const steps = [
      [
        { name: 'one', template: 'gate' },
        { name: 'two', template: 'gate' },
      ],
    ];
    const spec = { entrypoint: 'main', templates: [{ name: 'main', steps }, gate] };
    cluster.create(describeWorkflow('a', spec));
    const { status } = await cluster.untilStatus('a', (each) =>
      Object.values(each.nodes).some((node) => node.type === 'Suspend' && node.phase === 'Pending'),
    );
    const waiting = Object.values(status.nodes).find((node) => node.type === 'Suspend' && node.phase === 'Pending');
    expect(waiting?.message).toBe('Waiting for ci/Mutex/m lock. Lock status: 0/1');
    expect((await cluster.untilStatus('a', (each) => each.phase !== 'Running')).status.phase).toBe('Succeeded');
  });
});
