import { ProduceAcks } from '@platformatic/kafka';
import { choosePartition } from './choose-partition.ts';
import type { KafkaLink } from './connect-kafka.ts';

export interface KafkaMessage {
  topic: string;
  /** Undefined: none, and any partition. */
  key: string | undefined;
  payload: string;
  headers: [name: string, value: string][];
  /** The same for every try at one firing, which chooses the partition where there is no key. */
  id: string;
}

export interface SendOptions {
  acks: 'all' | 'leader';
  compress: boolean;
}

/** Sends one message; resolves once the broker has stored it. A topic that is missing is made, where the broker does so by itself. */
export async function sendMessage(
  { producer }: KafkaLink,
  message: KafkaMessage,
  { acks, compress }: SendOptions,
): Promise<void> {
  const { topic, key, payload, headers, id } = message;
  const { topics } = await producer.metadata({ topics: [topic], autocreateTopics: true });
  const partitions = topics.get(topic)?.partitionsCount ?? 0;
  if (partitions === 0) throw new Error('the topic has no partitions');
  await producer.send({
    acks: acks === 'all' ? ProduceAcks.ALL : ProduceAcks.LEADER,
    autocreateTopics: true,
    compression: compress ? 'snappy' : 'none',
    messages: [
      {
        topic,
        partition: choosePartition(key ?? id, partitions),
        ...(key === undefined ? {} : { key: Buffer.from(key) }),
        value: Buffer.from(payload),
        timestamp: BigInt(Date.now()),
        headers: new Map(headers.map(([name, value]) => [Buffer.from(name), Buffer.from(value)])),
      },
    ],
  });
}
