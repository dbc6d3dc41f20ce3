import { randomUUID } from 'node:crypto';
import { afterAll, describe } from 'vitest';
import { type StartedKafka, startKafka } from '../kafka/start-kafka.ts';
import { describeReplicas } from './describe-replicas.ts';

const started: StartedKafka = await startKafka();
if (!started.ok) console.warn(`SKIPPED, no real Kafka: ${started.reason}`);

describe.skipIf(!started.ok)('the whole app on a real Kafka broker', () => {
  if (!started.ok) return;
  const { broker } = started;
  afterAll(() => broker.dispose());

  describeReplicas('Kafka', () => ({
    EVENT_BUS: `kafka://${broker.address}`,
    KAFKA_TOPIC_PREFIX: `app-${randomUUID().slice(0, 8)}`,
    KAFKA_REPLICATION: '1',
    KAFKA_PARTITIONS: '6',
  }));
});
