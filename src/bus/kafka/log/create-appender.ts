import type { Problem } from '../../../problem/problem.ts';
import { storeError } from '../../store-error.ts';
import { type LogMessage, measureMessage } from './log-message.ts';

/** Stores messages and gives the offset of each, in their order; rejects when not all of them are acknowledged. */
export type SendMessages = (messages: LogMessage[]) => Promise<number[]>;

export interface Appender {
  /** Resolves with the message's offset once all replicas of the partition that have to have it. */
  append(message: LogMessage): Promise<number>;
  /** Rejects what waits and what is appended from now on. */
  fail(problem: Problem): void;
  /** Resolves when nothing is waiting or under way. */
  settled(): Promise<void>;
}

export interface AppenderOptions {
  send: SendMessages;
  /** A batch of one partition has to stay below the limit of its topic. */
  maxBatchBytes: (topic: string) => number;
  /** What waits at most, all together; beyond it `overloaded` is the answer. */
  maxWaitingBytes: number;
  overloaded: Problem;
}

interface Waiting {
  message: LogMessage;
  bytes: number;
  resolve: (offset: number) => void;
  reject: (error: unknown) => void;
}

const maxSendBytes = 8 * 1024 * 1024;
const maxSendMessages = 2000;

/**
 * Appends to the log, one send at a time: what is asked for while one is under way makes up the next. Several at once are no
 * choice with @platformatic/kafka 2.12: with idempotence it repeats sequence numbers, and the broker drops what it takes for copies.
 */
export function createAppender(options: AppenderOptions): Appender {
  let waiting: Waiting[] = [];
  let waitingBytes = 0;
  let isSending = false;
  let failure: Problem | undefined;
  const idle: (() => void)[] = [];

  function takeGroup(): Waiting[] {
    const filled = new Map<string, number>();
    let bytes = 0;
    let count = 0;
    for (const { message, bytes: size } of waiting) {
      const place = `${message.topic}/${message.partition}`;
      const inPlace = (filled.get(place) ?? 0) + size;
      const isFull = inPlace > options.maxBatchBytes(message.topic) || bytes + size > maxSendBytes;
      if (count > 0 && (isFull || count === maxSendMessages)) break;
      filled.set(place, inPlace);
      bytes += size;
      count += 1;
    }
    const group = waiting.slice(0, count);
    waiting = waiting.slice(count);
    waitingBytes -= bytes;
    return group;
  }

  async function sendAll(): Promise<void> {
    isSending = true;
    // After the sockets that are readable now have been read: what they bring goes along.
    await new Promise((resolve) => setImmediate(resolve));
    while (waiting.length > 0) await sendGroup(takeGroup());
    isSending = false;
    for (const resolve of idle.splice(0)) resolve();
  }

  async function sendGroup(group: readonly Waiting[]): Promise<void> {
    try {
      const offsets = await options.send(group.map(({ message }) => message));
      for (const [index, { resolve }] of group.entries()) resolve(offsets[index] ?? Number.NaN);
    } catch (thrown) {
      for (const { reject } of group) reject(thrown);
    }
  }

  return {
    append: (message) =>
      new Promise((resolve, reject) => {
        const bytes = measureMessage(message);
        if (failure !== undefined) {
          reject(storeError(failure));
        } else if (waiting.length > 0 && waitingBytes + bytes > options.maxWaitingBytes) {
          reject(storeError(options.overloaded));
        } else {
          waiting.push({ message, bytes, resolve, reject });
          waitingBytes += bytes;
          if (!isSending) void sendAll();
        }
      }),
    fail(problem) {
      failure ??= problem;
      const group = waiting;
      waiting = [];
      waitingBytes = 0;
      for (const { reject } of group) reject(storeError(problem));
    },
    settled: () => (isSending ? new Promise((resolve) => idle.push(resolve)) : Promise.resolve()),
  };
}
