import type { Fault, FaultMatch } from './faults.ts';

const documentation = 'https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api';

/** GitHub's answer when an installation has used up its hour: 403, nothing remaining, and when the next hour starts. */
export function primaryLimitFault(match: FaultMatch, resetAt: Date, limit: number): Fault {
  return {
    match,
    status: 403,
    body: { message: 'API rate limit exceeded for installation.', documentation_url: documentation, status: '403' },
    headers: {
      'x-ratelimit-limit': String(limit),
      'x-ratelimit-remaining': '0',
      'x-ratelimit-used': String(limit),
      'x-ratelimit-reset': String(Math.ceil(resetAt.getTime() / 1000)),
      'x-ratelimit-resource': 'core',
    },
  };
}

/** GitHub's answer to too much at once: 403 or 429 with `retry-after`. */
export function secondaryLimitFault(match: FaultMatch, retryAfterSeconds: number, status: 403 | 429): Fault {
  return {
    match,
    status,
    body: {
      message: 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.',
      documentation_url: `${documentation}#about-secondary-rate-limits`,
      status: String(status),
    },
    headers: { 'retry-after': String(retryAfterSeconds) },
  };
}
