import { expect, it } from 'vitest';
import { problem } from '../problem/problem.ts';
import { dispatchDelivery } from './dispatch-delivery.ts';
import type { Delivery, DeliverySource, Outcome } from './event-bus.ts';

const context = { attempt: 1, signal: new AbortController().signal };

function deliveryOf(source: DeliverySource): Delivery {
  return { source, tenant: '', id: 'd-1', name: 'push', receivedAt: 0, headers: {}, body: new Uint8Array() };
}

function record() {
  const dead: string[] = [];
  const handled = (kind: string) => ({
    handle: async (): Promise<Outcome> => ({
      kind: 'give-up',
      problem: problem('flow.unknown-source', { source: kind }),
    }),
    onDead: async ({ source }: Delivery) => void dead.push(source),
  });
  return { dead, dispatch: dispatchDelivery({ github: handled('github handler'), kafka: handled('kafka handler') }) };
}

it('hands a delivery to the handler of its source', async () => {
  const { dispatch } = record();
  expect(await dispatch.handle(deliveryOf('kafka'), context)).toMatchObject({
    problem: { message: expect.stringContaining('kafka handler') },
  });
});

it('gives up a delivery of a source that it does not know, with a problem that names it', async () => {
  const { dispatch } = record();
  expect(await dispatch.handle(deliveryOf('minio'), context)).toMatchObject({
    kind: 'give-up',
    problem: { code: 'flow.unknown-source', message: expect.stringContaining('minio') },
  });
});

it('tells the handler of its source that a delivery is dead', async () => {
  const { dead, dispatch } = record();
  for (const source of ['kafka', 'minio', 'github'] as const) {
    await dispatch.onDead(deliveryOf(source), problem('flow.unknown-source', { source }));
  }
  expect(dead).toEqual(['kafka', 'github']);
});
