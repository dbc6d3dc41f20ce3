import { AckPolicy, type ConsumerMessages, DeliverPolicy, ReplayPolicy } from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';
import type { Broker } from '../broker/connect-broker.ts';
import type { Layout } from '../layout.ts';
import { type DeliveryState, type QueueNote, readQueue, readState } from './message-notes.ts';

export interface ScanOptions {
  /** Sequence of the first message to read. */
  from: number;
  signal: AbortSignal;
  onEvent: (sequence: number, queue: QueueNote) => void;
  onState: (sequence: number, state: DeliveryState) => void;
  /** Everything up to this message has been told. */
  onProgress: (sequence: number) => void;
  /** Everything has been told that was there when the scan began. */
  onCaughtUp: () => void;
  /** Waits while the reader has as much as it can remember. */
  hasRoom: () => Promise<void>;
}

const batch = 500;
const longestWaitMs = 20_000;

/**
 * Reads the headers of the stream of events in order, first what is there, then what comes, until it is aborted. Rejects when the
 * connection is lost or a message is missed: begin again behind the last progress then.
 */
export async function scanJournal(broker: Broker, layout: Layout, options: ScanOptions): Promise<void> {
  const stream = layout.streams.events;
  const consumer = await broker.manager.consumers.add(stream, {
    ack_policy: AckPolicy.None,
    deliver_policy: DeliverPolicy.StartSequence,
    opt_start_seq: options.from,
    replay_policy: ReplayPolicy.Instant,
    headers_only: true,
    mem_storage: true,
    num_replicas: 1,
    inactive_threshold: nanos(3 * longestWaitMs),
  });
  const reading = createReading(layout, options, consumer.num_pending);
  const puller = await broker.js.consumers.get(stream, consumer.name);
  try {
    while (!options.signal.aborted) {
      await options.hasRoom();
      await readBatch(await puller.fetch({ max_messages: batch, expires: longestWaitMs }), broker, {
        ...options,
        read: reading,
      });
    }
  } finally {
    // The broker forgets it by itself if this does not reach it.
    broker.manager.consumers.delete(stream, consumer.name).catch(() => undefined);
  }
}

type Read = (message: {
  seq: number;
  subject: string;
  deliverySequence: number;
  pending: number;
  headers: Headers;
}) => void;
type Headers = Parameters<typeof readQueue>[0];

async function readBatch(
  messages: ConsumerMessages,
  broker: Broker,
  { signal, read }: ScanOptions & { read: Read },
): Promise<void> {
  let isLost = false;
  const stop = (): void => {
    messages.stop();
  };
  const forget = broker.onChange(() => {
    isLost = true;
    stop();
  });
  signal.addEventListener('abort', stop, { once: true });
  try {
    if (signal.aborted) stop();
    for await (const { seq, subject, headers, info } of messages) {
      read({ seq, subject, headers, deliverySequence: info.deliverySequence, pending: info.pending });
    }
  } finally {
    signal.removeEventListener('abort', stop);
    forget();
  }
  if (isLost) throw new Error('The connection was lost.');
}

function createReading(layout: Layout, options: ScanOptions, pendingAtStart: number): Read {
  const eventPrefix = layout.subjects.event('');
  let delivered = 0;
  let isCaughtUp = false;

  function noteCaughtUp(pending: number): void {
    if (isCaughtUp || (pending > 0 && delivered < pendingAtStart)) return;
    isCaughtUp = true;
    options.onCaughtUp();
  }
  noteCaughtUp(pendingAtStart);

  return ({ seq, subject, headers, deliverySequence, pending }) => {
    delivered += 1;
    // Nothing is acknowledged, so that what was lost on the way is only seen by the gap that it leaves.
    if (deliverySequence !== delivered) throw new Error('A message was missed.');
    if (subject.startsWith(eventPrefix)) {
      const queue = readQueue(headers);
      if (queue !== undefined) options.onEvent(seq, queue);
    } else {
      const state = readState(headers);
      if (state !== undefined) options.onState(seq, state);
    }
    options.onProgress(seq);
    noteCaughtUp(pending);
  };
}
