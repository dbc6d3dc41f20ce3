import type { Delivery, Routing } from '../bus/event-bus.ts';
import { isRecord } from '../json/is-record.ts';
import { findEventTarget } from './payload/find-event-target.ts';
import { parseBody } from './payload/parse-body.ts';
import { fieldAt, integerAt, textAt } from './payload/read-field.ts';

/** So many queues share the posts to one webhook: some are handled side by side, and one that fails holds up a part of the others. */
const webhookLanes = 16;

/**
 * Which queue an event of an EventSource waits in. A repository's are in order, for each name of an event. Of the operator's those
 * are in order that are about the same thing: a ref or a pull request, a partition of Kafka, an object of the cluster. Posts to a webhook
 * have no order, as in Argo Events; the same id is always in the same queue. Never throws.
 */
export function routeSourceEvent(delivery: Delivery): Routing {
  const { source, tenant, name } = delivery;
  const key = `${source}/${tenant}/${name}`;
  const [, installation] = /^repository\/([0-9]+)\//.exec(tenant) ?? [];
  if (installation !== undefined) return { key, share: installation };
  const subject = findSubject(delivery);
  return { key: subject === undefined ? key : `${key}/${subject}`, share: tenant };
}

function findSubject(delivery: Delivery): string | undefined {
  const { id, name, source } = delivery;
  // In the bus an id stands behind the event's name.
  const parts = id.slice(name.length + 1).split('/');
  switch (source) {
    case 'webhook':
      return String(sumOf(id) % webhookLanes);
    case 'github-hook':
      return findTarget(delivery);
    case 'kafka':
      return parts.slice(0, 2).join('/');
    case 'resource':
      return parts[0];
    default:
      return undefined;
  }
}

function sumOf(text: string): number {
  let sum = 0;
  for (let at = 0; at < text.length; at += 1) sum += text.charCodeAt(at);
  return sum;
}

/** What the receiver of a hook wrote has the payload as its `body`, and the event's name in there. */
function findTarget(delivery: Delivery): string | undefined {
  const parsed = parseBody(delivery);
  const payload = parsed.ok ? fieldAt(parsed.body, 'body') : undefined;
  if (!isRecord(payload)) return undefined;
  const target = findEventTarget(textAt(payload, 'X-GitHub-Event') ?? '', payload);
  return `${integerAt(payload, 'repository', 'id') ?? ''}/${target}`;
}
