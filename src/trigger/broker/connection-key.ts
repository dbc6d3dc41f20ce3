import { createHash } from 'node:crypto';

/**
 * Two firings share a connection when everything that it was made with and judged by is the same, Secrets included: a Secret that
 * changed, or a policy that did, makes another one.
 */
export function connectionKey(...parts: unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
