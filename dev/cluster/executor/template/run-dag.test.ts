import { describe, expect, it } from 'vitest';
import { openTestCluster } from '../../open-test-cluster.ts';
import { call, phasesOf, printed, say, shell } from '../../test-workflow.ts';

const ok = shell('ok', 'exit 0');
const bad = shell('bad', 'exit 1');

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
