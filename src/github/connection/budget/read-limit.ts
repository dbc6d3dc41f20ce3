import type { ErrorAnswer } from '../read-answer.ts';

/**
 * A rate limit of GitHub in force. A primary limit holds for one `resource` (`core`, `graphql`, …), a secondary one for
 * everything that the installation asks.
 */
export interface RateLimit {
  kind: 'primary' | 'secondary';
  resource: string;
  retryAfterMs: number;
}

const defaultSecondaryMs = 60_000;
const maxWaitMs = 3_600_000;

/**
 * Tells a rate limit from an answer. GitHub says: obey `retry-after`, else wait until `x-ratelimit-reset` when nothing
 * remains, else at least a minute.
 */
export function readRateLimit(answer: ErrorAnswer, now: number): RateLimit | undefined {
  if (answer.status !== 403 && answer.status !== 429) {
    return undefined;
  }
  const resource = answer.headers['x-ratelimit-resource'] ?? 'core';
  const told = readRetryAfter(answer.headers['retry-after'], now);
  if (told === undefined && answer.headers['x-ratelimit-remaining'] === '0') {
    return { kind: 'primary', resource, retryAfterMs: readReset(answer.headers, now) };
  }
  if (told !== undefined || answer.status === 429 || /secondary rate|abuse detection/i.test(answer.message)) {
    return { kind: 'secondary', resource, retryAfterMs: told ?? defaultSecondaryMs };
  }
  return undefined;
}

/** The primary limit that the next request would run into: this answer was the last that the hour allowed. */
export function readSpentLimit(headers: Record<string, string>, now: number): RateLimit | undefined {
  if (headers['x-ratelimit-remaining'] !== '0' || headers['x-ratelimit-reset'] === undefined) {
    return undefined;
  }
  const resource = headers['x-ratelimit-resource'] ?? 'core';
  return { kind: 'primary', resource, retryAfterMs: readReset(headers, now) };
}

/** `Retry-After` as seconds or as an HTTP date, in milliseconds from now. */
function readRetryAfter(value: string | undefined, now: number): number | undefined {
  if (value === undefined) {
    return undefined;
  }
  const ms = /^\s*\d+\s*$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isFinite(ms) ? clamp(ms) : undefined;
}

/** One second is added because GitHub's clock and ours differ. */
function readReset(headers: Record<string, string>, now: number): number {
  const reset = Number(headers['x-ratelimit-reset']);
  return Number.isFinite(reset) && reset > 0 ? clamp(reset * 1000 - now + 1000) : defaultSecondaryMs;
}

function clamp(ms: number): number {
  return Math.min(Math.max(ms, 1000), maxWaitMs);
}
