import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventSource, type OperatorWorld, sensor, startOperatorWorld } from '../../world/start-operator-world.ts';
import type { World } from '../../world/start-world.ts';

type Fault = Parameters<World['cluster']['injectFault']>[0]['fault'];

let operator: OperatorWorld;
let port: number;

beforeEach(async () => {
  operator = await startOperatorWorld(([free = 0]) => ({
    'all.yaml': [
      eventSource('hooks', { webhook: { a: { port: String(free), endpoint: '/a' } } }),
      eventSource('objects', {
        resource: {
          added: {
            ...{ namespace: 'ci', version: 'v1', resource: 'configmaps', eventTypes: ['ADD'] },
            filter: { prefix: 'order-' },
          },
        },
      }),
      sensor('hooks', { a: 'hooks/a' }),
      sensor('objects', { a: 'objects/added' }, { dataKey: 'body.metadata.name' }),
    ],
  }));
  [port = 0] = operator.ports;
});

afterEach(() => operator?.close());

const names = (prefix: string, count: number) => Array.from({ length: count }, (_, index) => `${prefix}-${index}`);

function makeObject(name: string): void {
  operator.world.cluster.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'ci' }, data: {} });
}

describe('the operator’s sources while the cluster is in trouble', () => {
  it.each<[string, Fault]>([
    ['answers 500', { status: 500 }],
    ['answers 500, having done what it was asked', { status: 500, afterEffect: true }],
    ['answers 429 and when to come again', { status: 429, retryAfterSeconds: 1 }],
    ['lets go of connections', { reset: true, afterEffect: true }],
  ])('make each event one Workflow, though the API server %s for a while', async (_what, fault) => {
    const patience = { timeout: 50_000 };
    const { isListening, messages, post, world } = operator;
    await expect.poll(() => isListening(port), patience).toBe(true);
    await expect
      .poll(
        () => {
          makeObject(`order-hello-${crypto.randomUUID()}`);
          return messages().length;
        },
        { ...patience, interval: 500 },
      )
      .toBeGreaterThan(0);
    const match = { verb: 'create', resource: 'workflows', namespace: 'ci' } as const;
    const spoiled = world.cluster.injectFault({ match, fault, times: Number.POSITIVE_INFINITY });
    const posted = names('posted', 30);
    const statuses = await Promise.all(
      posted.map((message) => post(port, '/a', JSON.stringify({ message })).then(({ status }) => status)),
    );
    expect(new Set(statuses)).toEqual(new Set([200]));
    // The place to go on from is too old by then.
    world.cluster.expireWatches();
    const objects = names('order', 20);
    for (const name of objects) makeObject(name);
    // Long enough for some tries of each, and no longer.
    await expect
      .poll(() => world.cluster.requests({ ...match }).filter(({ code }) => code !== 201).length, patience)
      .toBeGreaterThan(5);
    spoiled.remove();
    const ours = () =>
      messages()
        .filter((each) => !each.includes('hello'))
        .sort();
    await expect.poll(() => ours().length, patience).toBeGreaterThanOrEqual(50);
    await world.settle();
    expect(ours()).toEqual([...posted, ...objects].sort());
  });
});
