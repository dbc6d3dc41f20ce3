/** What was made of texts, by the text. */
export interface KeptByText<Value> {
  get(text: string): Value | undefined;
  /** Keeps a value that takes so much of the limit; the oldest go until all fit. */
  put(text: string, value: Value, size: number): void;
}

/** Keeps the newest values, at most `maxCount` whose sizes together are at most `maxSize`: what is kept must not fill the memory. */
export function keepNewest<Value>(maxSize: number, maxCount = Number.POSITIVE_INFINITY): KeptByText<Value> {
  const kept = new Map<string, { value: Value; size: number }>();
  let total = 0;
  return {
    get: (text) => kept.get(text)?.value,
    put: (text, value, size) => {
      total += size - (kept.get(text)?.size ?? 0);
      kept.set(text, { value, size });
      for (const [oldest, { size: freed }] of kept) {
        if (total <= maxSize && kept.size <= maxCount) return;
        kept.delete(oldest);
        total -= freed;
      }
    },
  };
}
