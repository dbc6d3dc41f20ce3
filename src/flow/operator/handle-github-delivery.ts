import type { Delivery, Outcome } from '../../bus/event-bus.ts';
import type { OperatorEvent } from '../../event/event.ts';
import type { GithubFacts } from '../../event/facts.ts';
import { parseBody } from '../../event/payload/parse-body.ts';
import { readFacts } from '../../event/payload/read-facts.ts';
import type { JsonObject } from '../../event/payload/read-field.ts';
import { readOccurredAt } from '../../event/payload/read-occurred-at.ts';
import { writeEventData } from '../../event/write-event-data.ts';
import { type EntryRules, finishData } from '../../event-source/frame/finish-data.ts';
import { admitsEvent } from '../../event-source/github/admits-event.ts';
import type { GithubSource } from '../../event-source/github/read-github.ts';
import { lendWork } from '../../expression/work/lend-work.ts';
import { makeWorkAllowance } from '../../expression/work/work-allowance.ts';
import { handleOperatorEvent } from './handle-operator-event.ts';
import type { OperatorTools } from './operator-tools.ts';
import { makeOperatorEvent } from './read-source-delivery.ts';

interface Listening extends EntryRules {
  namespace: string;
  source: string;
  event: string;
}

/**
 * An event of the App's webhook, for the operator's EventSources of the kind `github` that have no hooks of their own. Each enforces
 * what it names on every event; none of them sees anything else.
 */
export async function handleGithubDelivery(delivery: Delivery, tools: OperatorTools): Promise<Outcome> {
  const sources = listGithubSources(tools);
  if (sources.length === 0) return { kind: 'done' };
  const parsed = parseBody(delivery);
  if (!parsed.ok) return { kind: 'give-up', problem: parsed.problem };
  const { body } = parsed;
  const admitting = sources.filter(({ spec }) => admitsEvent(spec, { eventName: delivery.name, body }));
  if (admitting.length === 0) return { kind: 'done' };
  const facts = readFacts(delivery.name, body);
  const payload = { body, facts: facts.ok ? facts.facts : undefined };
  const work = makeWorkAllowance(delivery.body.byteLength);
  const outcomes = await Promise.all(
    admitting.map(async (each, index): Promise<Outcome> => {
      const event = makeEvent(delivery, payload, each);
      const share = lendWork(work, admitting.length - index);
      const finished = finishData(event.data, each, { work: share.work });
      share.giveBack();
      if (finished.kind === 'data') {
        return await handleOperatorEvent({ ...event, data: finished.data }, each.namespace, tools);
      }
      const { namespace, source, event: name } = each;
      const fields = { delivery: delivery.id, namespace, eventSource: source, event: name, reason: finished.reason };
      if (finished.reason !== undefined) tools.log.warn(fields, 'the filter of an EventSource cannot be evaluated');
      return { kind: 'done' };
    }),
  );
  return outcomes.find((each) => each.kind !== 'done') ?? { kind: 'done' };
}

function listGithubSources({ manifests }: OperatorTools): (Listening & { spec: GithubSource })[] {
  return manifests().eventSources.flatMap(({ namespace, name, entries }) =>
    entries.flatMap(({ kind, event, source, ...rules }) => {
      const spec = kind === 'github' ? (source.spec as GithubSource) : undefined;
      return spec === undefined || spec.hook !== undefined ? [] : [{ ...rules, namespace, source: name, event, spec }];
    }),
  );
}

function makeEvent(
  { id, name: eventName, headers, receivedAt }: Delivery,
  { body, facts }: { body: JsonObject; facts: GithubFacts | undefined },
  { source, event }: Listening,
): OperatorEvent {
  const data = writeEventData({ headers, body, eventName, deliveryId: id, facts });
  const made = makeOperatorEvent({ ...{ source, name: event, type: 'github', id, data }, occurredAt: receivedAt });
  const occurredAt = readOccurredAt(eventName, body, receivedAt);
  return { ...made, occurredAt, ...(facts === undefined ? {} : { facts }) };
}
