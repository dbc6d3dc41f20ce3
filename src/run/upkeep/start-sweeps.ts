import type { Logger } from 'pino';
import type { Records } from '../../bus/event-bus.ts';
import { type RepeatParts, type Repetition, repeat } from './repeat.ts';
import { sweepLimits } from './sweep-limits.ts';
import { sweepOrder } from './sweep-order.ts';
import { type SweepTools, sweepSecrets } from './sweep-secrets.ts';

export interface SweepParts extends SweepTools {
  records: Records;
  /** Every namespace that runs may be in. */
  namespaces: () => Promise<readonly string[]>;
  log: Pick<Logger, 'error'>;
  everyMs?: number;
  wait?: RepeatParts['wait'];
}

const everyFiveMinutes = 5 * 60 * 1000;

/** Takes away what runs leave behind that no owner takes along. One process of all replicas does it. */
export function startSweeps(parts: SweepParts): Repetition {
  const { everyMs = everyFiveMinutes, log, wait } = parts;
  return repeat(
    async (signal) => {
      for (const namespace of await parts.namespaces()) {
        if (signal.aborted) return;
        await sweepSecrets(namespace, parts);
        await sweepLimits(namespace, parts);
      }
      await sweepOrder(parts.records, parts.now());
    },
    { what: 'sweeping', everyMs, log, ...(wait === undefined ? {} : { wait }) },
  );
}
