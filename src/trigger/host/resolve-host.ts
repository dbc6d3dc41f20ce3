import { isIP } from 'node:net';
import { findHostEntries, type HostEntry, normalizeHost, writeHostEntry } from '../../policy/trigger/host-entry.ts';
import type { Problem } from '../../problem/problem.ts';
import { judgeAddress } from './judge-address.ts';

export interface ResolvedAddress {
  address: string;
  family: 4 | 6;
}

/** Entries of a policy's `hosts`; `any` is for the operator's own documents, which nothing holds back. */
export type ListedHosts = readonly string[] | 'any';

/** All addresses of a name. Rejects where there are none. */
export type Resolve = (hostname: string) => Promise<ResolvedAddress[]>;

export type AllowedHost =
  | { kind: 'allowed'; addresses: ResolvedAddress[] }
  | { kind: 'refused'; problem: Problem }
  | { kind: 'failed'; problem: Problem };

/** How a kind of trigger says what is wrong with a host. */
export interface HostWords {
  /** `host` is the entry that would name it. */
  unlisted: (host: string) => Problem;
  special: (found: { host: string; address: string; what: string; entry: string }) => Problem;
  unresolved: (found: { host: string; reason: string }) => Problem;
}

/**
 * Resolves the host of a call once, and lets only those addresses through that the policy's entries for it open. Whoever calls
 * connects to the addresses that come out of here and to no others, so that a name that answers otherwise the next time gains nothing.
 */
export async function resolveHost(
  url: URL,
  { hosts, words, resolve }: { hosts: ListedHosts; words: HostWords; resolve: Resolve },
): Promise<AllowedHost> {
  const entries = hosts === 'any' ? [] : findHostEntries(hosts, url);
  if (entries.length === 0 && hosts !== 'any') return { kind: 'refused', problem: words.unlisted(writeHostEntry(url)) };
  const host = normalizeHost(url.hostname);
  const resolved = await resolveAll(host, resolve);
  if ('reason' in resolved) return { kind: 'failed', problem: words.unresolved({ host, reason: resolved.reason }) };
  if (hosts === 'any') return { kind: 'allowed', addresses: resolved.addresses };
  for (const { address } of resolved.addresses) {
    const special = judgeAddress(address);
    if (special === undefined || isOpened(special.opens, address, entries)) continue;
    const values = { host, address, what: special.what, entry: writeHostEntry(url) };
    return { kind: 'refused', problem: words.special(values) };
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
