import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { LogReader } from '../client/create-log-reader.ts';
import { describeKafkaError } from '../client/explain-kafka-error.ts';
import type { LogRecord } from '../log/log-message.ts';

export interface LogFollower {
  /** Resolves once all that the log held when this was called has been handed over; rejects when the broker cannot be asked. */
  catchUp(): Promise<void>;
  /** Offset of the entry that is read next. */
  position(): number;
  stop(): Promise<void>;
}

export interface FollowParts {
  topic: string;
  /** Used by this follower alone. */
  reader: LogReader;
  /** Answers at once, whatever is being waited for elsewhere. */
  queries: Pick<LogReader, 'endOffsets' | 'firstOffsets'>;
  onRecords: (records: LogRecord[]) => void;
  log: Pick<Logger, 'warn'>;
  retryMs: number;
}

const limits = { maxWaitMs: 500, maxBytes: 256 * 1024 };
const patienceMs = 8000;

/** Reads a topic of one partition from its beginning to its end and then whatever comes, in order, for as long as the app runs. */
export function followLog(parts: FollowParts): LogFollower {
  const { topic, reader, queries } = parts;
  const stopping = new AbortController();
  let waiters: { offset: number; resolve: () => void }[] = [];
  let position = 0;
  let isUncertain = true;
  let underway: Promise<void> = Promise.resolve();
  let following: Promise<void> | undefined;

  function moveTo(offset: number): void {
    position = offset;
    const reached = waiters.filter((each) => each.offset <= offset);
    waiters = waiters.filter((each) => each.offset > offset);
    for (const { resolve } of reached) resolve();
  }

  async function readOn(): Promise<void> {
    const [node = -1] = await reader.leaders(topic, isUncertain);
    const [read] = await reader.read(node, [{ topic, partition: 0, offset: position }], limits);
    isUncertain = false;
    if (read === undefined) return;
    if (read.isGone) {
      const [first = 0] = await queries.firstOffsets(topic);
      moveTo(Math.max(first, position > read.endOffset ? first : position));
      return;
    }
    parts.onRecords(read.records);
    // Compaction may leave nothing between here and the end of the log; no record will ever say so.
    const isGap = read.records.length === 0 && read.endOffset > read.nextOffset;
    moveTo(isGap ? read.endOffset : read.nextOffset);
  }

  async function run(): Promise<void> {
    let isAway = false;
    while (!stopping.signal.aborted) {
      try {
        await readOn();
        isAway = false;
      } catch (thrown) {
        if (stopping.signal.aborted) return;
        if (!isAway) parts.log.warn({ topic, reason: describeKafkaError(thrown) }, 'cannot read from the event bus');
        isAway = true;
        isUncertain = true;
        await wait(parts.retryMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      }
    }
  }

  async function reachEnd(): Promise<void> {
    const [offset = 0] = await queries.endOffsets(topic);
    if (position >= offset) return;
    const timer = new AbortController();
    const reached = new Promise<void>((resolve) => waiters.push({ offset, resolve }));
    const late = wait(patienceMs, undefined, { signal: timer.signal }).then(() => {
      throw new Error(`${topic} could not be read up to its end within ${patienceMs} ms.`);
    });
    await Promise.race([reached, late]).finally(() => timer.abort());
  }

  const running = run();
  return {
    catchUp() {
      // One question serves all who ask before it is put.
      following ??= underway
        .catch(() => undefined)
        .then(() => {
          following = undefined;
          underway = reachEnd();
          return underway;
        });
      return following;
    },
    position: () => position,
    async stop() {
      stopping.abort();
      await reader.close();
      await running;
    },
  };
}
