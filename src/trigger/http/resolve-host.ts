import { isIP } from 'node:net';
import { findHostEntries, type HostEntry, normalizeHost } from '../../policy/trigger/host-entry.ts';
import { type Problem, problem } from '../../problem/problem.ts';
import { judgeAddress } from './judge-address.ts';

export interface ResolvedAddress {
  address: string;
  family: 4 | 6;
}

/** All addresses of a name. Rejects where there are none. */
export type Resolve = (hostname: string) => Promise<ResolvedAddress[]>;

export type AllowedHost =
  | { kind: 'allowed'; addresses: ResolvedAddress[] }
  | { kind: 'refused'; problem: Problem }
  | { kind: 'failed'; problem: Problem };

/**
 * Resolves the host of a call once, and lets only those addresses through that the policy's entries for it open. Whoever calls
 * connects to the addresses that come out of here and to no others, so that a name that answers otherwise the next time gains nothing.
 * `any` host and address is for the operator's own documents.
 *
 * Problems: `trigger.http-host`, `trigger.http-address`, `trigger.http-failed`.
 */
export async function resolveHost(
  url: URL,
  { hosts, trigger, resolve }: { hosts: readonly string[] | 'any'; trigger: string; resolve: Resolve },
): Promise<AllowedHost> {
  const entries = hosts === 'any' ? [] : findHostEntries(hosts, url);
  if (entries.length === 0 && hosts !== 'any') {
    return { kind: 'refused', problem: problem('trigger.http-host', { trigger, host: entryOf(url) }) };
  }
  const host = normalizeHost(url.hostname);
  const resolved = await resolveAll(host, resolve);
  if ('reason' in resolved) {
    const values = { trigger, host, reason: resolved.reason };
    return { kind: 'failed', problem: problem('trigger.http-failed', values) };
  }
  if (hosts === 'any') return { kind: 'allowed', addresses: resolved.addresses };
  for (const { address } of resolved.addresses) {
    const special = judgeAddress(address);
    if (special === undefined || isOpened(special.opens, address, entries)) continue;
    const values = { trigger, host, address, what: special.what, entry: entryOf(url) };
    return { kind: 'refused', problem: problem('trigger.http-address', values) };
  }
  return { kind: 'allowed', addresses: resolved.addresses };
}

async function resolveAll(
  host: string,
  resolve: Resolve,
): Promise<{ addresses: ResolvedAddress[] } | { reason: string }> {
  const family = isIP(host);
  if (family !== 0) return { addresses: [{ address: host, family: family === 6 ? 6 : 4 }] };
  try {
    const addresses = await resolve(host);
    return addresses.length === 0 ? { reason: 'the name has no address' } : { addresses };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'no answer';
    return { reason: `the name cannot be resolved (${code})` };
  }
}

function isOpened(opens: 'internal' | 'listed' | 'never', address: string, entries: readonly HostEntry[]): boolean {
  if (opens === 'never') return false;
  const internal = entries.filter((each) => each.internal);
  return opens === 'internal' ? internal.length > 0 : internal.some((each) => each.host === normalizeHost(address));
}

/** The entry of the policy's `hosts` that would name this host. */
function entryOf({ protocol, hostname, port }: URL): string {
  const scheme = protocol === 'http:' ? 'http://' : '';
  return `${scheme}${hostname.endsWith('.') ? hostname.slice(0, -1) : hostname}${port === '' ? '' : `:${port}`}`;
}
