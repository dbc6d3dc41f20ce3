import { setTimeout as wait } from 'node:timers/promises';
import { type BaseOptions, type MessageToProduce, ProduceAcks, Producer } from '@platformatic/kafka';
import type { SendMessages } from '../log/create-appender.ts';
import type { LogMessage } from '../log/log-message.ts';
import { isNetworkError } from './explain-kafka-error.ts';

export interface Sender {
  send: SendMessages;
  close(): Promise<void>;
}

/** A connection that was closed is found out at once; what takes longer is not tried twice while somebody waits. */
const retryWithinMs = 1000;
const retryPauseMs = 100;

/**
 * Sends to the broker, to be called once at a time. Not idempotent in the protocol's sense: a copy that a lost answer leads to
 * is judged by its id when it is read, whereas a sequence number that went wrong would drop what was acknowledged.
 */
export function createSender(options: BaseOptions): Sender {
  const producer = new Producer({ ...options, acks: ProduceAcks.ALL });

  async function sendOnce(messages: readonly LogMessage[]): Promise<number[]> {
    const { offsets = [] } = await producer.send({ acks: ProduceAcks.ALL, messages: messages.map(toProduce) });
    const next = new Map(offsets.map(({ topic, partition, offset }) => [`${topic}/${partition}`, Number(offset)]));
    return messages.map(({ topic, partition }) => {
      const place = `${topic}/${partition}`;
      const offset = next.get(place);
      if (offset === undefined) throw new Error(`The broker did not say where it stored a message of ${place}.`);
      next.set(place, offset + 1);
      return offset;
    });
  }

  return {
    async send(messages) {
      const startedAt = performance.now();
      try {
        return await sendOnce(messages);
      } catch (thrown) {
        // The leader may have moved, and the library would go on asking the old one.
        producer.clearMetadata();
        if (performance.now() - startedAt > retryWithinMs || !isNetworkError(thrown)) throw thrown;
      }
      await wait(retryPauseMs);
      return sendOnce(messages);
    },
    close: () => producer.close(),
  };
}

function toProduce({ topic, partition, key, value, headers = {} }: LogMessage): MessageToProduce {
  const entries = Object.entries(headers).map(([name, content]) => [Buffer.from(name), content] as const);
  // The library's types do not know of null, which is written as it should be.
  return { topic, partition, key, value: value as Buffer, headers: new Map(entries) };
}
