import type { Problem } from '../../problem/problem.ts';
import type { DeadLetter, Delivery, DeliveryCounts, DeliverySource, PublishResult, Routing } from '../event-bus.ts';
import type { Settlement, TakenDelivery } from '../handle-taken.ts';

/** A delivery as its row holds it: headers as JSON text. */
export interface DeliveryRow extends Omit<Delivery, 'headers' | 'body'> {
  headers: string;
  body: Uint8Array;
}

/** A delivery that goes to the database; its body is a part of the batch's `bodies`. */
export interface ArrivingDelivery extends Omit<DeliveryRow, 'body'> {
  bodyStart: number;
  bodyLength: number;
}

/** A delivery whose queue is not known yet, in order of arrival. */
export interface UnroutedDelivery {
  sequence: number;
  row: DeliveryRow;
}

export interface RoutedDelivery extends Routing {
  sequence: number;
}

/** The row of a delivery in hand. */
export interface TakenRow extends Omit<TakenDelivery, 'delivery'> {
  sequence: number;
  key: string;
  share: string;
  row: DeliveryRow;
}

export interface TakeQuestion {
  now: number;
  /** How many deliveries may be taken. */
  slots: number;
  /** How many may be in hand at a time, those that are in hand already included. */
  places: number;
  /** Bodies to load at most, all together; a single larger one is taken alone. */
  maxBytes: number;
  /** How many deliveries to show for routing; 0 for none. */
  unrouted: number;
}

export interface Taken {
  taken: TakenRow[];
  unrouted: UnroutedDelivery[];
  /** When the next paused queue is due. */
  nextDueAt?: number;
}

/** A record with its value as JSON text. */
export interface RecordRow {
  key: string;
  value: string;
  version: number;
}

interface DeliveryName {
  source: DeliverySource;
  tenant: string;
  id: string;
}

/** Everything the database is asked, and what it answers. */
export interface Exchange {
  publish: { request: { delivery: ArrivingDelivery }; answer: PublishResult };
  route: { request: { routed: RoutedDelivery[] }; answer: undefined };
  take: { request: TakeQuestion; answer: Taken };
  settle: { request: { sequence: number; key: string; settlement: Settlement }; answer: undefined };
  clean: { request: { now: number }; answer: { more: boolean } };
  probe: { request: object; answer: undefined };
  put: {
    request: { collection: string; key: string; value: string; expectedVersion?: number };
    answer: number | 'conflict';
  };
  remove: { request: { collection: string; key: string }; answer: undefined };
  find: { request: DeliveryName; answer: DeliveryRow | undefined };
  deadLetters: { request: { limit: number }; answer: (Omit<DeadLetter, 'delivery'> & { row: DeliveryRow })[] };
  count: { request: object; answer: DeliveryCounts };
  get: { request: { collection: string; key: string }; answer: RecordRow | undefined };
  list: { request: { collection: string; prefix: string }; answer: RecordRow[] };
}

export type RequestKind = keyof Exchange;
export type RequestOf<Kind extends RequestKind = RequestKind> = {
  [K in Kind]: { kind: K } & Exchange[K]['request'];
}[Kind];
export type AnswerOf<Kind extends RequestKind = RequestKind> = Exchange[Kind]['answer'];

/** What goes to the database in one message; its writes are one transaction. */
export interface Batch {
  requests: RequestOf[];
  /** Valid until the batch is answered. */
  bodies: SharedArrayBuffer;
}

/** One for each request of the batch, in its order. */
export type Reply = { ok: true; value: AnswerOf } | { ok: false; problem: Problem };
