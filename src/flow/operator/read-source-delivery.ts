import type { Delivery } from '../../bus/event-bus.ts';
import type { OperatorEvent } from '../../event/event.ts';
import type { GithubFacts } from '../../event/facts.ts';
import { fieldAt } from '../../event/payload/read-field.ts';
import { occurredAtHeader } from '../../event-source/frame/create-feed.ts';

/** An event of an EventSource, and whose it is. */
export interface SourceEvent {
  namespace: string;
  event: OperatorEvent;
}

/** Reads a delivery of an operator's EventSource; undefined when its tenant is somebody else. Never throws. */
export function readSourceDelivery(delivery: Delivery): SourceEvent | undefined {
  const [owner, namespace, source, ...more] = delivery.tenant.split('/');
  if (owner !== 'operator' || namespace === undefined || source === undefined || more.length > 0) return undefined;
  const { name, headers, receivedAt } = delivery;
  const said = Date.parse(headers[occurredAtHeader]?.[0] ?? '');
  const occurredAt = Number.isNaN(said) ? receivedAt : said;
  const data = Buffer.from(delivery.body).toString();
  const type = delivery.source === 'github-hook' ? 'github' : delivery.source;
  const facts = delivery.source === 'github-hook' ? readFacts(data) : undefined;
  const event = makeOperatorEvent({ source, name, type, id: idOf(delivery), data, occurredAt });
  return { namespace, event: facts === undefined ? event : { ...event, facts } };
}

export interface EventParts {
  /** The EventSource, and the event's name in it. */
  source: string;
  name: string;
  type: string;
  id: string;
  data: string;
  occurredAt: number;
}

export function makeOperatorEvent({ source, name, type, id, data, occurredAt }: EventParts): OperatorEvent {
  return {
    context: {
      ...{ id, source, type },
      specversion: '1.0',
      datacontenttype: 'application/json',
      subject: name,
      time: new Date(occurredAt).toISOString(),
    },
    data,
    // One id may come from several sources, whose events a Sensor joins.
    deliveryId: `${source}/${name}/${id}`,
    occurredAt,
  };
}

/** In the bus an id stands behind the event's name: it is unique in its EventSource. */
function idOf({ id, name }: Delivery): string {
  return id.startsWith(`${name}/`) ? id.slice(name.length + 1) : id;
}

/** As the receiver wrote them. */
function readFacts(data: string): GithubFacts | undefined {
  try {
    return fieldAt(JSON.parse(data), 'github') as GithubFacts | undefined;
  } catch {
    // It was JSON when it was stored; without facts it is decided all the same.
    return undefined;
  }
}
