import type { Logger } from 'pino';
import { type RepeatParts, type Repetition, repeat } from '../upkeep/repeat.ts';
import { type RenewalTools, renewTokens } from './renew-tokens.ts';

export interface TokenRenewalParts extends RenewalTools {
  /** Every namespace that runs may be in. */
  namespaces: () => Promise<readonly string[]>;
  log: Pick<Logger, 'warn' | 'error'>;
  everyMs?: number;
  wait?: RepeatParts['wait'];
}

const everyMinute = 60 * 1000;

/** Keeps the tokens of live runs from ending before the runs do. One process of all replicas does it. */
export function startTokenRenewal(parts: TokenRenewalParts): Repetition {
  const { everyMs = everyMinute, log, wait } = parts;
  return repeat(
    async (signal) => {
      for (const namespace of await parts.namespaces()) {
        if (signal.aborted) return;
        await renewTokens(namespace, parts);
      }
    },
    { what: 'renewing tokens', everyMs, log, ...(wait === undefined ? {} : { wait }) },
  );
}
