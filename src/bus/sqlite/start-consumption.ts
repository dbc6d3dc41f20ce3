import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import { describeFailure } from '../describe-failure.ts';
import type { ConsumeOptions, Consumption, RouteDelivery, Routing } from '../event-bus.ts';
import { handleTaken, type Settlement } from '../handle-taken.ts';
import type { RetrySchedule } from '../retry-schedule.ts';
import { waitAtMost } from '../wait-at-most.ts';
import type { RequestGroups } from './group-requests.ts';
import { readRow } from './read-row.ts';
import type { DeliveryRow, Taken, TakenRow, UnroutedDelivery } from './requests.ts';

export interface ConsumptionParts {
  groups: RequestGroups;
  route: RouteDelivery;
  schedule: RetrySchedule;
  now: () => number;
  log: Pick<Logger, 'warn' | 'error'>;
  /** How long to wait before the store is asked again after it failed. */
  storeRetryMs: number;
}

export interface RunningConsumption extends Consumption {
  /** Something may be due that was not before. */
  wake(): void;
}

/** Bodies in hand at most, all together, and bodies looked at for routing in one go. */
const maxBytesInHand = 64 * 1024 * 1024;
const routedAtOnce = 32;
/** Timers of Node hold 31 bits; waking up for nothing once an hour costs nothing. */
const longestSleepMs = 60 * 60 * 1000;

interface InHand {
  taken: TakenRow;
  /** Given back after `stop` ran out of patience: what its handler still says is not heard. */
  isReturned: boolean;
}

/**
 * Takes what is due from the store, at most `concurrency` at a time, and settles it by its outcome. New deliveries are routed
 * ahead of being taken, oldest first, so that one share's backlog does not hide another share's work.
 */
export function startConsumption(options: ConsumeOptions, parts: ConsumptionParts): RunningConsumption {
  const { groups, log, now, storeRetryMs } = parts;
  const { concurrency } = options;
  const aborter = new AbortController();
  const inHand = new Map<number, InHand>();
  let isAwake = true;
  let wakeUp: () => void = () => undefined;
  let noteEmpty: () => void = () => undefined;
  let stopped: Promise<void> | undefined;

  function wake(): void {
    isAwake = true;
    wakeUp();
  }

  async function sleepUntil(dueAt: number | undefined): Promise<void> {
    if (isAwake) {
      return;
    }
    const pauseMs = dueAt === undefined ? longestSleepMs : Math.min(Math.max(dueAt - now(), 1), longestSleepMs);
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, pauseMs);
      wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  function bytesInHand(): number {
    let bytes = 0;
    for (const { taken } of inHand.values()) {
      bytes += taken.row.body.byteLength;
    }
    return bytes;
  }

  function takeDue(): Promise<Taken> {
    const maxBytes = maxBytesInHand - bytesInHand();
    const slots = maxBytes <= 0 ? 0 : concurrency - inHand.size;
    return groups.ask({ kind: 'take', now: now(), slots, places: concurrency, maxBytes, unrouted: routedAtOnce });
  }

  /** Both go to the store in one batch, the routing first. */
  async function routeAndTake(unrouted: readonly UnroutedDelivery[]): Promise<Taken> {
    if (unrouted.length === 0) {
      return takeDue();
    }
    const routed = unrouted.map(({ sequence, row }) => ({ sequence, ...routeOne(sequence, row) }));
    // What is taken must be handled, also when the routing failed: its deliveries are simply shown again.
    const routing = groups.ask({ kind: 'route', routed }).catch((thrown: unknown) => {
      log.error({ reason: describeFailure(thrown) }, 'could not note the queues of deliveries in the event store');
    });
    const [, taken] = await Promise.all([routing, takeDue()]);
    return taken;
  }

  function routeOne(sequence: number, row: DeliveryRow): Routing {
    try {
      return parts.route(readRow(row));
    } catch (thrown) {
      log.error({ delivery: row.id, event: row.name, reason: describeFailure(thrown) }, 'could not route a delivery');
      return { key: `unrouted/${sequence}`, share: '' };
    }
  }

  async function run(): Promise<void> {
    let unrouted: UnroutedDelivery[] = [];
    while (!aborter.signal.aborted) {
      isAwake = false;
      const turn = await routeAndTake(unrouted).catch(async (thrown: unknown) => {
        log.error({ reason: describeFailure(thrown) }, 'could not take deliveries from the event store');
        await wait(storeRetryMs, undefined, { ref: false });
        return undefined;
      });
      unrouted = turn?.unrouted ?? [];
      for (const taken of turn?.taken ?? []) {
        void process(taken);
      }
      if (turn !== undefined && unrouted.length === 0) {
        await sleepUntil(turn.nextDueAt);
      }
    }
  }

  async function process(taken: TakenRow): Promise<void> {
    const entry: InHand = { taken, isReturned: false };
    inHand.set(taken.sequence, entry);
    const { signal } = aborter;
    const settlement: Settlement = signal.aborted
      ? { kind: 'returned' }
      : await handleTaken({ ...taken, delivery: readRow(taken.row) }, { ...options, ...parts, signal });
    await settle(entry, settlement);
    inHand.delete(taken.sequence);
    if (inHand.size === 0) {
      noteEmpty();
    }
    wake();
  }

  /** An outcome is not lost to a store that fails for a while: its key waits until it is written. */
  async function settle(entry: InHand, settlement: Settlement): Promise<void> {
    const { sequence, key } = entry.taken;
    while (!entry.isReturned) {
      try {
        await groups.ask({ kind: 'settle', sequence, key, settlement });
        return;
      } catch (thrown) {
        log.error({ reason: describeFailure(thrown) }, 'could not store what became of a delivery');
        await wait(storeRetryMs, undefined, { ref: false });
      }
    }
  }

  async function returnRest(): Promise<void> {
    const rest = [...inHand.values()];
    await Promise.all(
      rest.map(async (entry) => {
        entry.isReturned = true;
        const { sequence, key } = entry.taken;
        await groups.ask({ kind: 'settle', sequence, key, settlement: { kind: 'returned' } });
      }),
    );
  }

  async function stop(graceMs: number): Promise<void> {
    aborter.abort();
    wake();
    await running;
    if (inHand.size > 0) {
      const empty = new Promise<void>((resolve) => {
        noteEmpty = resolve;
      });
      await waitAtMost(graceMs, empty);
    }
    await returnRest().catch((thrown: unknown) => {
      // They are marked as in hand, and the next start finds them so.
      log.warn({ reason: describeFailure(thrown) }, 'could not return deliveries to the event store');
    });
  }

  const running = run();
  return {
    wake,
    stop(graceMs) {
      stopped ??= stop(graceMs);
      return stopped;
    },
  };
}
