const firstMs = 1000;
const longestMs = 5 * 60 * 1000;

/**
 * How long to wait after the n-th failure in a row (1 for the first): doubling from a second to five minutes, and at least as
 * long as the other side asked for.
 */
export function retryDelay(failures: number, askedMs = 0): number {
  const doubled = firstMs * 2 ** Math.min(Math.max(failures, 1) - 1, 20);
  return Math.max(Math.min(doubled, longestMs), askedMs);
}
