import { describeFailure } from '../../bus/describe-failure.ts';
import { problem } from '../../problem/problem.ts';
import type { RunRequest } from '../../run/run-request.ts';
import type { TriggerTemplate } from '../../sensor/sensor.ts';
import { type Attempt, refuse } from '../attempt.ts';
import { connectionKey } from '../broker/connection-key.ts';
import { brokerFailed, prepareBrokers } from '../broker/prepare-brokers.ts';
import { readBrokerTrigger } from '../broker/read-broker-trigger.ts';
import { withinTime } from '../broker/within-time.ts';
import { nameOf } from '../object/object-task.ts';
import type { AttemptTools } from '../trigger-tools.ts';
import { connectNats } from './connect-nats.ts';
import { listNatsSecrets, type NatsSecrets, natsTriggerShape } from './nats-trigger.ts';
import { publishMessage } from './publish-message.ts';

const kind = 'nats';

/**
 * A `nats` trigger (Argo Events 1.9): publishes the payload to the subject. Beyond Argo Events: only to servers that the policy lists, by
 * exactly the addresses that were judged; with a `Nats-Msg-Id` that is the same for every try; and done means that the server has it,
 * or the stream that listens there. What is not allowed is refused before any Secret is read or any name resolved.
 *
 * Problems: `trigger.kind-not-allowed`, all of `trigger.broker-`, those of `readReferences`, `sensor.parameter`.
 */
export async function attemptNats(
  template: TriggerTemplate,
  request: RunRequest,
  tools: AttemptTools,
): Promise<Attempt> {
  const trigger = nameOf(request);
  const read = readBrokerTrigger(kind, template, request, natsTriggerShape);
  if (!read.ok) return refuse(read.problem);
  const { fields: nats, payload } = read;
  const fault = findSubjectFault(nats.subject);
  if (fault !== undefined) return refuse(problem('trigger.broker-shape', { kind, trigger, reason: fault }));

  const secrets: NatsSecrets = {};
  const { url, tls, subject } = nats;
  const wanted = { url, tls, wanted: listNatsSecrets(nats), secrets };
  const prepared = await prepareBrokers(kind, wanted, request, tools);
  if (prepared.kind !== 'ready') return prepared;
  const { named, brokers, rules } = prepared;
  const isEncrypted = (tls !== null && tls !== undefined) || named.some((each) => each.isTls);
  const message = { subject, payload, id: tools.hash };
  try {
    await tools.links.nats.use(
      connectionKey(brokers, isEncrypted, secrets),
      () => connectNats(brokers, secrets, isEncrypted),
      (link) => withinTime(publishMessage(link, message)),
    );
    return { kind: 'done' };
  } catch (thrown) {
    return brokerFailed(rules, named, describeFailure(thrown));
  }
}

/** A subject is tokens between dots; what stands for others, or is the server's own, is not for publishing. */
function findSubjectFault(subject: string): string | undefined {
  if (subject.length > 1000) return 'subject: it has more than 1000 characters';
  if (/[\s*>]|\p{Cc}/u.test(subject)) return 'subject: it has blanks, * or > in it';
  if (subject.split('.').includes('')) return 'subject: it has an empty part';
  return subject.startsWith('$') ? 'subject: what begins with $ is the server’s own' : undefined;
}
