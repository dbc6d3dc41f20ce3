import type { Logger } from 'pino';
import type { Problem } from '../problem/problem.ts';
import type { RetrySchedule } from './retry-schedule.ts';

/**
 * Where a delivery may come from: `github` is the App's webhook, `manual` a person who asked for a run; the others are the kinds of
 * EventSources that the app listens to itself, of which `github-hook` is one of the kind `github` with hooks of its own. Each bus has to
 * keep them all.
 */
export const deliverySources = [
  ...(['github', 'manual'] as const),
  ...(['github-hook', 'webhook', 'calendar', 'kafka', 'minio', 'resource'] as const),
] as const;

export type DeliverySource = (typeof deliverySources)[number];

export type EventSourceKind = Exclude<DeliverySource, 'github' | 'manual'>;

/** One event as received, before anything in it was parsed. */
export interface Delivery {
  source: DeliverySource;
  /** Separates id spaces of one source; the empty string for the App's own webhook, else whose the event is. */
  tenant: string;
  /** `X-GitHub-Delivery`, or what an EventSource names an event by. Unique under (source, tenant). */
  id: string;
  /** `X-GitHub-Event`; of an EventSource the event's name in it. */
  name: string;
  /** Milliseconds since 1970. */
  receivedAt: number;
  /** Header names in Go's canonical case (`X-Github-Event`), credentials and signatures left out. */
  headers: Record<string, string[]>;
  /** GitHub's: the JSON body's bytes, unchanged (of a form-encoded webhook its `payload` field). Else the event's data, JSON. */
  body: Uint8Array;
}

/** Which queue a delivery waits in, and whose share of the app's work it uses. Computed from the body. */
export interface Routing {
  /** Deliveries of one key are handled one after another, in order. */
  key: string;
  /** The installation (fair share is per installation). */
  share: string;
}

/**
 * Reads the body to tell the delivery's queue; must not throw (an unreadable body has a key of its own). A bus gets it when it is
 * opened: a broker's needs the key to store the delivery, an embedded one can wait with it until somebody consumes.
 */
export type RouteDelivery = (delivery: Delivery) => Routing;

/** `stored`: new. `duplicate`: seen and finished, nothing to do. `due-again`: seen, dead or unfinished, and now due at once. */
export type PublishResult = 'stored' | 'duplicate' | 'due-again';

/**
 * What handling a delivery came to. `retry` is for what may pass (the bus retries quickly, then parks the key's queue and
 * tries on with growing pauses); `give-up` is final and becomes a dead letter that keeps its problem.
 */
export type Outcome =
  | { kind: 'done' }
  | { kind: 'retry'; problem: Problem; afterMs?: number }
  | { kind: 'give-up'; problem: Problem };

export interface HandlingContext {
  /** 1 for the first try. */
  attempt: number;
  /** Aborted when the app stops: return `retry` soon, the delivery stays due. */
  signal: AbortSignal;
}

export type DeliveryHandler = (delivery: Delivery, context: HandlingContext) => Promise<Outcome>;

export interface ConsumeOptions {
  /** Deliveries in hand at the same time, each of another key. */
  concurrency: number;
  handle: DeliveryHandler;
  /** Called before a delivery becomes a dead letter (given up, or retried for too long): the place to make it visible. */
  onDead: (delivery: Delivery, problem: Problem) => Promise<void>;
}

export interface Consumption {
  /** Takes nothing new, waits for what is in hand up to `graceMs`, returns the rest to the queue. */
  stop(graceMs: number): Promise<void>;
}

export interface DeadLetter {
  delivery: Delivery;
  problem: Problem;
  diedAt: number;
  attempts: number;
}

/**
 * Durable events between the receiver and everything else.
 *
 * `publish` resolves only once the delivery is on disk (or acknowledged by the broker) and rejects when it is not: whoever
 * answers 2xx may do so only after it resolved. Consumption is at least once; effects must be idempotent.
 */
export interface EventBus {
  /** The body stays the caller's. An error with which a bus refuses has the problem as its `cause`. */
  publish(delivery: Delivery): Promise<PublishResult>;
  /** One consumption at a time; another may begin when it has stopped. */
  consume(options: ConsumeOptions): Consumption;
  /** The stored delivery, as long as it is kept (`EVENT_RETENTION`). */
  find(source: DeliverySource, tenant: string, id: string): Promise<Delivery | undefined>;
  deadLetters(limit: number): Promise<DeadLetter[]>;
  /** How many deliveries are not done. */
  count(): Promise<DeliveryCounts>;
  /** Small durable rows beside the events. */
  records: Records;
  /** Resolves when the bus takes writes; rejects with the reason when not. For `/readyz`. */
  checkWritable(): Promise<void>;
  /** Resolves when the bus can never work again in this process, which then has to end and be started anew. */
  broken: Promise<Problem>;
  close(): Promise<void>;
}

/** What every bus is opened with, whatever it is made of. */
export interface BusParts {
  route: RouteDelivery;
  /** How long finished deliveries are kept for `find`. */
  retentionMs: number;
  log: Pick<Logger, 'info' | 'warn' | 'error'>;
  retrySchedule?: RetrySchedule;
}

export type OpenedBus = { ok: true; value: EventBus } | { ok: false; problem: Problem };

/** `parked`: queues whose first delivery failed and waits to be tried again. */
export interface DeliveryCounts {
  waiting: number;
  parked: number;
  dead: number;
}

export interface StoredRecord {
  key: string;
  /** JSON. */
  value: unknown;
  /** Grows with each write of this key; for compare-and-set. */
  version: number;
}

/**
 * Durable key-value rows in named collections (checks without a Workflow, open problem checks, later the join state of Sensors).
 * Shaped after NATS key-value buckets so that every bus can keep it.
 */
export interface Records {
  get(collection: string, key: string): Promise<StoredRecord | undefined>;
  /** Writes the value. With `expectedVersion` (0 = must not exist) it resolves to `conflict` when another write came first. */
  put(collection: string, key: string, value: unknown, expectedVersion?: number): Promise<number | 'conflict'>;
  remove(collection: string, key: string): Promise<void>;
  /** All rows whose key starts with `prefix`, in key order. */
  list(collection: string, prefix: string): Promise<StoredRecord[]>;
}
