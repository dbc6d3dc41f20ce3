import { isIP } from 'node:net';
import { matchesAny } from '../match-name.ts';

/**
 * An entry of the policy's `hosts`: `[https://|http://|nats://|kafka://]host[:port][/internal]`. The host may have `*` in it, which
 * matches dots as well; an address must be written as such. Without a port it is the scheme's, `:*` is every port.
 */
export interface HostEntry {
  scheme: HostScheme;
  /** Lower case, without the brackets of an IPv6 address. */
  host: string;
  port: number | '*';
  /** The host may have addresses that are not of the public Internet. */
  internal: boolean;
}

/** `nats:` and `kafka:` are brokers, whether the connection is encrypted or not. */
export type HostScheme = 'https:' | 'http:' | 'nats:' | 'kafka:';

const defaultPorts: Readonly<Record<HostScheme, number>> = {
  'https:': 443,
  'http:': 80,
  'nats:': 4222,
  'kafka:': 9092,
};

/** Names, `*`, addresses of IPv4, and addresses of IPv6 in brackets. */
export const hostEntryPattern =
  '^((?:https?|nats|kafka)://)?([A-Za-z0-9*_](?:[-A-Za-z0-9*_.]{0,251}[A-Za-z0-9*_])?|\\[[0-9A-Fa-f:.]{2,45}\\])(:([0-9]{1,5}|\\*))?(/internal)?$';

const entryPattern = new RegExp(hostEntryPattern);

/** Undefined for a text that is no entry; the policy file is refused with such a one. */
export function parseHostEntry(text: string): HostEntry | undefined {
  const match = entryPattern.exec(text);
  if (match === null) return undefined;
  const [, written = 'https://', host = '', , port, internal] = match;
  const scheme = schemeOf(written);
  return { scheme, host: normalizeHost(host), port: readPort(port, scheme), internal: internal !== undefined };
}

function schemeOf(written: string): HostScheme {
  const found = (Object.keys(defaultPorts) as HostScheme[]).find((scheme) => written.startsWith(scheme));
  return found ?? 'https:';
}

function readPort(port: string | undefined, scheme: HostScheme): number | '*' {
  if (port === '*') return '*';
  return port === undefined ? defaultPorts[scheme] : Number(port);
}

/** The entries that let this address be called; none: it is not allowed. */
export function findHostEntries(entries: readonly string[], url: URL): HostEntry[] {
  const host = normalizeHost(url.hostname);
  const port = url.port === '' ? defaultPorts[schemeOf(url.protocol)] : Number(url.port);
  return entries.flatMap((text) => {
    const entry = parseHostEntry(text);
    if (entry === undefined || entry.scheme !== url.protocol) return [];
    if (entry.port !== '*' && entry.port !== port) return [];
    return coversHost(entry, host) ? [entry] : [];
  });
}

/** The entry of the policy's `hosts` that would name the host of this address. */
export function writeHostEntry({ protocol, hostname, port }: URL): string {
  const scheme = protocol === 'https:' ? '' : `${protocol}//`;
  return `${scheme}${hostname.endsWith('.') ? hostname.slice(0, -1) : hostname}${port === '' ? '' : `:${port}`}`;
}

/** An address is allowed by itself alone: a glob is about names. */
function coversHost(entry: HostEntry, host: string): boolean {
  return isIP(host) === 0 ? matchesAny([entry.host], host) : entry.host === host;
}

/**
 * A host as it is compared: lower case, an address in its one canonical form without brackets, a name without the dot that ends
 * an absolute one.
 */
export function normalizeHost(host: string): string {
  const bare = host.toLowerCase().replace(/^\[|\]$/g, '');
  if (isIP(bare) === 6) return new URL(`http://[${bare}]`).hostname.slice(1, -1);
  return bare.endsWith('.') ? bare.slice(0, -1) : bare;
}
