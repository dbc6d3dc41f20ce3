import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import { describeFailure } from '../../describe-failure.ts';
import type { Broker } from '../broker/connect-broker.ts';
import { scanJournal } from '../journal/scan-journal.ts';
import type { Layout } from '../layout.ts';
import type { Queues } from '../queues/create-queues.ts';

export interface FollowOptions {
  broker: Broker;
  layout: Layout;
  queues: Queues;
  log: Pick<Logger, 'warn'>;
  retryMs: number;
  /** Something was applied to the queues. */
  onNews: () => void;
  /** Everything is applied that was in the stream when the reading began. */
  onCaughtUp: () => void;
}

export interface Following {
  /** Reads again from this message on, because a partition came that was not listened for. */
  goBackTo(sequence: number): void;
  stop(): Promise<void>;
}

/** Keys that are remembered at most; further ones are read when some of them are done. */
const mostKeys = 200_000;

/** Keeps the queues up to date with the stream of events, for as long as it is not stopped, over lost connections. */
export function followJournal(options: FollowOptions): Following {
  const { broker, layout, queues, log, retryMs } = options;
  let position: number | undefined;
  let current = new AbortController();
  let isStopped = false;
  let wake: () => void = () => undefined;

  async function read(from: number): Promise<void> {
    const aborter = current;
    const isCurrent = (): boolean => current === aborter;
    await scanJournal(broker, layout, {
      from,
      signal: aborter.signal,
      onEvent: (sequence, queue) => {
        if (isCurrent()) queues.addEvent(sequence, queue);
      },
      onState: (revision, state) => {
        if (isCurrent()) queues.applyState(revision, state);
      },
      onProgress: (sequence) => {
        if (!isCurrent()) return;
        position = sequence + 1;
        queues.noteApplied(sequence);
        options.onNews();
      },
      onCaughtUp: () => {
        if (isCurrent()) options.onCaughtUp();
      },
      hasRoom: () => waitForRoom(aborter.signal),
    });
  }

  async function waitForRoom(signal: AbortSignal): Promise<void> {
    while (!signal.aborted && queues.size() > mostKeys) {
      await wait(retryMs, undefined, { ref: false });
    }
  }

  async function readOrPause(from: number): Promise<void> {
    try {
      await read(from);
    } catch (thrown) {
      if (isStopped) return;
      if (broker.isConnected()) log.warn({ reason: describeFailure(thrown) }, 'reading the events begins again');
      await wait(retryMs, undefined, { ref: false });
    }
  }

  async function run(): Promise<void> {
    while (!isStopped) {
      if (position === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      } else {
        await readOrPause(position);
      }
    }
  }

  function begin(): void {
    current.abort();
    current = new AbortController();
    wake();
  }

  const running = run();
  return {
    goBackTo(sequence) {
      position = Math.min(position ?? sequence, sequence);
      begin();
    },
    async stop() {
      isStopped = true;
      current.abort();
      wake();
      await running;
    },
  };
}
