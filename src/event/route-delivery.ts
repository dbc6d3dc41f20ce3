import type { Delivery, Routing } from '../bus/event-bus.ts';
import { findEventTarget } from './payload/find-event-target.ts';
import { parseBody } from './payload/parse-body.ts';
import { integerAt, type JsonObject, textAt } from './payload/read-field.ts';
import { routeSourceEvent } from './route-source-event.ts';

/**
 * Which queue a delivery waits in: events of one pull request, of one ref, or else of one name in one repository, stay in order.
 * What people ask for (check runs and suites, comments) has queues of its own, one for each thing it is about: a parked event does
 * not hold up a re-run. Never throws; an unreadable body has a queue of its own.
 */
export function routeDelivery(delivery: Delivery): Routing {
  if (delivery.source === 'manual' || isOfRepository(delivery)) return routeAlone(delivery);
  if (delivery.source !== 'github') return routeSourceEvent(delivery);
  const parsed = parseBody(delivery);
  if (!parsed.ok) return { key: `unreadable/${delivery.id}`, share: 'none' };
  const { body } = parsed;
  const installation = integerAt(body, 'installation', 'id');
  const share = installation === undefined ? 'none' : String(installation);
  const repository = integerAt(body, 'repository', 'id');
  if (repository === undefined) return { key: `installation/${share}`, share };
  const command = findCommandTarget(delivery.name, body);
  if (command !== undefined) return { key: `command/${repository}/${command}`, share };
  return { key: `event/${repository}/${findEventTarget(delivery.name, body)}`, share };
}

/** What the app's own clock brings a repository. */
function isOfRepository({ source, tenant }: Delivery): boolean {
  return source === 'calendar' && tenant.startsWith('repository/');
}

/** Each by itself: a run that cannot be started now holds up no other. */
function routeAlone(delivery: Delivery): Routing {
  const { id, source, tenant } = delivery;
  const key = `${source}/${tenant}/${id}`;
  const [, named] = /^repository\/([0-9]+)\//.exec(tenant) ?? [];
  if (named !== undefined) return { key, share: named };
  const parsed = parseBody(delivery);
  const installation = parsed.ok ? integerAt(parsed.body, 'installation', 'id') : undefined;
  return { key, share: installation === undefined ? 'none' : String(installation) };
}

function findCommandTarget(eventName: string, body: JsonObject): string | undefined {
  switch (eventName) {
    case 'check_run':
      return `check-run/${integerAt(body, 'check_run', 'id')}`;
    case 'check_suite':
      return `check-suite/${integerAt(body, 'check_suite', 'id')}`;
    case 'issue_comment':
      return `issue/${integerAt(body, 'issue', 'number')}`;
    case 'commit_comment':
      return `commit/${textAt(body, 'comment', 'commit_id') ?? ''}`;
    default:
      return undefined;
  }
}
