import { describe, expect, it } from 'vitest';
import { openTestCluster } from '../../open-test-cluster.ts';
import { call, shell } from '../../test-workflow.ts';

const bad = shell('bad', 'exit 1');

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
