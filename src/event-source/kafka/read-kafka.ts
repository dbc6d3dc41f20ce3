import { problem } from '../../problem/problem.ts';
import { anything, boolean, number, object, text } from '../../sensor/validate/shape.ts';
import { backoff, secretKey, tls as tlsShape } from '../../sensor/validate/trigger-shapes/reference-shapes.ts';
import { readAddresses, writeAddress } from '../../trigger/broker/read-addresses.ts';
import { readMechanism, type SaslMechanism } from '../../trigger/kafka/sasl-mechanism.ts';
import type { ReadSource } from '../source-kind.ts';
import { readSecretKey } from '../spec/read-secret-key.ts';
import { isRefused, missField, readSpec, refuseValue, type SecretKey, type SpecReading } from '../spec/read-spec.ts';
import { readTls, type TlsSource } from '../spec/read-tls.ts';

/** One entry under `spec.kafka`. */
export interface KafkaSource {
  /** `host:port`, any of which tells the others. */
  brokers: string[];
  topic: string;
  /** By a consumer group, whose members share the partitions; or one partition. */
  reading: { kind: 'group'; name: string; oldest: boolean } | { kind: 'partition'; partition: number };
  jsonBody: boolean;
  /** 0: as many as come. */
  eventsPerSecond: number;
  tls: TlsSource | undefined;
  sasl: SaslSource | undefined;
}

export interface SaslSource {
  mechanism: SaslMechanism;
  user: SecretKey;
  password: SecretKey;
}

const where = 'a kafka EventSource';
const shape = {
  url: text,
  topic: text,
  partition: text,
  connectionBackoff: backoff,
  tls: tlsShape,
  jsonBody: boolean,
  consumerGroup: object('KafkaConsumerGroup', { groupName: text, oldest: boolean, rebalanceStrategy: text }),
  limitEventsPerSecond: number,
  version: text,
  sasl: object('SASLConfig', { mechanism: text, userSecret: secretKey, passwordSecret: secretKey }),
  config: text,
  schemaRegistry: anything,
  awsMskIamAuth: anything,
};

interface Given {
  url?: string;
  topic?: string;
  partition?: string;
  tls?: unknown;
  jsonBody?: boolean;
  connectionBackoff?: unknown;
  consumerGroup?: { groupName?: string; oldest?: boolean; rebalanceStrategy?: string };
  limitEventsPerSecond?: number;
  version?: string;
  sasl?: { mechanism?: string; userSecret?: unknown; passwordSecret?: unknown };
  config?: string;
  schemaRegistry?: unknown;
  awsMskIamAuth?: unknown;
}

/**
 * Reads one entry under `spec.kafka`. Problems: `source.missing-field`, `source.wrong-value`, `source.wrong-type`,
 * `source.not-supported`.
 */
export function readKafka(entry: unknown): ReadSource<KafkaSource> {
  const reading = readSpec(entry, shape, where);
  const given: Given = reading.value;
  refuseUnsupported(given, reading);
  warnOfIgnored(given, reading);
  const spec: KafkaSource = {
    brokers: readBrokers(given.url ?? '', reading),
    topic: readTopicName(given.topic ?? '', reading),
    reading: readWay(given, reading),
    jsonBody: given.jsonBody ?? false,
    eventsPerSecond: readLimit(given.limitEventsPerSecond ?? 0, reading),
    tls: readTls(given.tls, reading, where),
    sasl: readSasl(given.sasl, reading),
  };
  if (isRefused(reading)) return { ok: false, problems: reading.problems };
  return { ok: true, spec, warnings: reading.problems };
}

function refuseUnsupported({ schemaRegistry, awsMskIamAuth, version }: Given, reading: SpecReading): void {
  const refused: [string, unknown, string][] = [
    ['schemaRegistry', schemaRegistry, 'messages in Avro are not read'],
    ['awsMskIamAuth', awsMskIamAuth, 'signing in with AWS IAM is not spoken; MSK takes SCRAM and TLS as well'],
  ];
  for (const [field, value, reason] of refused) {
    if (value === undefined || value === null) continue;
    const values = { field: `\`${field}\``, where, reason };
    reading.problems.push({ problem: problem('source.not-supported', values), path: [field] });
  }
  if (version && !/^\d{1,3}(\.\d{1,3}){1,3}$/.test(version)) {
    refuseValue(reading, where, { field: 'version', found: version, expected: 'a version such as 2.5.0' });
  }
}

function warnOfIgnored({ config, connectionBackoff, consumerGroup }: Given, reading: SpecReading): void {
  const ignored: [string[], unknown, string][] = [
    [['config'], config, 'It is the configuration of a client that is not used here.'],
    [['connectionBackoff'], connectionBackoff, 'Connecting is tried again for as long as the EventSource is there.'],
    [
      ['consumerGroup', 'rebalanceStrategy'],
      consumerGroup?.rebalanceStrategy,
      'Partitions are dealt out evenly among the members of the group.',
    ],
  ];
  for (const [path, value, advice] of ignored) {
    if (value === undefined || value === '') continue;
    const values = { field: `\`${path.join('.')}\``, where, advice };
    reading.problems.push({ problem: problem('source.no-effect', values), path });
  }
}

function readBrokers(url: string, reading: SpecReading): string[] {
  if (url === '') {
    missField(reading, where, 'url', 'Write host:9092; several are separated by commas.');
    return [];
  }
  const read = readAddresses('kafka', url);
  if (read.ok) return read.addresses.map(writeAddress);
  refuseValue(reading, where, { field: 'url', found: url, expected: `host:port (${read.reason})` });
  return [];
}

function readTopicName(topic: string, reading: SpecReading): string {
  if (topic === '') missField(reading, where, 'topic', 'Write the name of the topic.');
  else if (!/^[A-Za-z0-9._-]{1,249}$/.test(topic)) {
    const expected = 'up to 249 letters, digits, ".", "_" and "-"';
    refuseValue(reading, where, { field: 'topic', found: topic, expected });
  }
  return topic;
}

function readWay({ consumerGroup, partition = '' }: Given, reading: SpecReading): KafkaSource['reading'] {
  if (consumerGroup !== undefined) {
    const { groupName = '', oldest = false } = consumerGroup;
    if (groupName === '') missField(reading, where, 'consumerGroup.groupName', 'Name the group.');
    return { kind: 'group', name: groupName, oldest };
  }
  if (partition === '') {
    missField(reading, where, 'partition', 'Write a partition’s number as a text, or better a `consumerGroup`.');
  } else if (!/^\d{1,9}$/.test(partition)) {
    refuseValue(reading, where, { field: 'partition', found: partition, expected: 'the number of a partition' });
  }
  return { kind: 'partition', partition: Number(partition) };
}

function readLimit(limit: number, reading: SpecReading): number {
  if (limit >= 0 && limit <= 1_000_000) return limit;
  const expected = 'a number from 0 (no limit) to 1000000';
  refuseValue(reading, where, { field: 'limitEventsPerSecond', found: String(limit), expected });
  return 0;
}

function readSasl(sasl: Given['sasl'], reading: SpecReading): SaslSource | undefined {
  if (sasl === undefined) return undefined;
  const user = readSecretKey(sasl.userSecret ?? {}, reading, where, 'sasl.userSecret');
  const password = readSecretKey(sasl.passwordSecret ?? {}, reading, where, 'sasl.passwordSecret');
  const read = readMechanism(sasl.mechanism);
  if (!read.ok) {
    const values = { field: '`sasl.mechanism`', where, reason: read.reason };
    reading.problems.push({ problem: problem('source.not-supported', values), path: ['sasl', 'mechanism'] });
    return undefined;
  }
  return user === undefined || password === undefined ? undefined : { mechanism: read.mechanism, user, password };
}
