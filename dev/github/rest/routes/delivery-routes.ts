import type { Attempt } from '../../webhook/delivery.ts';
import { notFound, ok } from '../answer.ts';
import { readPage } from '../paginate.ts';
import { type AppCall, appRoute, type Route } from '../route.ts';

/** Writes an object with `id` as the digits it has: a 64-bit number that no double holds. */
function writeWithId(id: string, rest: object): string {
  return `{"id":${id},${JSON.stringify(rest).slice(1)}`;
}

function summaryOf(attempt: Attempt) {
  const { delivery } = attempt;
  return {
    guid: delivery.guid,
    delivered_at: attempt.deliveredAt.toISOString(),
    redelivery: attempt.redelivery,
    duration: attempt.duration,
    status: attempt.status,
    status_code: attempt.statusCode,
    event: delivery.event,
    action: delivery.action,
    installation_id: delivery.installationId,
    repository_id: delivery.repositoryId,
    throttled_at: null,
  };
}

function detailOf(attempt: Attempt): object {
  const payload: unknown = JSON.parse(attempt.delivery.body);
  return {
    ...summaryOf(attempt),
    url: attempt.url,
    request: { headers: attempt.requestHeaders, payload },
    response: { headers: attempt.responseHeaders, payload: attempt.responseBody },
  };
}

const json = { 'content-type': 'application/json; charset=utf-8' };

function linkToNext(call: AppCall, last: Attempt): string {
  const next = new URL(call.url);
  next.searchParams.set('cursor', `v1_${last.id}`);
  return `<${next.href}>; rel="next"`;
}

const listDeliveries = appRoute(['GET', '/app/hook/deliveries'], (call) => {
  const { perPage } = readPage(call);
  const cursor = call.url.searchParams.get('cursor')?.replace(/^v1_/, '');
  const all = call.world.webhooks.attempts(call.app.id);
  const start = cursor === undefined ? 0 : all.findIndex(({ id }) => id === cursor) + 1;
  const page = all.slice(start, start + perPage);
  const last = page.at(-1);
  const hasMore = start + perPage < all.length;
  const body = Buffer.from(`[${page.map((one) => writeWithId(one.id, summaryOf(one))).join(',')}]`);
  return ok(body, { ...json, ...(hasMore && last !== undefined ? { link: linkToNext(call, last) } : {}) });
});

function findAttempt({ app, param, world }: AppCall): Attempt | undefined {
  return world.webhooks.attempts(app.id).find(({ id }) => id === param('id'));
}

const getDelivery = appRoute(['GET', '/app/hook/deliveries/:id'], (call) => {
  const attempt = findAttempt(call);
  if (attempt === undefined) return notFound();
  return ok(Buffer.from(writeWithId(attempt.id, detailOf(attempt))), json);
});

const redeliver = appRoute(['POST', '/app/hook/deliveries/:id/attempts'], (call) => {
  const attempt = findAttempt(call);
  if (attempt === undefined) return notFound();
  const { webhooks } = call.world;
  webhooks.background(webhooks.redeliver(attempt).then(() => undefined));
  return { status: 202, body: {} };
});

const getHookConfiguration = appRoute(['GET', '/app/hook/config'], ({ app }) =>
  ok({ content_type: 'json', insecure_ssl: '0', secret: '********', url: app.hook.url ?? '' }),
);

export const deliveryRoutes: readonly Route[] = [listDeliveries, getDelivery, redeliver, getHookConfiguration];
