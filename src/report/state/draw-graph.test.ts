import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WorkflowNode } from '../../kubernetes/workflow.ts';
import { readRecording } from '../testing/recordings.ts';
import { type DrawnGraph, drawGraph } from './draw-graph.ts';
import { readNodes } from './read-nodes.ts';

function lastOf(recording: string): DrawnGraph | undefined {
  const read = readNodes(readRecording(recording).at(-1)?.object.status);
  return read.kind === 'read' ? drawGraph(read.nodes, recording) : undefined;
}

/** `lint → test`, an arrow a line. */
function arrows(graph: DrawnGraph | undefined): string[] {
  return (graph?.edges ?? []).map((edge) => edge.map((place) => graph?.steps[place]?.name).join(' → ')).sort();
}

function node(id: string, more: Partial<WorkflowNode> = {}): WorkflowNode {
  return { id, name: `ci.${id}`, displayName: id, type: 'Pod', boundaryID: 'ci', phase: 'Succeeded', ...more };
}

function dag(...nodes: WorkflowNode[]): DrawnGraph | undefined {
  const inner = new Set(nodes.flatMap((each) => each.children ?? []));
  const children = nodes.map((each) => each.id).filter((id) => !inner.has(id));
  return drawGraph([{ id: 'ci', name: 'ci', type: 'DAG', phase: 'Running', children }, ...nodes], 'ci');
}

describe('drawGraph', () => {
  it('shows what follows what in a DAG, with the state of each', () => {
    expect(arrows(lastOf('dag-failed'))).toEqual([
      'checkout → lint',
      'checkout → test',
      'lint → build',
      'test → build',
    ]);
    expect(lastOf('dag-failed')?.steps).toContainEqual({ name: 'test', state: 'failed' });
  });

  it('shows Steps through their groups', () => {
    expect(arrows(lastOf('suspended-then-resumed'))).toEqual(['approve → deploy', 'build → approve']);
    expect(arrows(lastOf('steps-with-fan-out-and-skip'))).toContain('each(0:a) → deploy');
  });

  it('takes the tries of a step, and a large fan-out, as one', () => {
    const items = Array.from({ length: 9 }, (_, index) =>
      node(`each(${index}:v${index})`, { children: ['end'], ...(index === 4 ? { phase: 'Failed' } : {}) }),
    );
    const graph = dag(
      node('start', { type: 'Retry', children: ['t0', 't1'] }),
      node('t0', { name: 'ci.start(0)', phase: 'Failed' }),
      node('t1', { name: 'ci.start(1)', children: items.map(({ id }) => id) }),
      ...items,
      node('end'),
    );
    expect(arrows(graph)).toEqual(['each × 9 → end', 'start → each × 9']);
    expect(graph?.steps).toContainEqual({ name: 'each × 9', state: 'failed' });
  });

  it('shows nested templates in their place', () => {
    const graph = dag(
      node('a', { children: ['deploy'] }),
      node('deploy', { type: 'DAG', children: ['push'] }),
      node('push', { boundaryID: 'deploy', children: ['z'] }),
      node('z'),
    );
    expect(arrows(graph)).toEqual(['a → push', 'push → z']);
  });

  it.each<[string, DrawnGraph | undefined]>([
    ['one step', lastOf('deadline-exceeded')],
    ['steps that do not follow each other', dag(node('a'), node('b'))],
    [
      'more steps than can be read',
      dag(...Array.from({ length: 60 }, (_, at) => node(`s${at}`, at < 59 ? { children: [`s${at + 1}`] } : {}))),
    ],
    ['no nodes', drawGraph([], 'ci')],
  ])('draws nothing for %s', (_what, graph) => {
    expect(graph).toBeUndefined();
  });

  it('never hangs and names only steps that are there, whatever the nodes say', () => {
    const ids = fc.constantFrom('ci', 'a', 'b', 'c', 'd', 'e');
    const any = fc.record({
      id: ids,
      name: fc.constantFrom('ci', 'ci.a', 'ci.a(0)', 'ci.b'),
      displayName: fc.constantFrom('a', 'a(0)', 'each(0:x)', 'each(1:x)'),
      type: fc.constantFrom('Pod', 'DAG', 'Steps', 'StepGroup', 'Retry', 'TaskGroup', 'Container', 'Suspend'),
      phase: fc.constantFrom('Running', 'Failed', 'Succeeded', 'Odd'),
      boundaryID: ids,
      children: fc.array(ids, { maxLength: 4 }),
    });
    fc.assert(
      fc.property(fc.array(any, { maxLength: 12 }), (nodes) => {
        const graph = drawGraph(nodes, 'ci');
        for (const [from, to] of graph?.edges ?? []) {
          expect(graph?.steps[from]).toBeDefined();
          expect(graph?.steps[to]).toBeDefined();
          expect(from).not.toBe(to);
        }
      }),
    );
  });
});
