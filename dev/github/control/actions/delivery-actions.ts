import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { Refused } from '../../change/refused.ts';
import { nodeIdOf } from '../../payload/identify.ts';
import type { Attempt, Delivery } from '../../webhook/delivery.ts';
import type { World } from '../../world.ts';
import { defineAction } from '../action.ts';
import { appName, appNamed } from '../inputs.ts';

function describeAttempt({ delivery, ...attempt }: Attempt) {
  return {
    id: attempt.id,
    guid: delivery.guid,
    app: delivery.app.slug,
    event: delivery.event,
    action: delivery.action,
    installationId: delivery.installationId,
    repositoryId: delivery.repositoryId,
    redelivery: attempt.redelivery,
    status: attempt.status,
    statusCode: attempt.statusCode,
    deliveredAt: attempt.deliveredAt.toISOString(),
    requestHeaders: attempt.requestHeaders,
    body: delivery.body,
    responseBody: attempt.responseBody,
  };
}

function describeHeld({ action, event, guid }: Delivery) {
  return { guid, event, action };
}

function attemptsOf({ store, webhooks }: World): Attempt[] {
  return [...store.apps.keys()].flatMap((id) => webhooks.attempts(id));
}

const deliveries = defineAction(
  z.object({ event: z.string().optional(), action: z.string().optional() }),
  ({ world }, { action, event }) =>
    attemptsOf(world)
      .filter(({ delivery }) => event === undefined || delivery.event === event)
      .filter(({ delivery }) => action === undefined || delivery.action === action)
      .reverse()
      .map(describeAttempt),
);

const holdDeliveries = defineAction(
  z.object({
    /** Which events are kept back; all when none is named. */
    events: z.array(z.string()).default([]),
  }),
  ({ world }, { events }) => world.webhooks.hold(events),
);

const heldDeliveries = defineAction(z.object({}), ({ world }) => world.webhooks.held().map(describeHeld));

function arrange(held: readonly Delivery[], order: 'kept' | 'reversed', guids: readonly string[] | undefined) {
  if (guids === undefined) return order === 'kept' ? [...held] : held.toReversed();
  return guids.flatMap((guid) => held.filter((delivery) => delivery.guid === guid));
}

const releaseDeliveries = defineAction(
  z.object({
    order: z.enum(['kept', 'reversed']).default('kept'),
    /** An order of their own; those not named are lost, those named twice are sent twice. */
    guids: z.array(z.string()).optional(),
  }),
  ({ world }, { guids, order }) => world.webhooks.release((held) => arrange(held, order, guids)),
);

const setDeliveryCopies = defineAction(z.object({ copies: z.int().min(0) }), ({ world }, { copies }) =>
  world.webhooks.setCopies(copies),
);

const redeliver = defineAction(z.object({ guid: z.string() }), async ({ world }, { guid }) => {
  const attempt = attemptsOf(world).find(({ delivery }) => delivery.guid === guid);
  if (attempt === undefined) throw new Refused(`there is no delivery ${guid}`);
  return describeAttempt(await world.webhooks.redeliver(attempt));
});

/** Sends any payload as a delivery of an App, signed with its secret. */
const deliver = defineAction(
  z.object({
    app: appName.default('argo-events-app'),
    event: z.string(),
    payload: z.record(z.string(), z.unknown()),
    installation: z.int().optional(),
    guid: z.string().optional(),
  }),
  async ({ world: { store, webhooks } }, wanted) => {
    const { installation: id, payload } = wanted;
    const installation =
      id === undefined ? {} : { installation: { id, node_id: nodeIdOf('IntegrationInstallation', id) } };
    const { action } = payload;
    const guid = wanted.guid ?? randomUUID();
    await webhooks.send({
      guid,
      app: appNamed(store, wanted.app),
      installationId: id ?? null,
      repositoryId: null,
      event: wanted.event,
      action: typeof action === 'string' ? action : null,
      body: JSON.stringify({ ...payload, ...installation }),
    });
    return { guid };
  },
);

/** Resolves when no delivery is under way. */
const idle = defineAction(z.object({}), ({ world }) => world.webhooks.idle());

export const deliveryActions = {
  deliveries,
  holdDeliveries,
  heldDeliveries,
  releaseDeliveries,
  setDeliveryCopies,
  redeliver,
  deliver,
  idle,
};
