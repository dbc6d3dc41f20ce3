import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pino from 'pino';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openTestCluster } from '../../../dev/cluster/open-test-cluster.ts';
import { createKubernetes } from '../../kubernetes/create-kubernetes.ts';
import type { Problem } from '../../problem/problem.ts';
import { createMemoryRecords } from '../../report/testing/memory-records.ts';
import type { HeardEvent } from '../source-feed.ts';
import type { SourceWorld } from '../source-kind.ts';
import { setFeed } from '../testing/set-feed.ts';
import { resourceKind } from './resource-kind.ts';

async function prepare(more: object = {}) {
  const cluster = await openTestCluster({ namespaces: ['ci'], runWorkflows: false });
  const kubeconfig = join(cluster.workspace, 'kubeconfig');
  await writeFile(kubeconfig, cluster.kubeconfig, { mode: 0o600 });
  const eventTypes = ['ADD', 'UPDATE', 'DELETE'];
  const read = resourceKind.read({ namespace: 'ci', version: 'v1', resource: 'configmaps', eventTypes, ...more });
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  const watchTimes = { firstBackoffMs: 10, maxBackoffMs: 50 };
  const client = await createKubernetes({ kubeconfig, watchTimes });
  const events: HeardEvent[] = [];
  const records = createMemoryRecords();
  let time = Date.now();
  const run = () => {
    const test = setFeed(events);
    const isListening = Promise.withResolvers<void>();
    const world = {
      ...{ cluster: client, records, log: pino({ level: 'silent' }), now: () => (time += 5000) },
      place: { namespace: 'ci', eventSource: 'things', event: 'example' },
      onTrouble: (trouble: Problem | undefined) => trouble === undefined && isListening.resolve(),
    } as unknown as SourceWorld;
    const ended = resourceKind.listen(read.spec, test.feed, world);
    const stop = async () => {
      test.stop();
      await ended;
    };
    onTestFinished(stop);
    return { ...test, stop, isListening: isListening.promise };
  };
  const create = (name: string) =>
    cluster.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'ci' }, data: {} });
  const told = () => events.map(({ data }) => `${JSON.parse(data).type} ${JSON.parse(data).body.metadata.name}`);
  return { cluster, run, create, told };
}

describe('listening to resources', () => {
  it('goes on with a list where the API server has forgotten the place, and tells what a list can', async () => {
    const { cluster, run, create, told } = await prepare();
    const first = run();
    await first.isListening;
    for (const name of ['stays', 'changes', 'goes']) create(name);
    await first.until(3);
    await first.stop();
    await cluster.send(
      'PATCH',
      '/api/v1/namespaces/ci/configmaps/changes',
      { data: { x: '1' } },
      {
        'content-type': 'application/merge-patch+json',
      },
    );
    await cluster.send('DELETE', '/api/v1/namespaces/ci/configmaps/goes');
    create('comes');
    cluster.expireWatches();
    const second = run();
    await second.until(5);
    create('last');
    await second.until(6);

    expect(told().slice(3).toSorted()).toEqual(['ADD comes', 'ADD last', 'UPDATE changes']);
    expect(second.doubled).toEqual([]);
  });

  it('tells what is gone when its watch breaks off while it runs', async () => {
    const { cluster, run, create, told } = await prepare();
    const { until, isListening } = run();
    await isListening;
    for (const name of ['stays', 'goes']) create(name);
    await until(2);
    cluster.expireWatches();
    await cluster.send('DELETE', '/api/v1/namespaces/ci/configmaps/goes');
    create('comes');
    await until(4);

    expect(told().slice(2).toSorted()).toEqual(['ADD comes', 'DELETE goes']);
  });
});
