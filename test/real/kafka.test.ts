import { afterAll, describe } from 'vitest';
import type { BusConditions } from '../bus-contract/bus-under-test.ts';
import { describeBus } from '../bus-contract/describe-bus.ts';
import { openOnBroker } from './kafka/kafka-bus.ts';
import { type StartedKafka, startKafka } from './kafka/start-kafka.ts';

const started: StartedKafka = await startKafka();
if (!started.ok) console.warn(`SKIPPED, no real Kafka: ${started.reason}`);

describe.skipIf(!started.ok)('with a real broker', () => {
  if (!started.ok) return;
  const { broker } = started;
  afterAll(() => broker.dispose());

  describeBus('Kafka', (conditions: BusConditions) => openOnBroker(broker, conditions), {
    severalProcesses: true,
    knowsOthersAtOnce: false,
    hasBroker: true,
  });
});
