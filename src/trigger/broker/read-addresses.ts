import { isIP } from 'node:net';
import type { BrokerKind } from './read-broker-trigger.ts';

/** One broker of a cluster. */
export interface BrokerAddress {
  /** A name, or an address without brackets. */
  host: string;
  port: number;
  /** The address itself asks for TLS (`tls://`). */
  isTls: boolean;
}

export type ReadAddresses = { ok: true; addresses: BrokerAddress[] } | { ok: false; reason: string };

const defaultPorts: Readonly<Record<BrokerKind, number>> = { kafka: 9092, nats: 4222 };
const schemes: Readonly<Record<BrokerKind, readonly string[]>> = { kafka: [], nats: ['nats', 'tls'] };
const maxAddresses = 20;

/** Reads `host:port,host:port` (Kafka) or `nats://host:port,…` (NATS), as their clients do; without a port it is the usual one. */
export function readAddresses(kind: BrokerKind, text: string): ReadAddresses {
  const parts = text.split(',').map((each) => each.trim());
  if (parts.length > maxAddresses) return { ok: false, reason: `it names more than ${maxAddresses} brokers` };
  const addresses: BrokerAddress[] = [];
  for (const part of parts) {
    const read = readAddress(kind, part);
    if (typeof read === 'string') return { ok: false, reason: read };
    addresses.push(read);
  }
  return { ok: true, addresses };
}

function readAddress(kind: BrokerKind, text: string): BrokerAddress | string {
  const [, scheme, rest = ''] = /^(?:([a-z]+):\/\/)?(.*)$/i.exec(text) ?? [];
  if (scheme !== undefined && !schemes[kind].includes(scheme.toLowerCase())) return `its scheme is ${scheme}`;
  if (rest.includes('@')) return 'it has a user name in it; use the fields for credentials';
  const match = /^(?:\[([0-9A-Fa-f:.]{2,45})\]|([A-Za-z0-9_](?:[-A-Za-z0-9_.]{0,252})))(?::([0-9]{1,5}))?\/?$/.exec(
    rest,
  );
  if (match === null) return 'it is no list of host:port';
  const [, address, name, port] = match;
  const host = address ?? name ?? '';
  if (address !== undefined && isIP(address) !== 6) return 'what is in brackets is no address';
  const number = port === undefined ? defaultPorts[kind] : Number(port);
  if (number < 1 || number > 65_535) return `the port is ${number}`;
  return { host, port: number, isTls: scheme?.toLowerCase() === 'tls' };
}

/** `host:port`, as people and clients write it. */
export function writeAddress({ host, port }: Pick<BrokerAddress, 'host' | 'port'>): string {
  return `${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
}
