import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where what takes minutes to build is kept between runs, outside the checkout. */
export function cacheDirectory(...parts: string[]): string {
  return join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'argo-events-app', ...parts);
}
