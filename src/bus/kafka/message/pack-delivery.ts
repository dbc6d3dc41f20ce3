import { randomUUID } from 'node:crypto';
import type { Delivery, DeliverySource, Routing } from '../../event-bus.ts';
import { type LogMessage, type LogRecord, measureMessage } from '../log/log-message.ts';

/** One of the messages that a delivery is stored as, when it is too large for one. */
export interface Part {
  /** The same for all parts of one delivery as it was stored once. */
  set: string;
  index: number;
  count: number;
}

/** What a delivery's first message says of it without its body being looked at. */
export interface DeliveryLabel {
  name: string;
  share: string;
  /** Of the whole body. */
  bytes: number;
}

export interface PackOptions extends Routing {
  topic: string;
  partition: number;
  /** A message may be this large, all in all. */
  maxBytes: number;
  /** Further headers of the first message. */
  headers?: Record<string, Buffer>;
}

/** A delivery's name under (source, tenant, id). */
export function nameDelivery(source: DeliverySource, tenant: string, id: string): string {
  return JSON.stringify([source, tenant, id]);
}

/** The id of a delivery's name. */
export function idOfName(name: string): string {
  const [, , id] = JSON.parse(name) as [string, string, string];
  return id;
}

/**
 * A delivery as messages of one partition: one, or as many as the broker's limit asks for. Its key, share and size are beside the
 * body, so that whoever takes it in hand need not read the body to know whose turn it is.
 */
export function packDelivery({ body, ...about }: Delivery, options: PackOptions): LogMessage[] {
  const { topic, partition, maxBytes, key, share } = options;
  const label: DeliveryLabel = {
    name: nameDelivery(about.source, about.tenant, about.id),
    share,
    bytes: body.byteLength,
  };
  const place = { topic, partition, key: Buffer.from(key) };
  const headers = { delivery: toJson(about), label: toJson(label), ...options.headers };
  // A view: the bytes stay the publisher's, who does not touch them before they are stored.
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const whole = { ...place, value: bytes, headers };
  if (measureMessage(whole) <= maxBytes) return [whole];
  const set = randomUUID();
  const part: Part = { set, index: 0, count: body.byteLength };
  const room = maxBytes - measureMessage({ ...whole, value: null, headers: { ...headers, part: toJson(part) } });
  if (room < 1) throw new Error(`The headers of the delivery ${about.id} alone exceed the limit of ${maxBytes} bytes.`);
  const count = Math.ceil(body.byteLength / room);
  return Array.from({ length: count }, (_, index) => {
    const value = bytes.subarray(index * room, (index + 1) * room);
    const own = { part: toJson({ set, index, count }) };
    return { ...place, value, headers: index === 0 ? { ...headers, ...own } : own };
  });
}

/** The delivery that was packed into these, in order. Throws where they do not hold one. */
export function unpackDelivery(records: readonly Pick<LogRecord, 'value' | 'headers'>[]): Delivery {
  const about = readHeader<Omit<Delivery, 'body'>>(records[0], 'delivery');
  if (about === undefined) throw new Error('A message of the event bus does not hold a delivery.');
  const body = new Uint8Array(Buffer.concat(records.map(({ value }) => value ?? Buffer.alloc(0))));
  return { ...about, body };
}

export function readLabel(record: Pick<LogRecord, 'headers'>): DeliveryLabel | undefined {
  return readHeader<DeliveryLabel>(record, 'label');
}

/** Undefined for a delivery in one message. */
export function readPart(record: Pick<LogRecord, 'headers'>): Part | undefined {
  return readHeader<Part>(record, 'part');
}

function toJson(value: object): Buffer {
  return Buffer.from(JSON.stringify(value));
}

function readHeader<Value>(record: Pick<LogRecord, 'headers'> | undefined, name: string): Value | undefined {
  const content = record?.headers.get(name);
  return content === undefined ? undefined : (JSON.parse(content.toString()) as Value);
}
