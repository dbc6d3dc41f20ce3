import type { CallerFailure } from '../../kubernetes/callers/callers.ts';

/** client-go's transient errors: not reached, timeouts, too many requests, a quota that frees itself, a server in trouble. */
export function mayPass({ status, message }: CallerFailure): boolean {
  return status === 0 || status === 429 || status >= 500 || (status === 403 && /exceeded quota/i.test(message));
}
