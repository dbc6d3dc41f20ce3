import type { KafkaLink } from '../kafka/connect-kafka.ts';
import type { NatsLink } from '../nats/connect-nats.ts';
import { type KeptConnections, keepConnections } from './keep-connections.ts';

/** The connections of triggers to brokers. */
export interface BrokerLinks {
  nats: KeptConnections<NatsLink>;
  kafka: KeptConnections<KafkaLink>;
  close(): Promise<void>;
}

export function openBrokerLinks(): BrokerLinks {
  const nats = keepConnections<NatsLink>({ close: ({ connection }) => connection.close() });
  const kafka = keepConnections<KafkaLink>({ close: ({ producer }) => producer.close() });
  return {
    nats,
    kafka,
    async close() {
      await Promise.all([nats.close(), kafka.close()]);
    },
  };
}
