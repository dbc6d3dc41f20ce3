import { lookup } from 'node:dns/promises';
import type { ResolvedAddress } from './resolve-host.ts';

/** All addresses of a name as this machine resolves it (`/etc/hosts`, the cluster's DNS with its search domains). */
export async function resolveBySystem(hostname: string): Promise<ResolvedAddress[]> {
  const found = await lookup(hostname, { all: true, verbatim: true });
  return found.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }));
}
