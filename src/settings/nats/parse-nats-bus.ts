import { parseHost } from '../parse-values.ts';

/** `nats://host:port`, or several hosts with commas between: servers of one cluster. Credentials have variables of their own. */
export function parseNatsBus(text: string): { kind: 'nats'; servers: string[] } | undefined {
  const hosts = /^nats:\/\/([^/]+)\/?$/
    .exec(text)?.[1]
    ?.split(',')
    .map((host) => parseHost(host.trim()));
  if (hosts === undefined) return undefined;
  const known = hosts.filter((host) => host !== undefined);
  return known.length === hosts.length ? { kind: 'nats', servers: known.map((host) => `nats://${host}`) } : undefined;
}

/** What a stream's name may be made of, also as the beginning of a subject. */
export function parseStreamPrefix(text: string): string | undefined {
  return /^[A-Za-z0-9_-]{1,64}$/.test(text) ? text : undefined;
}

/** JetStream keeps at most five copies. */
export function parseReplicas(text: string): number | undefined {
  return /^[1-5]$/.test(text) ? Number(text) : undefined;
}
