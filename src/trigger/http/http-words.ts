import { problem } from '../../problem/problem.ts';
import type { HostWords } from '../host/resolve-host.ts';

/** Problems: `trigger.http-host`, `trigger.http-address`, `trigger.http-failed`. */
export function httpWords(trigger: string): HostWords {
  return {
    unlisted: (host) => problem('trigger.http-host', { trigger, host }),
    special: (found) => problem('trigger.http-address', { trigger, ...found }),
    unresolved: (found) => problem('trigger.http-failed', { trigger, ...found }),
  };
}
