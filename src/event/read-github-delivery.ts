import type { Delivery, DeliverySource } from '../bus/event-bus.ts';
import { isRecord } from '../json/is-record.ts';
import { type Problem, problem } from '../problem/problem.ts';
import type { GithubEvent } from './event.ts';
import type { GithubFacts } from './facts.ts';
import { parseBody } from './payload/parse-body.ts';
import { readFacts } from './payload/read-facts.ts';
import { fieldAt, integerAt, type JsonObject, textAt } from './payload/read-field.ts';
import { readHeadCommit } from './payload/read-head-commit.ts';
import { type InstallationChange, readInstallationChange } from './payload/read-installation-change.ts';
import { readOccurredAt } from './payload/read-occurred-at.ts';
import { writeEventData } from './write-event-data.ts';

/** Events of the app's own, in GitHub's shape, and where they come from. */
const ownSources: ReadonlyMap<string, DeliverySource> = new Map([
  ['manual', 'manual'],
  ['schedule', 'calendar'],
]);

/** What a delivery turned out to be. */
export type ReadDelivery =
  | { ok: true; kind: 'event'; event: GithubEvent }
  /** The App was installed, removed, or given other repositories. */
  | { ok: true; kind: 'installation'; change: InstallationChange }
  /** About no repository (`ping`, `organization`, …): nothing here can run for it. */
  | { ok: true; kind: 'no-repository'; eventName: string }
  | { ok: false; problem: Problem };

/**
 * Reads a delivery of the App's webhook, or of what a person asked for in the same shape. Never throws, whatever the body.
 *
 * Problems (all final): `event.not-json`, `event.not-an-object`, `event.too-deep`, `event.no-installation`,
 * `event.repository-incomplete`.
 */
export function readGithubDelivery(delivery: Delivery): ReadDelivery {
  const parsed = parseBody(delivery);
  if (!parsed.ok) return parsed;
  const { body } = parsed;
  const change = readInstallationChange(delivery.name, body);
  if (change !== undefined) return { ok: true, kind: 'installation', change };
  // The name of a webhook's event is not signed: none of them is what a person asked this app for, or what its own clock says.
  const ownSource = ownSources.get(delivery.name);
  const isClaimed = ownSource !== undefined && delivery.source !== ownSource;
  if (isClaimed || !isRecord(fieldAt(body, 'repository'))) {
    return { ok: true, kind: 'no-repository', eventName: delivery.name };
  }
  const installationId = integerAt(body, 'installation', 'id');
  if (installationId === undefined) {
    return { ok: false, problem: problem('event.no-installation', { event: delivery.name }) };
  }
  const read = readFacts(delivery.name, body);
  if (!read.ok) return read;
  return { ok: true, kind: 'event', event: makeEvent(delivery, { body, installationId, facts: read.facts }) };
}

interface Payload {
  body: JsonObject;
  installationId: number;
  facts: GithubFacts;
}

function makeEvent(
  { source, id, name, headers, receivedAt }: Delivery,
  { body, installationId, facts }: Payload,
): GithubEvent {
  let data: string | undefined;
  const pipeline = ownSources.has(name) ? textAt(body, 'pipeline') : undefined;
  return {
    context: {
      id,
      source,
      specversion: '1.0',
      // What the app's clock says has GitHub's shape: no EventSource of a file heard it.
      type: source === 'calendar' ? 'github' : source,
      datacontenttype: 'application/json',
      subject: name,
      time: new Date(receivedAt).toISOString(),
    },
    // Most deliveries match nothing by name alone; their data is never written.
    get data() {
      data ??= writeEventData({ headers, body, eventName: name, deliveryId: id, facts });
      return data;
    },
    isOwnData: true,
    deliveryId: id,
    installationId,
    facts,
    occurredAt: readOccurredAt(name, body, receivedAt),
    ...readHeadCommit(name, body),
    ...(pipeline === undefined ? {} : { pipeline }),
  };
}
