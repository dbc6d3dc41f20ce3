import { isIP } from 'node:net';
import type { BaseOptions } from '@platformatic/kafka';
import type { KafkaBusSettings } from '../../../settings/bus-settings.ts';

/** How long one request to the broker may take; a webhook has to be answered within ten seconds. */
export const requestTimeoutMs = 6000;

/** What every client of the broker is made with. Nothing is tried again in there: this room knows what may be. */
export function clientOptions({ brokers, tls, sasl }: KafkaBusSettings): BaseOptions {
  return {
    clientId: 'argo-events-app',
    bootstrapBrokers: brokers,
    connectTimeout: 3000,
    requestTimeout: requestTimeoutMs,
    timeout: requestTimeoutMs - 1000,
    retries: 0,
    metadataMaxAge: 60_000,
    autocreateTopics: false,
    // A name is told to the server (RFC 6066), an address must not be.
    ...(tls === undefined ? {} : { tls, tlsServerName: brokers.some(hasName) }),
    ...(sasl === undefined ? {} : { sasl }),
  };
}

function hasName(broker: string): boolean {
  return isIP(broker.slice(0, broker.lastIndexOf(':'))) === 0;
}
