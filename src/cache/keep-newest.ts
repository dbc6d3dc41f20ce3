/** Values by a text of theirs: what was made of it, or what it names. */
export interface KeptByText<Value> {
  get(text: string): Value | undefined;
  /** Keeps a value that takes so much of the limit; the oldest go until all fit. */
  put(text: string, value: Value, size: number): void;
  drop(text: string): void;
}

/** Keeps the newest values, at most `maxCount` whose sizes together are at most `maxSize`: what is kept must not fill the memory. */
export function keepNewest<Value>(maxSize: number, maxCount = Number.POSITIVE_INFINITY): KeptByText<Value> {
  const kept = new Map<string, { value: Value; size: number }>();
  let total = 0;

  function drop(text: string): void {
    total -= kept.get(text)?.size ?? 0;
    kept.delete(text);
  }

  return {
    get: (text) => kept.get(text)?.value,
    put: (text, value, size) => {
      drop(text);
      kept.set(text, { value, size });
      total += size;
      for (const oldest of kept.keys()) {
        if (total <= maxSize && kept.size <= maxCount) return;
        drop(oldest);
      }
    },
    drop,
  };
}
