import { setTimeout as wait } from 'node:timers/promises';
import { Admin, type BaseOptions } from '@platformatic/kafka';
import type { Logger } from 'pino';
import { type Problem, problem } from '../../../problem/problem.ts';
import {
  describeKafkaError,
  explainKafkaError,
  isProtocolError,
  isUnknownTopic,
} from '../client/explain-kafka-error.ts';
import { checkConfigs, unfit } from './check-configs.ts';
import type { WantedTopic } from './wanted-topics.ts';

export interface TopicFacts {
  partitions: number;
  /** A batch of messages may be this large. */
  maxMessageBytes: number;
}

export type EnsuredTopics = { ok: true; facts: Map<string, TopicFacts> } | { ok: false; problem: Problem };

export interface EnsureParts {
  options: BaseOptions;
  address: string;
  /** Copies of each partition; undefined: three, or as many as there are brokers. */
  replication: number | undefined;
  log: Pick<Logger, 'info' | 'warn'>;
}

const createdWithinMs = 20_000;

/**
 * Makes the topics that are missing and looks at those that are there.
 *
 * Problems: `bus.broker-unreachable`, `bus.broker-credentials`, `bus.broker-forbids`, `bus.topic-missing`, `bus.topic-unfit`.
 */
export async function ensureTopics(wanted: readonly WantedTopic[], parts: EnsureParts): Promise<EnsuredTopics> {
  const admin = new Admin(parts.options);
  try {
    const brokers = (await admin.metadata({ topics: [] })).brokers.size;
    const replicas = parts.replication ?? Math.min(3, brokers);
    const facts = new Map<string, TopicFacts>();
    for (const each of wanted) {
      const ensured = await ensureTopic(each, replicas, { ...parts, admin });
      if (!ensured.ok) return ensured;
      facts.set(each.topic, ensured.facts);
    }
    return { ok: true, facts };
  } catch (thrown) {
    return { ok: false, problem: explainKafkaError(thrown, parts.address) };
  } finally {
    await admin.close().catch(() => undefined);
  }
}

async function ensureTopic(
  wanted: WantedTopic,
  replicas: number,
  { admin, log }: EnsureParts & { admin: Admin },
): Promise<{ ok: true; facts: TopicFacts } | { ok: false; problem: Problem }> {
  const { topic } = wanted;
  const known = await countPartitions(admin, topic);
  if (known === undefined) {
    const refusal = await createTopic(admin, wanted, replicas);
    if (refusal !== undefined) return { ok: false, problem: refusal };
    log.info({ topic, partitions: wanted.partitions, replicas }, 'made a topic');
  }
  const partitions = await waitForLeaders(admin, topic);
  if (wanted.isPartitionsFixed && partitions !== wanted.partitions)
    return unfit(topic, { name: 'partitions', found: partitions, expected: wanted.partitions });
  if (partitions !== wanted.partitions)
    log.warn({ topic, partitions, wanted: wanted.partitions }, 'the topic keeps the number of partitions that it has');
  const checked = await checkConfigs(admin, wanted, log);
  return checked.ok ? { ok: true, facts: { partitions, maxMessageBytes: checked.maxMessageBytes } } : checked;
}

/** Undefined where there is no such topic. */
async function countPartitions(admin: Admin, topic: string): Promise<number | undefined> {
  try {
    const { topics } = await admin.metadata({ topics: [topic], forceUpdate: true });
    return topics.get(topic)?.partitionsCount;
  } catch (thrown) {
    if (isUnknownTopic(thrown)) return undefined;
    throw thrown;
  }
}

async function createTopic(admin: Admin, wanted: WantedTopic, replicas: number): Promise<Problem | undefined> {
  const { topic, partitions } = wanted;
  const safe = { 'min.insync.replicas': String(Math.max(1, replicas - 1)) };
  const configs = Object.entries({ ...wanted.configs, ...safe }).map(([name, value]) => ({ name, value }));
  try {
    await admin.createTopics({ topics: [{ topic, partitions, replicas }], configs });
    return undefined;
  } catch (thrown) {
    // Another replica of the app was faster.
    if (isProtocolError(thrown, ['TOPIC_ALREADY_EXISTS'])) return undefined;
    const settings = configs.map(({ name, value }) => `--config ${name}=${value}`).join(' ');
    const command = `kafka-topics.sh --create --topic ${topic} --partitions ${partitions} --replication-factor ${replicas} ${settings}`;
    return problem('bus.topic-missing', { topic, reason: describeKafkaError(thrown), command });
  }
}

async function waitForLeaders(admin: Admin, topic: string): Promise<number> {
  const deadline = Date.now() + createdWithinMs;
  for (;;) {
    const partitions = await admin
      .metadata({ topics: [topic], forceUpdate: true })
      .then(({ topics }) => topics.get(topic)?.partitions ?? [])
      .catch(() => []);
    if (partitions.length > 0 && partitions.every(({ leader }) => leader >= 0)) return partitions.length;
    if (Date.now() > deadline) throw new Error(`The topic ${topic} has no leaders after ${createdWithinMs} ms.`);
    await wait(100);
  }
}
