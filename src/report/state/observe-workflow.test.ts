import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { annotations } from '../../kubernetes/labels.ts';
import type { Workflow, WorkflowNode } from '../../kubernetes/workflow.ts';
import { observeWorkflow } from './observe-workflow.ts';

interface Said {
  spec?: Record<string, unknown>;
  status?: Record<string, unknown>;
  deletionTimestamp?: string;
  because?: string;
}

function workflow({ spec = {}, status, deletionTimestamp, because }: Said): Workflow {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Workflow',
    metadata: {
      name: 'ci',
      namespace: 'rec',
      uid: 'u',
      ...(deletionTimestamp ? { deletionTimestamp } : {}),
      ...(because === undefined ? {} : { annotations: { [annotations.endedBecause]: because } }),
    },
    spec,
    ...(status === undefined ? {} : { status: status as NonNullable<Workflow['status']> }),
  };
}

function pod(name: string, more: Partial<WorkflowNode> = {}): WorkflowNode {
  return {
    id: `ci-${name}`,
    name: `ci.${name}`,
    displayName: name,
    type: 'Pod',
    boundaryID: 'ci',
    phase: 'Succeeded',
    ...more,
  };
}

function nodes(...list: WorkflowNode[]): Record<string, WorkflowNode> {
  const root: WorkflowNode = { id: 'ci', name: 'ci', displayName: 'ci', type: 'DAG', phase: 'Running' };
  return Object.fromEntries([root, ...list].map((node) => [node.id, node]));
}

const failed = (message: string) => nodes(pod('test', { phase: 'Failed', message }));

describe('a Workflow that the app ended', () => {
  const because = 'Cancelled by @ada';

  it.each<[string, Said, object]>([
    [
      'is cancelled, and says why',
      { spec: { shutdown: 'Stop' }, status: { phase: 'Failed', nodes: failed('no') }, because },
      { conclusion: 'cancelled', how: 'stopped', because },
    ],
    [
      'is cancelled although its controller calls it an error',
      { spec: { shutdown: 'Terminate' }, status: { phase: 'Error' }, because },
      { conclusion: 'cancelled', how: 'terminated', because },
    ],
    [
      'is cancelled when it was deleted for that',
      { status: { phase: 'Running' }, deletionTimestamp: 'now', because },
      { conclusion: 'cancelled', how: 'deleted', because },
    ],
    [
      'succeeded where it was through before',
      { spec: { shutdown: 'Stop' }, status: { phase: 'Succeeded', nodes: { ci: pod('', { id: 'ci' }) } }, because },
      { conclusion: 'success' },
    ],
    [
      'failed where it runs again, and of itself',
      { status: { phase: 'Failed', nodes: failed('no') }, because },
      { conclusion: 'failure', how: 'failed' },
    ],
    [
      'says nothing where nothing is said',
      { spec: { shutdown: 'Stop' }, status: { phase: 'Failed' }, because: ' ' },
      { conclusion: 'cancelled', how: 'stopped' },
    ],
  ])('%s', (_what, said, expected) => {
    const observed = observeWorkflow(workflow(said));
    expect(observed).toMatchObject(expected);
    if (!('because' in expected)) expect(observed).not.toHaveProperty('because');
  });
});

describe('the phase of a Workflow', () => {
  it.each<[string, Said, object]>([
    ['without a status waits', {}, { phase: 'waiting' }],
    ['with an empty phase waits', { status: { phase: '' } }, { phase: 'waiting' }],
    ['with a phase that Argo may have one day waits', { status: { phase: 'Dreaming' } }, { phase: 'waiting' }],
    [
      'that is held back is pending',
      { status: { phase: 'Pending', message: 'a lock' } },
      { phase: 'pending', message: 'a lock' },
    ],
    ['that runs is running', { status: { phase: 'Running' } }, { phase: 'running' }],
    [
      'of which only a Suspend step runs is suspended',
      { status: { phase: 'Running', nodes: nodes(pod('gate', { type: 'Suspend', phase: 'Running' })) } },
      { phase: 'suspended' },
    ],
    [
      'of which another step runs beside a Suspend step is running',
      {
        status: {
          phase: 'Running',
          nodes: nodes(pod('gate', { type: 'Suspend', phase: 'Running' }), pod('test', { phase: 'Running' })),
        },
      },
      { phase: 'running' },
    ],
    [
      'that is deleted before it ended is cancelled',
      { status: { phase: 'Running' }, deletionTimestamp: 'now' },
      { phase: 'ended', conclusion: 'cancelled', how: 'deleted' },
    ],
    [
      'that is deleted before it began is cancelled',
      { deletionTimestamp: 'now' },
      { phase: 'ended', conclusion: 'cancelled' },
    ],
    [
      'that is deleted after it ended keeps its end',
      { status: { phase: 'Succeeded' }, deletionTimestamp: 'now' },
      { phase: 'ended', conclusion: 'success' },
    ],
  ])('%s', (_, said, expected) => {
    expect(observeWorkflow(workflow(said))).toMatchObject(expected);
  });
});

describe('the conclusion of a Workflow', () => {
  const late = 'Pod was active on the node longer than the specified deadline';
  it.each<[string, Said, object]>([
    ['Succeeded is a success', { status: { phase: 'Succeeded' } }, { conclusion: 'success', how: 'succeeded' }],
    [
      'Succeeded although it was stopped is a success',
      { spec: { shutdown: 'Stop' }, status: { phase: 'Succeeded', nodes: { ci: pod('', { id: 'ci', name: 'ci' }) } } },
      { conclusion: 'success' },
    ],
    [
      'Failed is a failure',
      { status: { phase: 'Failed', nodes: failed('main: Error (exit code 1)') } },
      { conclusion: 'failure', how: 'failed' },
    ],
    [
      'Error is a failure',
      { status: { phase: 'Error', nodes: failed('pod deleted') } },
      { conclusion: 'failure', how: 'error' },
    ],
    [
      'terminated while it waited for a lock is cancelled, although Argo before 4.1.2 calls that Succeeded',
      { spec: { shutdown: 'Terminate' }, status: { phase: 'Succeeded' } },
      { phase: 'ended', conclusion: 'cancelled', how: 'terminated' },
    ],
    [
      'terminated while it waited to be tried again is cancelled, too',
      { spec: { shutdown: 'Terminate' }, status: { phase: 'Succeeded', nodes: nodes(pod('test')) } },
      { phase: 'ended', conclusion: 'cancelled', how: 'terminated' },
    ],
    [
      'Failed and stopped is cancelled',
      { spec: { shutdown: 'Stop' }, status: { phase: 'Failed', nodes: failed('x') } },
      { conclusion: 'cancelled', how: 'stopped' },
    ],
    [
      'Error and terminated is cancelled',
      { spec: { shutdown: 'Terminate' }, status: { phase: 'Error', nodes: failed('x') } },
      { conclusion: 'cancelled', how: 'terminated' },
    ],
    [
      'terminated while it waited for a lock is cancelled',
      { spec: { shutdown: 'Terminate' }, status: { phase: 'Failed', message: "Stopped with strategy 'Terminate'" } },
      { conclusion: 'cancelled' },
    ],
    [
      'refused although a shutdown was asked for is a failure',
      { spec: { shutdown: 'Stop' }, status: { phase: 'Failed', message: 'invalid spec: no entrypoint' } },
      { conclusion: 'failure', how: 'refused' },
    ],
    [
      'Failed before anything ran is refused',
      { status: { phase: 'Failed', message: 'invalid spec: x' } },
      { conclusion: 'failure', how: 'refused' },
    ],
    [
      'Failed with offloaded nodes is a failure',
      { status: { phase: 'Failed', offloadNodeStatusVersion: 'fnv:1' } },
      { conclusion: 'failure', how: 'failed', stepsMissing: expect.stringContaining('database') },
    ],
    [
      'a deadline of the Workflow is timed out',
      { status: { phase: 'Failed', message: 'Step exceeded its deadline' } },
      { conclusion: 'timed_out', how: 'timed-out' },
    ],
    [
      'a deadline of its only failed step is timed out',
      { status: { phase: 'Failed', nodes: failed(late) } },
      { conclusion: 'timed_out' },
    ],
    [
      'a deadline beside a step that failed of itself is a failure',
      {
        status: {
          phase: 'Failed',
          nodes: nodes(
            pod('a', { phase: 'Failed', message: late }),
            pod('b', { phase: 'Failed', message: 'main: Error (exit code 1)' }),
          ),
        },
      },
      { conclusion: 'failure' },
    ],
    [
      'such a deadline is timed out where the Workflow used up its time',
      {
        spec: { activeDeadlineSeconds: 60 },
        status: {
          phase: 'Failed',
          startedAt: '2026-11-22T00:00:00Z',
          finishedAt: '2026-11-22T00:01:01Z',
          nodes: nodes(
            pod('a', { phase: 'Failed', message: late }),
            pod('b', { phase: 'Failed', message: 'main: Error (exit code 1)' }),
          ),
        },
      },
      { conclusion: 'timed_out' },
    ],
    [
      "a call's deadline is no deadline of the run",
      { status: { phase: 'Error', nodes: failed('context deadline exceeded') } },
      { conclusion: 'failure', how: 'error' },
    ],
  ])('%s', (_, said, expected) => {
    expect(observeWorkflow(workflow(said))).toMatchObject({ phase: 'ended', ...expected });
  });
});

describe('the nodes of a Workflow', () => {
  const packed = JSON.stringify(nodes(pod('test')));

  it.each([
    ['gzip', gzipSync(packed)],
    ['zstd', zstdCompressSync(packed)],
    ['brotli', brotliCompressSync(packed)],
  ])('are read from %s', (_, compressed) => {
    const status = { phase: 'Running', compressedNodes: compressed.toString('base64') };
    expect(observeWorkflow(workflow({ status })).steps).toMatchObject([{ name: 'test', state: 'succeeded' }]);
  });

  it.each([
    ['larger than 32 MiB', gzipSync(Buffer.alloc(33 * 1024 * 1024, 0x20))],
    ['no JSON', gzipSync('{')],
    ['no object', gzipSync('[]')],
    ['packed in a way that Argo does not know', deflateSync(packed)],
    ['cut off', gzipSync(packed).subarray(0, 20)],
  ])('that are %s are said to be unavailable', (_, compressed) => {
    const seen = observeWorkflow(
      workflow({ status: { phase: 'Succeeded', compressedNodes: compressed.toString('base64') } }),
    );
    expect(seen).toMatchObject({
      phase: 'ended',
      conclusion: 'success',
      steps: [],
      stepsMissing: expect.stringContaining('compressed'),
    });
  });

  it('that are none at all are left out', () => {
    const odd = {
      a: null,
      b: 1,
      c: [],
      d: { id: 1 },
      e: { id: 'e', name: 'e', type: 'Pod', children: [1, 'x'], startedAt: null },
    };
    expect(observeWorkflow(workflow({ status: { phase: 'Running', nodes: odd } })).steps).toMatchObject([
      { name: 'e' },
    ]);
  });

  it('of any shape never make it throw', () => {
    const anyNode = fc.record(
      {
        id: fc.constantFrom('ci', 'a', 'b', 'c'),
        name: fc.constantFrom('ci', 'ci.a', 'ci.a(0)', 'ci.a(0:x)', 'ci.b'),
        displayName: fc.constantFrom('a', 'a(0)', 'a(0:x)', 'a(1:y)'),
        type: fc.constantFrom('Pod', 'DAG', 'Steps', 'StepGroup', 'TaskGroup', 'Retry', 'Suspend', 'Skipped', 'New'),
        phase: fc.constantFrom('Pending', 'Running', 'Succeeded', 'Failed', 'Error', 'Omitted', 'Skipped', '?'),
        boundaryID: fc.constantFrom('ci', 'a', 'b', 'c', 'nowhere'),
        children: fc.array(fc.constantFrom('ci', 'a', 'b', 'c', 'nowhere')),
        message: fc.string(),
        startedAt: fc.constantFrom('2026-11-22T00:00:00Z', '2026-11-22T00:00:01Z', null),
      },
      { requiredKeys: ['id', 'name', 'type'] },
    );
    fc.assert(
      fc.property(fc.array(anyNode), fc.constantFrom('Running', 'Failed', 'Pending', ''), (list, phase) => {
        const seen = observeWorkflow(
          workflow({ status: { phase, nodes: Object.fromEntries(list.map((each, index) => [index, each])) } }),
        );
        expect(seen.steps.length).toBeLessThanOrEqual(list.length);
      }),
    );
  });

  it('of any text never make it throw', () => {
    fc.assert(
      fc.property(fc.base64String(), fc.anything(), (compressedNodes, status) => {
        observeWorkflow(workflow({ status: { compressedNodes } }));
        if (typeof status === 'object' && status !== null) observeWorkflow(workflow({ status: { ...status } }));
      }),
    );
  });
});
