import type { Delivery, PublishResult, RouteDelivery, Routing } from '../event-bus.ts';
import type { StateLedger } from './ledger/create-state-ledger.ts';
import type { LoggedDelivery } from './ledger/state-entry.ts';
import type { LogMessage } from './log/log-message.ts';
import { choosePartition } from './message/choose-partition.ts';
import { nameDelivery, packDelivery } from './message/pack-delivery.ts';

export interface PublishParts {
  topic: string;
  partitions: number;
  maxBytes: number;
  route: RouteDelivery;
  states: Pick<StateLedger, 'find'>;
  /** What this process has in its queues. */
  isQueued: (name: string) => boolean;
  append: (message: LogMessage) => Promise<number>;
}

export interface Publisher {
  publish(delivery: Delivery): Promise<PublishResult>;
  /** Where a delivery is that this process has stored lately. */
  place(name: string): Pick<LoggedDelivery, 'name' | 'partition' | 'offsets'> | undefined;
}

const mostRemembered = 2000;

/**
 * Stores deliveries, each in the partition of its key. Whether one is a copy is for whoever works on the partition to say; the
 * answer here is as good as what this process happens to know.
 */
export function createPublisher(parts: PublishParts): Publisher {
  const stored = new Map<string, { partition: number; offsets: number[] }>();
  const underway = new Map<string, Promise<unknown>>();

  function remember(name: string, partition: number, offsets: number[]): void {
    stored.delete(name);
    stored.set(name, { partition, offsets });
    const [oldest] = stored.keys();
    if (stored.size > mostRemembered && oldest !== undefined) stored.delete(oldest);
  }

  async function store(name: string, delivery: Delivery): Promise<void> {
    const { key, share } = routeSafely(delivery, parts.route);
    const { topic, maxBytes } = parts;
    const partition = choosePartition(key, parts.partitions);
    const offsets: number[] = [];
    // One message after another: all parts of a delivery come in order, with those of others between them.
    for (const message of packDelivery(delivery, { topic, partition, maxBytes, key, share }))
      offsets.push(await parts.append(message));
    remember(name, partition, offsets);
  }

  return {
    async publish(delivery) {
      const name = nameDelivery(delivery.source, delivery.tenant, delivery.id);
      const state = parts.states.find(name);
      if (state?.kind === 'done') return 'duplicate';
      const first = underway.get(name);
      if (first !== undefined && (await succeeds(first))) return 'due-again';
      // Stored and not dealt with: there is nothing to be made due.
      if (state === undefined && stored.has(name)) return 'due-again';
      const isKnown = state !== undefined || parts.isQueued(name);
      const storing = store(name, delivery);
      underway.set(name, storing);
      try {
        await storing;
      } finally {
        if (underway.get(name) === storing) underway.delete(name);
      }
      return isKnown ? 'due-again' : 'stored';
    },
    place(name) {
      const place = stored.get(name);
      return place && { name, ...place };
    },
  };
}

function succeeds(promise: Promise<unknown>): Promise<boolean> {
  return promise.then(
    () => true,
    () => false,
  );
}

function routeSafely(delivery: Delivery, route: RouteDelivery): Routing {
  const fallback = { key: `unrouted/${delivery.id}`, share: '' };
  try {
    return { ...fallback, ...compact(route(delivery)) };
  } catch {
    return fallback;
  }
}

function compact(routing: Partial<Routing>): Partial<Routing> {
  return Object.fromEntries(Object.entries(routing).filter(([, value]) => typeof value === 'string'));
}
