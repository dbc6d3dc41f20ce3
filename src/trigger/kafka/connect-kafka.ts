import { isIP } from 'node:net';
import { type BaseOptions, ProduceAcks, Producer } from '@platformatic/kafka';
import { type BrokerAddress, writeAddress } from '../broker/read-addresses.ts';
import { type AllowBroker, guardConnections, pinNames } from './guard-connections.ts';
import type { KafkaSecrets } from './kafka-trigger.ts';
import type { SaslMechanism } from './sasl-mechanism.ts';

export interface KafkaLink {
  producer: Producer<Buffer, Buffer, Buffer, Buffer>;
}

export interface KafkaAccess {
  brokers: readonly Pick<BrokerAddress, 'host' | 'port'>[];
  isEncrypted: boolean;
  mechanism: SaslMechanism | undefined;
  secrets: Pick<KafkaSecrets, 'user' | 'password' | 'ca' | 'cert' | 'key'>;
  allow: AllowBroker;
}

/** A producer whose every connection is judged before it is made. Nothing is connected yet. */
export function connectKafka(access: KafkaAccess): KafkaLink {
  const { brokers, isEncrypted, mechanism, secrets, allow } = access;
  const pins = pinNames();
  const { ca, cert, key, user, password } = secrets;
  const options: BaseOptions = {
    clientId: 'argo-events-app',
    bootstrapBrokers: brokers.map(writeAddress),
    connectTimeout: 5000,
    requestTimeout: 8000,
    timeout: 6000,
    retries: 2,
    retryDelay: 200,
    metadataMaxAge: 60_000,
    ...(isEncrypted
      ? {
          tls: {
            lookup: pins.lookup,
            rejectUnauthorized: true,
            ...(ca === undefined ? {} : { ca }),
            ...(cert === undefined ? {} : { cert }),
            ...(key === undefined ? {} : { key }),
          },
          // A name is told to the server (RFC 6066), an address must not be.
          tlsServerName: brokers.some(({ host }) => isIP(host) === 0),
        }
      : {}),
    ...(mechanism === undefined ? {} : { sasl: { mechanism, username: user, password } }),
  };
  const producer = new Producer<Buffer, Buffer, Buffer, Buffer>({ ...options, acks: ProduceAcks.ALL });
  guardConnections(producer.connections, { allow, isEncrypted, pins });
  return { producer };
}
