import { describeKafkaError } from '../../bus/kafka/client/explain-kafka-error.ts';
import { type Problem, problem } from '../../problem/problem.ts';
import type { RunRequest } from '../../run/run-request.ts';
import type { TriggerTemplate } from '../../sensor/sensor.ts';
import { type Attempt, refuse } from '../attempt.ts';
import { connectionKey } from '../broker/connection-key.ts';
import { brokerFailed, prepareBrokers } from '../broker/prepare-brokers.ts';
import { readBrokerTrigger } from '../broker/read-broker-trigger.ts';
import { withinTime } from '../broker/within-time.ts';
import { nameOf } from '../object/object-task.ts';
import type { AttemptTools } from '../trigger-tools.ts';
import { allowBy, findRefusal } from './allow-brokers.ts';
import { connectKafka } from './connect-kafka.ts';
import { type KafkaSecrets, type KafkaTrigger, kafkaTriggerShape, listKafkaSecrets } from './kafka-trigger.ts';
import { readMechanism, type SaslMechanism } from './sasl-mechanism.ts';
import { sendMessage } from './send-message.ts';

const kind = 'kafka';

/** The same for every try at one firing, so that a reader that knows it does nothing twice. */
const idempotencyHeader = 'Idempotency-Key';

/**
 * A `kafka` trigger (Argo Events 1.9): sends the payload to the topic. Beyond Argo Events: only to brokers that the policy lists, those
 * that brokers name among them, by exactly the addresses that were judged; certificates are verified (Argo Events takes any); and done
 * means that the broker has stored it. What is not allowed is refused before any Secret is read or any name resolved.
 *
 * Problems: `trigger.kind-not-allowed`, all of `trigger.broker-`, those of `readReferences`, `sensor.parameter`.
 */
export async function attemptKafka(
  template: TriggerTemplate,
  request: RunRequest,
  tools: AttemptTools,
): Promise<Attempt> {
  const trigger = nameOf(request);
  const read = readBrokerTrigger(kind, template, request, kafkaTriggerShape);
  if (!read.ok) return refuse(read.problem);
  const { fields: kafka, payload } = read;
  const settled = readSettings(kafka, trigger);
  if ('problem' in settled) return refuse(settled.problem);

  const secrets: KafkaSecrets = { headers: [], user: '', password: '' };
  const { url, tls } = kafka;
  const wanted = { url, tls, wanted: listKafkaSecrets(kafka), secrets };
  const prepared = await prepareBrokers(kind, wanted, request, tools);
  if (prepared.kind !== 'ready') return prepared;
  const { named, rules } = prepared;
  const { mechanism, acks } = settled;
  const { headers: secureHeaders, ...credentials } = secrets;
  const isEncrypted = tls !== null && tls !== undefined;
  const access = { brokers: named, isEncrypted, mechanism, secrets: credentials, allow: allowBy(rules) };
  try {
    await tools.links.kafka.use(
      connectionKey(named, isEncrypted, mechanism, credentials, rules.hosts, trigger),
      async () => connectKafka(access),
      (link) =>
        withinTime(
          sendMessage(
            link,
            {
              topic: kafka.topic,
              key: kafka.partitioningKey ?? undefined,
              payload,
              headers: [[idempotencyHeader, tools.hash], ...Object.entries(kafka.headers ?? {}), ...secureHeaders],
              id: tools.hash,
            },
            { acks, compress: kafka.compress === true },
          ),
        ),
    );
    return { kind: 'done' };
  } catch (thrown) {
    const refused = findRefusal(thrown);
    return refused === undefined ? brokerFailed(rules, named, describeKafkaError(thrown)) : refuse(refused);
  }
}

interface Settled {
  mechanism: SaslMechanism | undefined;
  acks: 'all' | 'leader';
}

function readSettings(kafka: KafkaTrigger, trigger: string): Settled | { problem: Problem } {
  const { schemaRegistry, sasl, requiredAcks, version, topic } = kafka;
  const refuseField = (field: string, reason: string) => ({
    problem: problem('trigger.broker-field', { kind, trigger, field, reason }),
  });
  const misshapen = (reason: string) => ({ problem: problem('trigger.broker-shape', { kind, trigger, reason }) });
  if (schemaRegistry !== undefined && schemaRegistry !== null) {
    return refuseField('schemaRegistry', 'messages are sent as JSON, not as Avro');
  }
  if (!/^[A-Za-z0-9._-]{1,249}$/.test(topic)) {
    return misshapen('topic: a name of up to 249 letters, digits, ".", "_" and "-" is expected');
  }
  if (version && !/^\d{1,3}(\.\d{1,3}){1,3}$/.test(version))
    return misshapen('version: it is no version such as 2.5.0');
  if (![0, -1, 1].includes(requiredAcks ?? 0)) {
    return refuseField('requiredAcks', 'Kafka knows 1 (the leader) and -1 (all replicas that are in sync)');
  }
  const acks = requiredAcks === 1 ? 'leader' : 'all';
  if (!sasl) return { mechanism: undefined, acks };
  if (!sasl.userSecret || !sasl.passwordSecret) return misshapen('sasl: userSecret and passwordSecret are both needed');
  const read = readMechanism(sasl.mechanism);
  return read.ok ? { mechanism: read.mechanism, acks } : refuseField('sasl', read.reason);
}
