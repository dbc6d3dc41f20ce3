import { type Admin, ConfigResourceTypes, IncrementalAlterConfigOperationTypes } from '@platformatic/kafka';
import type { Logger } from 'pino';
import { type Problem, problem } from '../../../problem/problem.ts';
import { describeKafkaError } from '../client/explain-kafka-error.ts';
import type { WantedTopic } from './wanted-topics.ts';

export type CheckedConfigs = { ok: true; maxMessageBytes: number } | { ok: false; problem: Problem };

/** What the broker takes where it does not say what it takes. */
const usualMaxMessageBytes = 1_048_588;
/** A delivery's headers have to go into one message, and a record too. */
const leastMaxMessageBytes = 128 * 1024;

/** Looks at how a topic is configured, and raises what is too little where the broker allows it. Problem: `bus.topic-unfit`. */
export async function checkConfigs(
  admin: Admin,
  wanted: WantedTopic,
  log: Pick<Logger, 'info' | 'warn'>,
): Promise<CheckedConfigs> {
  const { topic, configs, cleanup } = wanted;
  const found = await describeConfigs(admin, topic).catch((thrown: unknown) => {
    log.warn({ topic, reason: describeKafkaError(thrown) }, 'could not look at how the topic is configured');
    return undefined;
  });
  if (found === undefined) return { ok: true, maxMessageBytes: usualMaxMessageBytes };
  const policy = (found.get('cleanup.policy') ?? '').split(',').map((each) => each.trim());
  if (policy.toSorted().join() !== cleanup.toSorted().join())
    return unfit(topic, { name: 'cleanup.policy', found: policy.join(), expected: cleanup.join() });
  for (const name of wanted.least) {
    const expected = configs[name] ?? '';
    const value = found.get(name) ?? '0';
    if (value === '-1' || Number(value) >= Number(expected)) continue;
    if (!(await raiseConfig(admin, topic, { name, value: expected })))
      return unfit(topic, { name, found: value, expected });
    log.info({ topic, name, from: value, to: expected }, 'raised a setting of a topic');
  }
  const maxMessageBytes = Number(found.get('max.message.bytes') ?? usualMaxMessageBytes);
  if (maxMessageBytes < leastMaxMessageBytes)
    return unfit(topic, { name: 'max.message.bytes', found: maxMessageBytes, expected: leastMaxMessageBytes });
  return { ok: true, maxMessageBytes };
}

async function describeConfigs(admin: Admin, topic: string): Promise<Map<string, string>> {
  const names = ['cleanup.policy', 'retention.ms', 'min.compaction.lag.ms', 'max.message.bytes'];
  const resource = { resourceType: ConfigResourceTypes.TOPIC, resourceName: topic, configurationKeys: names };
  const [described] = await admin.describeConfigs({ resources: [resource] });
  return new Map((described?.configs ?? []).map(({ name, value }) => [name, value ?? '']));
}

async function raiseConfig(
  admin: Admin,
  topic: string,
  { name, value }: { name: string; value: string },
): Promise<boolean> {
  const configs = [{ name, configOperation: IncrementalAlterConfigOperationTypes.SET, value }];
  const resource = { resourceType: ConfigResourceTypes.TOPIC, resourceName: topic, configs };
  return admin.incrementalAlterConfigs({ resources: [resource] }).then(
    () => true,
    () => false,
  );
}

/** `bus.topic-unfit` of a topic's setting. */
export function unfit(
  topic: string,
  { name, found, expected }: { name: string; found: string | number; expected: string | number },
): { ok: false; problem: Problem } {
  return { ok: false, problem: problem('bus.topic-unfit', { topic, name, found, expected }) };
}
