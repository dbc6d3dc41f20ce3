import { isIP } from 'node:net';
import {
  type Authenticator,
  type ConnectionOptions,
  connect,
  credsAuthenticator,
  type NatsConnection,
  nkeyAuthenticator,
  type TlsOptions,
} from '@nats-io/transport-node';
import type { AllowedBroker } from '../broker/judge-brokers.ts';
import { writeAddress } from '../broker/read-addresses.ts';
import type { NatsSecrets } from './nats-trigger.ts';

/** A connection, and what its server refused over it so far. */
export interface NatsLink {
  connection: NatsConnection;
  refusals: Error[];
}

const timeoutMs = 5000;
/** Of so many refusals is known; each ends the use of its connection. */
const maxRefusals = 1000;

/**
 * Connects to the first broker that answers, at exactly the addresses that were judged: no name is resolved again, no other server of
 * the cluster is followed, and a connection that is lost stays lost. Rejects with the last failure.
 */
export async function connectNats(
  brokers: readonly AllowedBroker[],
  secrets: NatsSecrets,
  isEncrypted: boolean,
): Promise<NatsLink> {
  let failure: unknown = new Error('no server was named');
  for (const { broker, addresses } of brokers) {
    for (const { address } of addresses) {
      try {
        const tls = isEncrypted ? tlsOptions(broker.host, secrets) : undefined;
        const connection = await connect({
          servers: [writeAddress({ host: address, port: broker.port })],
          name: 'argo-events-app',
          timeout: timeoutMs,
          reconnect: false,
          ignoreClusterUpdates: true,
          noAsyncTraces: true,
          resolve: false,
          ...(tls === undefined ? {} : { tls }),
          ...credentialOptions(secrets),
        });
        return follow(connection);
      } catch (thrown) {
        failure = thrown;
      }
    }
  }
  throw failure;
}

/** The server says asynchronously what it refuses. */
function follow(connection: NatsConnection): NatsLink {
  const refusals: Error[] = [];
  void (async () => {
    for await (const status of connection.status()) {
      if (status.type === 'error' && refusals.length < maxRefusals) refusals.push(status.error);
    }
  })();
  return { connection, refusals };
}

/** The name is the server's, though the connection goes to its address. */
function tlsOptions(host: string, { ca, cert, key }: NatsSecrets): TlsOptions & { servername?: string } {
  return {
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
  };
}

function credentialOptions(secrets: NatsSecrets): ConnectionOptions {
  const { user, password, token } = secrets;
  const authenticator = authenticatorOf(secrets);
  return {
    ...(user === undefined ? {} : { user }),
    ...(password === undefined ? {} : { pass: password }),
    ...(token === undefined ? {} : { token }),
    ...(authenticator === undefined ? {} : { authenticator }),
  };
}

function authenticatorOf({ seed, credentials }: NatsSecrets): Authenticator | undefined {
  const encoder = new TextEncoder();
  if (seed !== undefined) return nkeyAuthenticator(encoder.encode(seed));
  return credentials === undefined ? undefined : credsAuthenticator(encoder.encode(credentials));
}
