import { AckPolicy, type ConsumerConfig, DeliverPolicy, type JsMsg, ReplayPolicy } from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';
import type { Broker } from './connect-broker.ts';

export interface ReadOptions {
  stream: string;
  filter: string;
  /** Sequence of the first message; undefined: of each subject the last one. */
  from?: number;
  withBodies?: boolean;
}

const batch = 500;
const waitMs = 5000;

/** Reads what is in a stream now, in order and to its end; it may be stopped before. Rejects when the end is not reached. */
export async function* readMessages(broker: Broker, options: ReadOptions): AsyncGenerator<JsMsg> {
  const { stream, filter, from, withBodies = false } = options;
  const start: Partial<ConsumerConfig> =
    from === undefined
      ? { deliver_policy: DeliverPolicy.LastPerSubject }
      : { deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: from };
  const { consumers } = broker.manager;
  const consumer = await consumers.add(stream, {
    ...start,
    ack_policy: AckPolicy.None,
    filter_subject: filter,
    headers_only: !withBodies,
    replay_policy: ReplayPolicy.Instant,
    mem_storage: true,
    num_replicas: 1,
    inactive_threshold: nanos(6 * waitMs),
  });
  try {
    const puller = await broker.js.consumers.get(stream, consumer.name);
    let delivered = 0;
    for (let left = consumer.num_pending; left > 0; ) {
      const before = delivered;
      for await (const message of await puller.fetch({ max_messages: Math.min(batch, left), expires: waitMs })) {
        delivered += 1;
        if (message.info.deliverySequence !== delivered) throw new Error('A message was missed.');
        left = message.info.pending;
        yield message;
      }
      if (delivered === before) throw new Error('Reading broke off.');
    }
  } finally {
    // The broker forgets it by itself if this does not reach it.
    consumers.delete(stream, consumer.name).catch(() => undefined);
  }
}
