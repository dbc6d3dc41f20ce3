import { setTimeout as sleep } from 'node:timers/promises';

/** Connections to brokers that outlive one firing, by everything that they were made with. */
export interface KeptConnections<Connection> {
  /**
   * Does something over the connection of this key, which is made where there is none. A connection over which something failed is
   * not used again; where it was an older one, which may have gone stale since, a new one is tried at once. Rejects with what `open`
   * or `what` rejects with.
   */
  use<Result>(
    key: string,
    open: () => Promise<Connection>,
    what: (connection: Connection) => Promise<Result>,
  ): Promise<Result>;
  /** How many there are. */
  count(): number;
  /** Closes all of them, and every one that is still asked for once its use is over. */
  close(): Promise<void>;
}

/** A connection that cannot be closed in this time is left to its end. */
const closeWithinMs = 3000;

async function patience(): Promise<void> {
  await sleep(closeWithinMs, undefined, { ref: false });
}

interface Entry<Connection> {
  opening: Promise<Connection>;
  users: number;
  isGone: boolean;
  timer?: NodeJS.Timeout;
  closing?: Promise<void>;
  /** Something was done over it. */
  isProven: boolean;
}

/**
 * Keeps at most `max` connections that nobody uses, each for `idleMs`. What is in use is never closed under its user, so for a moment
 * there may be as many as there are firings in hand.
 */
export function keepConnections<Connection>({
  close,
  max = 50,
  idleMs = 120_000,
}: {
  close: (connection: Connection) => Promise<void>;
  max?: number;
  idleMs?: number;
}): KeptConnections<Connection> {
  /** In the order of their last use. */
  const entries = new Map<string, Entry<Connection>>();
  let isClosed = false;

  function closeOnce(entry: Entry<Connection>): Promise<void> {
    entry.closing ??= Promise.race([entry.opening.then(close).catch(() => undefined), patience()]);
    return entry.closing;
  }

  async function end(key: string, entry: Entry<Connection>): Promise<void> {
    clearTimeout(entry.timer);
    if (entries.get(key) === entry) entries.delete(key);
    entry.isGone = true;
    if (entry.users === 0) await closeOnce(entry);
  }

  function release(key: string, entry: Entry<Connection>): void {
    entry.users -= 1;
    if (entry.users > 0) return;
    if (entry.isGone) {
      void closeOnce(entry);
      return;
    }
    entry.timer = setTimeout(() => void end(key, entry), idleMs);
    entry.timer.unref();
    const idle = [...entries].filter(([, each]) => each.users === 0);
    for (const [oldest, each] of idle.slice(0, Math.max(entries.size - max, 0))) void end(oldest, each);
  }

  function take(key: string, open: () => Promise<Connection>): Entry<Connection> {
    const known = entries.get(key);
    const entry = known ?? { opening: open(), users: 0, isGone: isClosed, isProven: false };
    clearTimeout(entry.timer);
    entry.users += 1;
    entries.delete(key);
    if (!isClosed) entries.set(key, entry);
    return entry;
  }

  async function useOnce<Result>(
    key: string,
    entry: Entry<Connection>,
    what: (connection: Connection) => Promise<Result>,
  ): Promise<Result> {
    try {
      const result = await what(await entry.opening);
      entry.isProven = true;
      return result;
    } catch (thrown) {
      entry.isGone = true;
      if (entries.get(key) === entry) entries.delete(key);
      throw thrown;
    } finally {
      release(key, entry);
    }
  }

  return {
    async use(key, open, what) {
      const entry = take(key, open);
      const mayBeStale = entry.isProven;
      try {
        return await useOnce(key, entry, what);
      } catch (thrown) {
        if (!mayBeStale) throw thrown;
      }
      return await useOnce(key, take(key, open), what);
    },
    count: () => entries.size,
    async close() {
      isClosed = true;
      await Promise.all([...entries].map(([key, entry]) => end(key, entry)));
    },
  };
}
