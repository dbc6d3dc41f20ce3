interface Window {
  limit: number;
  used: number;
  resetsAt: number;
  /** Set by a test: then the limit is enforced. Otherwise a spent hour starts again, so that load tests run on. */
  isEnforced: boolean;
}

export interface RateLimit {
  limit: number;
  used: number;
  remaining: number;
  /** Seconds since 1970. */
  reset: number;
}

/** One counter for each installation and resource, as GitHub keeps them. */
export interface RateLimits {
  /** Counts a call; `isExceeded` when it is one too many. */
  count(key: string): RateLimit & { isExceeded: boolean };
  read(key: string): RateLimit;
  set(key: string, wanted: { limit: number; remaining: number; resetSeconds: number }): void;
  clear(): void;
}

const hourMs = 3_600_000;
const defaultLimit = 5_000;

export function createRateLimits(now: () => Date): RateLimits {
  const windows = new Map<string, Window>();
  const windowOf = (key: string): Window => {
    const known = windows.get(key);
    const time = now().getTime();
    if (known !== undefined && known.resetsAt > time) return known;
    const fresh = { limit: known?.limit ?? defaultLimit, used: 0, resetsAt: time + hourMs, isEnforced: false };
    windows.set(key, fresh);
    return fresh;
  };
  const limitOf = ({ limit, used, resetsAt }: Window): RateLimit => ({
    limit,
    used,
    remaining: Math.max(limit - used, 0),
    reset: Math.ceil(resetsAt / 1000),
  });
  return {
    count(key) {
      const window = windowOf(key);
      if (window.used >= window.limit && window.isEnforced) return { ...limitOf(window), isExceeded: true };
      if (window.used + 1 >= window.limit && !window.isEnforced) window.used = 0;
      window.used += 1;
      return { ...limitOf(window), isExceeded: false };
    },
    read: (key) => limitOf(windowOf(key)),
    set(key, { limit, remaining, resetSeconds }) {
      const resetsAt = now().getTime() + resetSeconds * 1000;
      windows.set(key, { limit, used: limit - remaining, resetsAt, isEnforced: true });
    },
    clear: () => windows.clear(),
  };
}

export function rateLimitHeaders({ limit, used, remaining, reset }: RateLimit, resource: string) {
  return {
    'x-ratelimit-limit': String(limit),
    'x-ratelimit-remaining': String(remaining),
    'x-ratelimit-used': String(used),
    'x-ratelimit-reset': String(reset),
    'x-ratelimit-resource': resource,
  };
}
