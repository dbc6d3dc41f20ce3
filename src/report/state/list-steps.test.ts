import { describe, expect, it } from 'vitest';
import type { WorkflowNode } from '../../kubernetes/workflow.ts';
import { listSteps } from './list-steps.ts';
import { countSteps, type Step } from './step.ts';

function node(id: string, more: Partial<WorkflowNode> = {}): WorkflowNode {
  return { id, name: `ci.${id}`, displayName: id, type: 'Pod', boundaryID: 'ci', phase: 'Succeeded', ...more };
}

const at = (second: number) => `2026-11-22T00:00:${String(second).padStart(2, '0')}Z`;

function tree(...nodes: WorkflowNode[]): Step[] {
  const later = new Set(nodes.flatMap((each) => each.children ?? []));
  const children = nodes.map((each) => each.id).filter((id) => !later.has(id));
  return listSteps(
    [{ id: 'ci', name: 'ci', displayName: 'ci', type: 'DAG', phase: 'Running', children }, ...nodes],
    'ci',
  );
}

function outline(steps: Step[]): string[] {
  return steps.map((step) => `${'  '.repeat(step.depth)}${step.name} ${step.state}`);
}

function items(count: number, more: (index: number) => Partial<WorkflowNode> = () => ({})): WorkflowNode[] {
  return Array.from({ length: count }, (_, index) =>
    node(`each(${index}:v${index})`, { startedAt: at(index % 60), ...more(index) }),
  );
}

describe('listSteps', () => {
  it('has no steps for no nodes', () => {
    expect(listSteps([], 'ci')).toEqual([]);
  });

  it('orders by start, then by what follows what, then by name', () => {
    const steps = tree(
      node('zip', { startedAt: at(1), children: ['build'] }),
      node('build', { startedAt: at(1) }),
      node('late', { startedAt: at(2) }),
      node('never', { phase: 'Pending' }),
      node('lint10', { startedAt: at(0) }),
      node('lint9', { startedAt: at(0) }),
    );
    expect(steps.map((step) => step.name)).toEqual(['lint9', 'lint10', 'zip', 'build', 'late', 'never']);
  });

  it('indents what a nested template holds, under a row that does not count', () => {
    const steps = tree(
      node('deploy', { type: 'Steps', children: ['group'], startedAt: at(1) }),
      node('group', { type: 'StepGroup', boundaryID: 'deploy', displayName: '[0]' }),
      node('push', { boundaryID: 'deploy', phase: 'Failed', message: 'no' }),
    );
    expect(outline(steps)).toEqual(['deploy succeeded', '  push failed']);
    expect(countSteps(steps)).toEqual({ total: 1, succeeded: 0 });
  });

  it('shows the tries of a Retry node as one row with the last message', () => {
    const steps = tree(
      node('test', {
        type: 'Retry',
        phase: 'Failed',
        message: 'No more retries left',
        children: ['t0', 't1', 'after'],
      }),
      node('t1', { name: 'ci.test(1)', phase: 'Failed', message: 'second' }),
      node('t0', { name: 'ci.test(0)', phase: 'Failed', message: 'first' }),
      node('after', { phase: 'Omitted' }),
    );
    expect(steps).toMatchObject([
      { name: 'test', attempts: 2, message: 'second', counts: { failed: 1 } },
      { name: 'after', state: 'omitted' },
    ]);
  });

  it('shows what the last try of a retried template holds', () => {
    const steps = tree(
      node('test', { type: 'Retry', phase: 'Running', children: ['t0', 't1'] }),
      node('t0', { name: 'ci.test(0)', type: 'DAG', phase: 'Failed' }),
      node('old', { boundaryID: 't0', phase: 'Failed' }),
      node('t1', { name: 'ci.test(1)', type: 'DAG', phase: 'Running' }),
      node('new', { boundaryID: 't1', phase: 'Running' }),
    );
    expect(outline(steps)).toEqual(['test running', '  new running']);
  });

  it('lists the items of a small fan-out, without its frame', () => {
    const steps = tree(node('each', { type: 'TaskGroup', startedAt: at(0) }), ...items(3));
    expect(steps.map((step) => step.name)).toEqual(['each(0:v0)', 'each(1:v1)', 'each(2:v2)']);
  });

  it('folds a large fan-out into one row, failed items below it', () => {
    const steps = tree(
      ...items(30, (index) => ({
        finishedAt: at(40),
        ...(index % 10 === 3 ? { phase: 'Failed', message: `item ${index}` } : {}),
      })),
      node('after', { startedAt: at(50) }),
    );
    expect(outline(steps)).toEqual([
      'each × 30 failed',
      '  each(3:v3) failed',
      '  each(13:v13) failed',
      '  each(23:v23) failed',
      'after succeeded',
    ]);
    expect(steps[0]).toMatchObject({ message: '3 failed, 27 succeeded', startedAt: at(0), finishedAt: at(40) });
    expect(countSteps(steps)).toEqual({ total: 31, succeeded: 28 });
  });

  it('lists no more than five failed items, and counts them all', () => {
    const steps = tree(...items(30, () => ({ phase: 'Error' })));
    expect(steps).toHaveLength(6);
    expect(steps[0]).toMatchObject({ state: 'error', message: '30 error' });
    expect(countSteps(steps)).toEqual({ total: 30, succeeded: 0 });
  });

  it('keeps fan-outs of one name in different places apart', () => {
    const steps = tree(
      node('a', { type: 'Steps', startedAt: at(0) }),
      node('b', { type: 'Steps', startedAt: at(1) }),
      ...items(6, () => ({ boundaryID: 'a' })),
      ...items(6, () => ({ boundaryID: 'b' })).map((each) => ({ ...each, id: `b-${each.id}` })),
    );
    expect(outline(steps)).toEqual(['a succeeded', '  each × 6 succeeded', 'b succeeded', '  each × 6 succeeded']);
  });

  it('shows an item whose value looks like another item', () => {
    const steps = tree(node('x', { displayName: 'x(0:y(1:z))', name: 'ci.x(0:y(1:z))' }));
    expect(steps.map((step) => step.name)).toEqual(['x(0:y(1:z))']);
  });

  it('shows a Workflow of one step by its template, and its exit handler by its short name', () => {
    const steps = listSteps(
      [
        { id: 'ci-2', name: 'ci.onExit', displayName: 'ci.onExit', type: 'Pod', phase: 'Succeeded' },
        { id: 'ci', name: 'ci', displayName: 'ci', type: 'Pod', phase: 'Failed', templateName: 'test' },
      ],
      'ci',
    );
    expect(steps).toMatchObject([
      { name: 'test', isWholeWorkflow: true },
      { name: 'onExit', isWholeWorkflow: false },
    ]);
  });

  it('ends where nodes enclose each other', () => {
    const steps = listSteps(
      [
        { id: 'ci', name: 'ci', type: 'DAG' },
        { id: 'a', name: 'ci.a', type: 'DAG', boundaryID: 'b' },
        { id: 'b', name: 'ci.b', type: 'DAG', boundaryID: 'a' },
        { id: 'c', name: 'ci.c', type: 'DAG', boundaryID: 'ci', children: ['c', 'ci'] },
      ],
      'ci',
    );
    expect(steps.map((step) => step.name)).toEqual(['c']);
  });
});
