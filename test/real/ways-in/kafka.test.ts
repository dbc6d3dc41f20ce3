import { randomUUID } from 'node:crypto';
import { afterAll, describe } from 'vitest';
import { describeWaysIn } from './describe-ways-in.ts';
import { type StartedPlaces, startPlaces } from './start-places.ts';

const started: StartedPlaces = await startPlaces();
if (!started.ok) console.warn(`SKIPPED, no ways in on a real Kafka: ${started.reason}`);

describe.skipIf(!started.ok)('two replicas on a real API server', () => {
  if (!started.ok) return;
  const { server, store, kafka, dispose } = started.places;
  afterAll(dispose);

  describeWaysIn('Kafka', () => ({
    ...{ server, store, broker: kafka.address, replicas: 2 },
    environment: {
      EVENT_BUS: `kafka://${kafka.address}`,
      KAFKA_TOPIC_PREFIX: `app-${randomUUID().slice(0, 8)}`,
      KAFKA_REPLICATION: '1',
      KAFKA_PARTITIONS: '6',
    },
  }));
});
