import { isIP, type LookupFunction } from 'node:net';
import type { Connection, ConnectionPool } from '@platformatic/kafka';
import type { ResolvedAddress } from '../host/resolve-host.ts';

type Broker = Parameters<ConnectionPool['get']>[0];
type TakeConnection = (error: Error | null, connection?: Connection) => void;

/** The addresses that may be connected to for a broker; rejects when it may not be spoken to. */
export type AllowBroker = (broker: { host: string; port: number }) => Promise<ResolvedAddress[]>;

/**
 * Kafka's brokers name each other, and the client connects to whatever they name. Here each connection of a pool goes through `allow`
 * first, and then to exactly the addresses that came out of it: by the address itself without TLS; with TLS by the name, whose lookup
 * answers with them, so that the certificate is still the name's.
 */
export function guardConnections(
  pool: ConnectionPool,
  { allow, isEncrypted, pins }: { allow: AllowBroker; isEncrypted: boolean; pins: PinnedNames },
): void {
  const get = pool.get.bind(pool) as (broker: Broker, take: TakeConnection) => void;

  function connectTo(broker: Broker, addresses: ResolvedAddress[], take: TakeConnection): void {
    if (isEncrypted || isIP(broker.host) !== 0) {
      pins.set(broker.host, addresses);
      get(broker, take);
      return;
    }
    const [first, ...others] = addresses;
    get({ ...broker, host: first?.address ?? '' }, (error, connection) => {
      if (error === null || others.length === 0) take(error, connection);
      else connectTo(broker, others, take);
    });
  }

  const guarded = (broker: Broker | undefined, take: TakeConnection): void => {
    // The client has its own error for a broker that nobody knows.
    if (broker?.host === undefined) {
      get(broker as unknown as Broker, take);
      return;
    }
    allow(broker).then(
      (addresses) => connectTo(broker, addresses, take),
      (refused: Error) => take(refused),
    );
  };
  pool.get = guarded as ConnectionPool['get'];
}

export interface PinnedNames {
  set(host: string, addresses: ResolvedAddress[]): void;
  lookup: LookupFunction;
}

/** A lookup that knows only what was pinned. */
export function pinNames(): PinnedNames {
  const pinned = new Map<string, ResolvedAddress[]>();
  return {
    set: (host, addresses) => void pinned.set(host, addresses),
    lookup(hostname, options, callback) {
      const addresses = pinned.get(hostname) ?? [];
      const [first] = addresses;
      if (first === undefined) {
        callback(Object.assign(new Error(`${hostname} was not judged`), { code: 'ENOTFOUND' }), '');
      } else if (options.all === true) callback(null, addresses);
      else callback(null, first.address, first.family);
    },
  };
}
