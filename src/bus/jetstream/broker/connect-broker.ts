import { readFileSync } from 'node:fs';
import { type JetStreamClient, type JetStreamManager, jetstreamManager } from '@nats-io/jetstream';
import { type ConnectionOptions, connect, credsAuthenticator, type NatsConnection } from '@nats-io/transport-node';
import type { Logger } from 'pino';
import { type Problem, problem } from '../../../problem/problem.ts';
import type { NatsSettings } from '../../../settings/bus-settings.ts';
import { describeFailure } from '../../describe-failure.ts';
import { storeError } from '../../store-error.ts';
import { explainBrokerError } from './explain-broker-error.ts';

/** The connection to NATS, and what is asked of it. */
export interface Broker {
  address: string;
  js: JetStreamClient;
  manager: JetStreamManager;
  connection: NatsConnection;
  /** Bytes that a message may have, headers included. */
  maxMessageBytes(): number;
  isConnected(): boolean;
  /** Calls back whenever the connection was lost or is there again, until the returned function is called. */
  onChange(listener: () => void): () => void;
  /** Runs what asks the broker; an error of it comes out as one that has a problem as its cause. Refuses at once while the broker is away. */
  ask<Answer>(what: () => Promise<Answer>): Promise<Answer>;
  /** Resolves when the connection is closed for good without having been asked to. */
  broken: Promise<Problem>;
  close(): Promise<void>;
}

export type ConnectedBroker = { ok: true; broker: Broker } | { ok: false; problem: Problem };

/** GitHub waits 10 s for an answer. */
const answerMs = 4000;
/** What is sent within this time after the connection was lost waits for it; later it is refused at once. */
const patienceMs = 1500;

/** Connects, for as long as the process lives: a connection that is lost is made again. */
export async function connectBroker(
  settings: NatsSettings,
  log: Pick<Logger, 'info' | 'warn'>,
): Promise<ConnectedBroker> {
  const address = settings.servers.join(',');
  let connection: NatsConnection | undefined;
  try {
    connection = await connect(connectionOptions(settings));
    const manager = await jetstreamManager(connection, { timeout: answerMs });
    return { ok: true, broker: createBroker({ address, connection, manager }, log) };
  } catch (thrown) {
    await connection?.close();
    const cause = explainBrokerError(thrown, address);
    const reason = describeFailure(thrown);
    return { ok: false, problem: cause ?? problem('bus.broker-unreachable', { address, reason }) };
  }
}

function connectionOptions({ servers, tls, credentials }: NatsSettings): ConnectionOptions {
  return {
    servers,
    name: 'argo-events-app',
    timeout: 10_000,
    maxReconnectAttempts: -1,
    reconnectTimeWait: 250,
    reconnectJitter: 250,
    reconnectJitterTLS: 250,
    pingInterval: 10_000,
    maxPingOut: 2,
    // A password that is being rotated is refused for a while.
    ignoreAuthErrorAbort: true,
    // An error made ahead for each request, only for its stack, is half of what a request costs.
    noAsyncTraces: true,
    ...(tls === undefined ? {} : { tls }),
    ...readCredentials(credentials),
  };
}

function readCredentials(credentials: NatsSettings['credentials']): ConnectionOptions {
  switch (credentials?.kind) {
    case 'file':
      // Read at each connection, so that a rotated file is taken up.
      return { authenticator: credsAuthenticator(() => readFileSync(credentials.file)) };
    case 'user':
      return { user: credentials.user, pass: credentials.password };
    case 'token':
      return { token: credentials.token };
    case undefined:
      return {};
  }
}

function createBroker(
  { address, connection, manager }: Pick<Broker, 'address' | 'connection' | 'manager'>,
  log: Pick<Logger, 'info' | 'warn'>,
): Broker {
  const listeners = new Set<() => void>();
  let awaySince: number | undefined;
  /** Why it cannot be made again, as far as the server says. */
  let refusal: Problem | undefined;
  let isClosing = false;

  function noteConnected(isConnected: boolean): void {
    if (isConnected) {
      awaySince = undefined;
      refusal = undefined;
      log.info({ address }, 'connected to the event bus again');
    } else {
      // Told of each connection that is not made, too: said once.
      if (!isClosing && awaySince === undefined) log.warn({ address }, 'lost the connection to the event bus');
      awaySince ??= performance.now();
    }
    for (const listener of listeners) listener();
  }

  function noteError(error: unknown): void {
    const found = explainBrokerError(error, address);
    const isRepeated = awaySince !== undefined && refusal?.message === found?.message;
    if (!isRepeated) log.warn({ address, reason: describeFailure(error) }, 'the event bus reports an error');
    if (awaySince !== undefined) refusal = found;
  }

  async function follow(): Promise<void> {
    for await (const status of connection.status()) {
      if (status.type === 'error') {
        noteError(status.error);
      } else if (status.type === 'disconnect' || status.type === 'reconnect') {
        noteConnected(status.type === 'reconnect');
      }
    }
  }
  void follow();

  function refuseWhileAway(): void {
    if (isClosing) throw storeError(problem('bus.closed', { file: address, reason: 'the app stops' }));
    if (awaySince !== undefined && performance.now() - awaySince > patienceMs) {
      throw storeError(refusal ?? problem('bus.broker-unreachable', { address, reason: 'there is no connection' }));
    }
  }

  return {
    ...{ address, connection, manager },
    js: manager.jetstream(),
    maxMessageBytes: () => connection.info?.max_payload ?? 1024 * 1024,
    isConnected: () => awaySince === undefined,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async ask(what) {
      refuseWhileAway();
      try {
        return await what();
      } catch (thrown) {
        const cause = explainBrokerError(thrown, address);
        throw cause === undefined ? thrown : storeError(cause);
      }
    },
    broken: new Promise((resolve) => {
      connection.closed().then((reason) => {
        const why = reason instanceof Error ? describeFailure(reason) : 'its connection ended';
        if (!isClosing) resolve(problem('bus.closed', { file: address, reason: why }));
      });
    }),
    async close() {
      isClosing = true;
      await connection.close();
    },
  };
}
