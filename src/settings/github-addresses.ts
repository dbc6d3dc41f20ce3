import type { Settings } from './settings.ts';

/**
 * Where GitHub is. GitHub Enterprise Server has REST at `/api/v3` and GraphQL at `/api/graphql` of its host; github.com and
 * GitHub Enterprise Cloud with data residency (`*.ghe.com`) have a host `api.` of their own.
 */
export function githubAddresses(host: string, protocol: 'https' | 'http'): Settings['github'] {
  const webUrl = `${protocol}://${host}`;
  if (host === 'github.com' || host.endsWith('.ghe.com')) {
    const api = `${protocol}://api.${host}`;
    return { host, protocol, apiUrl: api, graphqlUrl: `${api}/graphql`, webUrl };
  }
  return { host, protocol, apiUrl: `${webUrl}/api/v3`, graphqlUrl: `${webUrl}/api/graphql`, webUrl };
}
