import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { resourceKind } from '../../src/event-source/resource/resource-kind.ts';
import type { HeardEvent } from '../../src/event-source/source-feed.ts';
import type { SourceWorld } from '../../src/event-source/source-kind.ts';
import { setFeed } from '../../src/event-source/testing/set-feed.ts';
import { createKubernetes } from '../../src/kubernetes/create-kubernetes.ts';
import type { Problem } from '../../src/problem/problem.ts';
import { createMemoryRecords } from '../../src/report/testing/memory-records.ts';
import { startApiServer } from './cluster/start-api-server.ts';

const started = await startApiServer();
if (!started.ok) console.warn(`SKIPPED, no real API server: ${started.reason}`);

const namespace = 'watched';

describe.skipIf(!started.ok)('a resource EventSource on a real API server', { timeout: 120_000 }, () => {
  if (!started.ok) return;
  const { server } = started;
  beforeAll(() => server.addNamespace(namespace));
  afterAll(() => server.stop());

  const put = (name: string, data: Record<string, string>, labels: Record<string, string> = {}) =>
    server.call({
      method: 'PATCH',
      path: `/api/v1/namespaces/${namespace}/configmaps/${name}`,
      apply: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, labels }, data },
    });
  const remove = (name: string) =>
    server.call({ method: 'DELETE', path: `/api/v1/namespaces/${namespace}/configmaps/${name}` });

  /** One that listens to config maps of the namespace; `again` listens anew with the same memory and the same events. */
  async function listen(more: object, kubeconfig = server.kubeconfig) {
    const entry = {
      namespace,
      version: 'v1',
      resource: 'configmaps',
      eventTypes: ['ADD', 'UPDATE', 'DELETE'],
      ...more,
    };
    const read = resourceKind.read(entry);
    if (!read.ok) throw new Error(JSON.stringify(read.problems));
    const records = createMemoryRecords();
    const events: HeardEvent[] = [];
    const cluster = await createKubernetes({ kubeconfig });
    const troubles: (Problem | undefined)[] = [];
    const run = () => {
      const test = setFeed(events);
      const isListening = Promise.withResolvers<void>();
      const world = {
        ...{ cluster, records, now: Date.now, log: pino({ level: 'silent' }) },
        place: { namespace, eventSource: 'things', event: 'example' },
        onTrouble(trouble: Problem | undefined) {
          troubles.push(trouble);
          if (trouble === undefined) isListening.resolve();
        },
      } as unknown as SourceWorld;
      const ended = resourceKind.listen(read.spec, test.feed, world);
      const stop = async () => {
        test.stop();
        await ended;
      };
      onTestFinished(stop);
      return { ...test, stop, isListening: isListening.promise };
    };
    return { run, events, troubles };
  }

  const idOf = ({ data }: HeardEvent) => {
    const { type, body } = JSON.parse(data);
    return `${type} ${body.metadata.name}`;
  };

  it('tells what is added, changed and deleted, as Argo Events writes it', async () => {
    const { run } = await listen({ filter: { prefix: 'told-' } });
    const { until, isListening } = run();
    await isListening;
    await put('told-1', { x: '1' });
    await put('other', { x: '1' });
    await put('told-1', { x: '2' });
    await remove('told-1');

    const events = await until(3);

    expect(events.map(idOf)).toEqual(['ADD told-1', 'UPDATE told-1', 'DELETE told-1']);
    const [added, updated] = events.map(({ data }) => JSON.parse(data));
    expect(added).toMatchObject({
      ...{ type: 'ADD', oldBody: null, group: '', version: 'v1', resource: 'configmaps' },
      body: { apiVersion: 'v1', kind: 'ConfigMap', data: { x: '1' } },
    });
    expect(updated).toMatchObject({ body: { data: { x: '2' } }, oldBody: { kind: 'ConfigMap', data: { x: '1' } } });
    expect(Object.keys(added)).toEqual(['type', 'body', 'oldBody', 'group', 'version', 'resource']);
  });

  it('adds what was there before, except after afterStart', async () => {
    await put('before-1', {});
    const all = await listen({ filter: { prefix: 'before-' }, eventTypes: ['ADD'] });
    const first = all.run();
    expect((await first.until(1)).map(idOf)).toEqual(['ADD before-1']);
    // The API server counts in whole seconds.
    await new Promise((resolve) => setTimeout(resolve, 1100));
    const later = await listen({ filter: { prefix: 'before-', afterStart: true }, eventTypes: ['ADD'] });
    const second = later.run();
    await second.isListening;
    await put('before-2', {});

    expect((await second.until(1)).map(idOf)).toEqual(['ADD before-2']);
  });

  it('hears what happened while it did not listen, and nothing twice', async () => {
    const { run, events } = await listen({ filter: { prefix: 'gap-' } });
    await put('gap-old', { x: '1' });
    const first = run();
    await first.until(1);
    await first.isListening;
    await put('gap-kept', {});
    await first.until(2);
    await first.stop();
    await put('gap-new', {});
    await put('gap-old', { x: '2' });
    await remove('gap-kept');
    const second = run();
    await second.until(5);
    await put('gap-last', {});
    await second.until(6);

    expect(events.map(idOf)).toEqual([
      ...['ADD gap-old', 'ADD gap-kept', 'ADD gap-new', 'UPDATE gap-old', 'DELETE gap-kept', 'ADD gap-last'],
    ]);
    expect(second.doubled).toEqual([]);
  });

  it('goes on after the API server was away', async () => {
    const { run } = await listen({ filter: { prefix: 'away-' }, eventTypes: ['ADD'] });
    const { until, isListening } = run();
    await isListening;
    await put('away-1', {});
    await until(1);
    await server.restart();
    await put('away-2', {});

    expect((await until(2)).map(idOf)).toEqual(['ADD away-1', 'ADD away-2']);
  });

  it('lets the API server choose by labels: an object that gets them is added', async () => {
    const filter = { prefix: 'label-', labels: [{ key: 'done', operation: '==', value: 'true' }] };
    const { run } = await listen({ filter, eventTypes: ['ADD', 'DELETE'] });
    const { until, isListening } = run();
    await isListening;
    await put('label-1', {}, { done: 'false' });
    await put('label-1', {}, { done: 'true' });
    await put('label-1', {}, { done: 'false' });

    expect((await until(2)).map(idOf)).toEqual(['ADD label-1', 'DELETE label-1']);
  });

  it('hears nothing while the bus stores nothing, and then everything', async () => {
    const { run } = await listen({ filter: { prefix: 'full-' }, eventTypes: ['ADD'] });
    const { until, isListening, refuse } = run();
    await isListening;
    refuse(3);
    for (const name of ['full-1', 'full-2', 'full-3']) await put(name, {});

    expect((await until(3)).map(idOf).toSorted()).toEqual(['ADD full-1', 'ADD full-2', 'ADD full-3']);
  });

  it('says what it may not watch, and what is not served', async () => {
    const token = await server.addServiceAccount(namespace, 'nobody', []);
    const forbidden = await listen({}, server.kubeconfigFor('nobody', token));
    forbidden.run();
    const missing = await listen({ group: 'example.com', version: 'v1', resource: 'gadgets' });
    missing.run();

    await expect.poll(() => forbidden.troubles.at(-1)?.code, { timeout: 30_000 }).toBe('source.unreachable');
    expect(forbidden.troubles.at(-1)?.message).toContain('configmaps');
    await expect.poll(() => missing.troubles.at(-1)?.code, { timeout: 30_000 }).toBe('source.not-served');
  });
});
