import type { StreamInfo } from '@nats-io/jetstream';
import { type Problem, problem } from '../../../problem/problem.ts';
import type { Broker } from './connect-broker.ts';
import { isNoSuchStream } from './explain-broker-error.ts';

export interface StreamWatch {
  /** Resolves when a stream was deleted, or is another one than it was. */
  gone: Promise<Problem>;
  stop(): void;
}

interface Seen {
  created: string;
  lastSequence: number;
}

/** A server that has just begun to answer, or to lead, may not have found everything yet: it is believed the second time. */
const oddLooksBelieved = 2;

/** Looks now and again whether the streams are still those that they were: nothing else tells whoever only writes to them, or reads. */
export function watchStreams(
  { manager, address }: Pick<Broker, 'manager' | 'address'>,
  names: readonly string[],
  everyMs: number,
): StreamWatch {
  const gone = Promise.withResolvers<Problem>();
  const seen = new Map<string, Seen>();
  const oddLooks = new Map<string, number>();
  let isLooking = false;

  function isOddForLong(stream: string): boolean {
    const count = (oddLooks.get(stream) ?? 0) + 1;
    oddLooks.set(stream, count);
    return count >= oddLooksBelieved;
  }

  function isOther(stream: string, { created, state }: StreamInfo): boolean {
    const before = seen.get(stream);
    if (before !== undefined && before.created !== created) return true;
    // One that was restored as it was once keeps its age and ends earlier.
    if (before !== undefined && state.last_seq < before.lastSequence) return isOddForLong(stream);
    seen.set(stream, { created, lastSequence: state.last_seq });
    oddLooks.delete(stream);
    return false;
  }

  async function look(stream: string): Promise<void> {
    const isGone = await manager.streams.info(stream).then(
      (info) => isOther(stream, info),
      // Anything else, such as a broker that is away, says nothing about the stream.
      (thrown: unknown) => isNoSuchStream(thrown) && isOddForLong(stream),
    );
    if (isGone) gone.resolve(problem('bus.stream-gone', { stream, address }));
  }

  async function lookAtAll(): Promise<void> {
    if (isLooking) return;
    isLooking = true;
    await Promise.all(names.map(look));
    isLooking = false;
  }

  void lookAtAll();
  const timer = setInterval(() => void lookAtAll(), everyMs);
  timer.unref();
  return { gone: gone.promise, stop: () => clearInterval(timer) };
}
