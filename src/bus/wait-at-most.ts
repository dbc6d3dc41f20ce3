import { setTimeout } from 'node:timers/promises';

/** Waits for it, but no longer than this many milliseconds; leaves no timer behind. */
export async function waitAtMost(ms: number, until: Promise<void>): Promise<void> {
  const over = new AbortController();
  await Promise.race([until, setTimeout(ms, undefined, { signal: over.signal }).catch(() => undefined)]);
  over.abort();
}
