import { describe, expect, it } from 'vitest';
import { openTestCluster, type TestCluster, workflowsPath } from '../open-test-cluster.ts';
import { describeWorkflow } from '../test-workflow.ts';

const metadataOnly = { accept: 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1' };

function quietCluster(settings: object = {}): Promise<TestCluster> {
  return openTestCluster({ runWorkflows: false, ...settings });
}

async function versionOf(cluster: TestCluster): Promise<string> {
  return (await cluster.send('GET', workflowsPath)).body.metadata.resourceVersion;
}

function labelled(name: string, labels: Record<string, string>): object {
  return { ...describeWorkflow(name, {}), metadata: { name, namespace: 'ci', labels } };
}

describe('watch', () => {
  it('tells what is there and then what happens', async () => {
    const cluster = await quietCluster();
    cluster.create(describeWorkflow('a', {}));
    const watch = await cluster.watch(`${workflowsPath}?watch=1`);
    expect(await watch.next()).toMatchObject({ type: 'ADDED', object: { metadata: { name: 'a' } } });
    cluster.replace(describeWorkflow('a', { n: 1 }));
    cluster.remove('workflows', 'ci', 'a');
    expect(await watch.next()).toMatchObject({ type: 'MODIFIED', object: { spec: { n: 1 } } });
    const last = await watch.next();
    expect(last).toMatchObject({ type: 'DELETED', object: { metadata: { name: 'a' }, spec: { n: 1 } } });
    expect(Number(last?.object.metadata.resourceVersion)).toBe(Number(await versionOf(cluster)));
  });

  it('goes on after a version without a gap', async () => {
    const cluster = await quietCluster();
    const version = await versionOf(cluster);
    cluster.create(describeWorkflow('a', {}));
    cluster.create(describeWorkflow('b', {}));
    const watch = await cluster.watch(`${workflowsPath}?watch=true&resourceVersion=${version}`);
    cluster.create(describeWorkflow('c', {}));
    const names = [await watch.next(), await watch.next(), await watch.next()].map(
      (event) => event?.object.metadata.name,
    );
    expect(names).toEqual(['a', 'b', 'c']);
  });

  it('shows an object that leaves the selector as deleted and one that enters as added', async () => {
    const cluster = await quietCluster();
    const watch = await cluster.watch(`${workflowsPath}?watch=true&labelSelector=k%3Dv`);
    cluster.create(labelled('a', {}));
    cluster.replace(labelled('a', { k: 'v' }));
    cluster.replace(labelled('a', { k: 'v', l: 'w' }));
    cluster.replace(labelled('a', { k: 'x' }));
    cluster.remove('workflows', 'ci', 'a');
    cluster.create(labelled('end', { k: 'v' }));
    const seen = [await watch.next(), await watch.next(), await watch.next(), await watch.next()];
    expect(seen.map((event) => [event?.type, event?.object.metadata.name])).toEqual([
      ['ADDED', 'a'],
      ['MODIFIED', 'a'],
      ['DELETED', 'a'],
      ['ADDED', 'end'],
    ]);
  });

  it('keeps to its namespace and to a name', async () => {
    const cluster = await quietCluster();
    const watch = await cluster.watch(`${workflowsPath}?watch=true&fieldSelector=metadata.name%3Db`);
    cluster.create({ ...describeWorkflow('b', {}), metadata: { name: 'b', namespace: 'default' } });
    cluster.create(describeWorkflow('a', {}));
    cluster.create(describeWorkflow('b', {}));
    expect(await watch.next()).toMatchObject({ object: { metadata: { name: 'b', namespace: 'ci' } } });
  });

  it('tells metadata alone when asked', async () => {
    const cluster = await quietCluster();
    cluster.create(labelled('a', { k: 'v' }));
    const watch = await cluster.watch(
      `${workflowsPath}?watch=true&allowWatchBookmarks=true&timeoutSeconds=1`,
      metadataOnly,
    );
    const event = await watch.next();
    expect(event?.object).toMatchObject({ kind: 'PartialObjectMetadata', metadata: { labels: { k: 'v' } } });
    expect(event?.object).not.toHaveProperty('spec');
    expect(await watch.next()).toMatchObject({ type: 'BOOKMARK', object: { kind: 'PartialObjectMetadata' } });
  });

  it('sends bookmarks, one more before its timeout, and then ends', async () => {
    const cluster = await quietCluster({ bookmarkMs: 20 });
    const watch = await cluster.watch(`${workflowsPath}?watch=true&allowWatchBookmarks=true&timeoutSeconds=1`);
    const events: string[] = [];
    for (let event = await watch.next(); event !== undefined; event = await watch.next()) {
      events.push(event.type);
      expect(Number(event.object.metadata.resourceVersion)).toBeGreaterThan(1000);
    }
    expect(events.length).toBeGreaterThan(3);
    expect(new Set(events)).toEqual(new Set(['BOOKMARK']));
  });

  it('streams a list that ends with an annotated bookmark', async () => {
    const cluster = await quietCluster();
    cluster.create(describeWorkflow('a', {}));
    const query = 'watch=true&allowWatchBookmarks=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan';
    const watch = await cluster.watch(`${workflowsPath}?${query}`);
    expect(await watch.next()).toMatchObject({ type: 'ADDED' });
    const bookmark = await watch.next();
    expect(bookmark?.object.metadata.annotations).toEqual({ 'k8s.io/initial-events-end': 'true' });
  });

  it('ends with 410 when its version fell out of the history, and a new list goes on', async () => {
    const cluster = await quietCluster({ historySize: 2 });
    const old = await versionOf(cluster);
    for (const name of ['a', 'b', 'c']) cluster.create(describeWorkflow(name, {}));
    const late = await cluster.watch(`${workflowsPath}?watch=true&resourceVersion=${old}`);
    expect(await late.next()).toMatchObject({
      type: 'ERROR',
      object: { kind: 'Status', code: 410, reason: 'Expired' },
    });
    expect(await late.next()).toBeUndefined();
    const fresh = await cluster.watch(`${workflowsPath}?watch=true&resourceVersion=${await versionOf(cluster)}`);
    cluster.create(describeWorkflow('d', {}));
    expect(await fresh.next()).toMatchObject({ type: 'ADDED', object: { metadata: { name: 'd' } } });
  });

  it('can be made to expire while it is open', async () => {
    const cluster = await quietCluster();
    const version = await versionOf(cluster);
    const open = await cluster.watch(`${workflowsPath}?watch=true`);
    expect(cluster.openWatches()).toBe(1);
    cluster.expireWatches();
    expect(await open.next()).toMatchObject({ type: 'ERROR', object: { code: 410 } });
    expect(await open.next()).toBeUndefined();
    const old = await cluster.watch(`${workflowsPath}?watch=true&resourceVersion=${version}`);
    expect(await old.next()).toMatchObject({ type: 'ERROR', object: { code: 410 } });
    expect(cluster.openWatches()).toBe(0);
  });

  it('ends when told to, and forgets watches whose client left', async () => {
    const cluster = await quietCluster();
    const ended = await cluster.watch(`${workflowsPath}?watch=true`);
    cluster.endWatches();
    expect(await ended.next()).toBeUndefined();
    const left = await cluster.watch(`${workflowsPath}?watch=true`);
    left.close();
    await expect.poll(() => cluster.openWatches()).toBe(0);
  });

  it('refuses a version that is no number', async () => {
    const cluster = await quietCluster();
    expect((await cluster.send('GET', `${workflowsPath}?watch=true&resourceVersion=x`)).code).toBe(400);
    expect((await cluster.send('GET', `${workflowsPath}?watch=true&labelSelector=a%20b`)).code).toBe(400);
  });
});
