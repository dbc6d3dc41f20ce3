import { pino } from 'pino';
import { Probot } from 'probot';
import { describe, expect, it } from 'vitest';
import app, { type Dispatch } from './app.ts';
import type { Delivery, DeliveryHandler, HandlingContext, Outcome } from './bus/event-bus.ts';
import { problem } from './problem/problem.ts';
import { makeDelivery, makePush } from './run/testing/deliveries.ts';

const context: HandlingContext = { attempt: 3, signal: new AbortController().signal };
const silent = pino({ level: 'silent' });

function makeProbot(): Probot {
  return new Probot({ appId: 9, privateKey: 'never used: nothing is asked of GitHub here', secret: 's', log: silent });
}

async function makeApp(handle: DeliveryHandler): Promise<Dispatch> {
  const probot = makeProbot();
  const dispatch = app(probot, handle);
  await probot.ready();
  return dispatch;
}

describe('a delivery that is handed to the App', () => {
  it('reaches the handler with its context', async () => {
    const seen: [Delivery, HandlingContext][] = [];
    const dispatch = await makeApp(async (...given) => {
      seen.push(given);
      return { kind: 'done' };
    });
    const delivery = makePush();
    await dispatch(delivery, context);

    expect(seen).toEqual([[delivery, context]]);
    expect(seen[0]?.[0]).toBe(delivery);
  });

  const reason = problem('flow.github-away', { reason: 'x' });
  it.each<Outcome>([
    { kind: 'done' },
    { kind: 'retry', problem: reason, afterMs: 5 },
    { kind: 'give-up', problem: reason },
  ])('comes to what the handler says: $kind', async (outcome) => {
    const dispatch = await makeApp(async () => outcome);

    expect(await dispatch(makePush(), context)).toEqual(outcome);
  });

  it.each(['push', 'pull_request', 'check_run', 'ping', 'an_event_of_tomorrow'])(
    'may be any event: %s',
    async (name) => {
      const dispatch = await makeApp(async (delivery) => {
        expect(delivery.name).toBe(name);
        return { kind: 'done' };
      });

      expect(await dispatch(makeDelivery(name), context)).toEqual({ kind: 'done' });
    },
  );

  it.each(['{', '', '[]', 'null', '7', '"text"', '{"action":5}', '{"installation":null}'])(
    'reaches the handler also when its payload is %j',
    async (text) => {
      const dispatch = await makeApp(async ({ body }) => {
        expect(Buffer.from(body).toString()).toBe(text);
        return { kind: 'give-up', problem: reason };
      });

      expect(await dispatch(makePush({}, { body: Buffer.from(text) }), context)).toMatchObject({ kind: 'give-up' });
    },
  );

  it('fails as the handler does', async () => {
    const dispatch = await makeApp(async () => {
      throw new Error('disk full');
    });

    await expect(dispatch(makePush(), context)).rejects.toThrow('disk full');
  });

  it('can be handed over again after it failed', async () => {
    let tries = 0;
    const dispatch = await makeApp(async () => {
      tries += 1;
      if (tries === 1) throw new Error('disk full');
      return { kind: 'done' };
    });

    await expect(dispatch(makePush(), context)).rejects.toThrow();
    expect(await dispatch(makePush(), context)).toEqual({ kind: 'done' });
  });

  it('is not taken as handled when Probot does not hand it on', async () => {
    const probot = makeProbot();
    probot.receive = async () => undefined;
    const dispatch = app(probot, async () => ({ kind: 'done' }));

    await expect(dispatch(makePush(), context)).rejects.toThrow('did not hand the delivery to the handler');
  });
});

describe('deliveries at the same time', () => {
  it('each come to their own outcome, whichever ends first', async () => {
    const reason = problem('flow.github-away', { reason: 'x' });
    const gate = Promise.withResolvers<void>();
    const dispatch = await makeApp(async ({ id }) => {
      if (id === 'slow') await gate.promise;
      return id === 'slow' ? { kind: 'give-up', problem: reason } : { kind: 'done' };
    });
    const slow = dispatch(makePush({}, { id: 'slow' }), context);

    expect(await dispatch(makePush({}, { id: 'quick' }), context)).toEqual({ kind: 'done' });
    gate.resolve();
    expect(await slow).toMatchObject({ kind: 'give-up' });
  });
});
