export interface Share<Value> {
  /** What `load` gave for this key, now or a short time ago; callers at the same time share one call of it. */
  get(key: string, load: () => Promise<Value>): Promise<Value>;
  forget(key: string): void;
}

interface Entry<Value> {
  startedAt: number;
  value: Promise<Value>;
  /** Milliseconds from `startedAt`; undefined while it is being loaded. */
  keptMs: number | undefined;
}

export interface ShareOptions<Value> {
  /** How long a value counts, from when its loading began. */
  keepMs: (value: Value) => number;
  maxEntries: number;
  /** Milliseconds. */
  now: () => number;
}

/** Keeps what was loaded for a short time, in bounded memory; the oldest goes first. */
export function createShare<Value>({ keepMs, maxEntries, now }: ShareOptions<Value>): Share<Value> {
  const entries = new Map<string, Entry<Value>>();

  function add(key: string, load: () => Promise<Value>): Promise<Value> {
    const entry: Entry<Value> = { startedAt: now(), value: load(), keptMs: undefined };
    entries.delete(key);
    entries.set(key, entry);
    if (entries.size > maxEntries) {
      const [oldest] = entries.keys();
      if (oldest !== undefined) entries.delete(oldest);
    }
    entry.value.then(
      (value) => {
        entry.keptMs = keepMs(value);
      },
      () => {
        if (entries.get(key) === entry) entries.delete(key);
      },
    );
    return entry.value;
  }

  return {
    get(key, load) {
      const entry = entries.get(key);
      const counts = entry !== undefined && (entry.keptMs === undefined || now() - entry.startedAt < entry.keptMs);
      return counts ? entry.value : add(key, load);
    },
    forget(key) {
      entries.delete(key);
    },
  };
}
