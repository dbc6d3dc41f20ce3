import { expect } from 'vitest';
import type { ConsumeOptions, Delivery, DeliveryHandler, EventBus } from '../../src/bus/event-bus.ts';
import type { RetrySchedule } from '../../src/bus/retry-schedule.ts';
import type { BusSettings } from '../../src/settings/bus-settings.ts';

/** A bus on storage of its own, as a test gets it. */
export interface BusUnderTest {
  bus: EventBus;
  /** Closes the bus and opens it again on the same storage, as a restart would. */
  reopen(): Promise<EventBus>;
  /** Opens it once more on the same storage, as another replica would. Only of a bus that takes several processes. */
  openAnother?(): Promise<EventBus>;
  /** Only of a bus that has one. */
  broker?: Broker;
  /** What `openBus` takes to open the same storage in another process. Only of a bus that takes several. */
  settings?: BusSettings;
  /** Closes everything that was opened here and removes the storage. */
  dispose(): Promise<void>;
}

/** The server that a bus keeps its events in. */
export interface Broker {
  /** Ends it, as its machine's shutdown would; what it has stored stays. Resolves when nothing answers any more. */
  stop(): Promise<void>;
  /** Starts it again at the same address; resolves when it answers. */
  start(): Promise<void>;
  /** Its process goes on no more, and connections to it stay open; nothing is answered. */
  freeze(): void;
  thaw(): void;
}

/** Which parts of the contract apply. */
export interface BusTraits {
  severalProcesses: boolean;
  /** A replica knows at once what another has just stored. Else both say `stored`, and whoever handles them finds the copy. */
  knowsOthersAtOnce?: boolean;
  hasBroker: boolean;
  /** Milliseconds after which a replica that was killed has been replaced by the others. */
  replacedWithinMs?: number;
}

export interface BusConditions {
  retrySchedule: RetrySchedule;
}

/** Opens a bus with `routeByBody` on fresh storage. */
export type OpenBus = (conditions: BusConditions) => Promise<BusUnderTest>;

/** A schedule in which everything happens within a moment. */
export const hastySchedule: RetrySchedule = { quickMs: [1, 1, 1], parkedMs: [5, 10], giveUpAfterMs: 60_000 };

/** A delivery whose body names its queue and share, as `routeByBody` reads them. */
export function makeDelivery(id: string, { key = id, share = 'one' } = {}): Delivery {
  return {
    source: 'github',
    tenant: '',
    id,
    name: 'push',
    receivedAt: 1_790_000_000_000,
    headers: { 'X-Github-Event': ['push'], 'X-Twice': ['a', 'b'] },
    body: new TextEncoder().encode(JSON.stringify({ id, key, share })),
  };
}

export function routeByBody({ body }: Delivery): { key: string; share: string } {
  const { key = '', share = '' } = JSON.parse(new TextDecoder().decode(body)) as { key?: string; share?: string };
  return { key, share };
}

/** Consumer options around a handler: four at a time, and a dead delivery is nobody's business. */
export function consumeWith(handle: DeliveryHandler, more: Partial<ConsumeOptions> = {}): ConsumeOptions {
  return { concurrency: 4, handle, onDead: () => Promise.resolve(), ...more };
}

/** A promise and the function that fulfils it: holds a handler until the test lets it go. */
export function makeGate(): { opened: Promise<void>; open: () => void } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

/** `expect` on what `read` gives sooner or later; the time is for machines that are busy with other things. */
export function eventually<Value>(read: () => Value | Promise<Value>, timeoutMs = 15_000) {
  return expect.poll(read, { timeout: timeoutMs, interval: 5 });
}
