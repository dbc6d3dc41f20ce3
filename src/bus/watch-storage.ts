/** A stream or topic as it is now. `identity` names this very one, whatever its name; `end` never falls while it stays itself. */
export interface StorageSeen {
  identity: string;
  end: number;
}

/** `unknown`: nothing can be said, such as while the broker is away. */
export type StorageLook = StorageSeen | 'missing' | 'unknown';

export interface StorageParts {
  names: readonly string[];
  look: (name: string) => Promise<StorageLook>;
  /** Called once for each that was deleted, or is another one than it was. */
  onGone: (name: string) => void;
  everyMs: number;
}

/** A broker that has just begun to answer, or to lead, may not have heard of everything yet: it is believed the third time. */
const oddLooksBelieved = 3;

/**
 * Looks now and again whether what a broker keeps for the app is still the same: nothing else tells whoever only writes there, or
 * reads on from a place that means nothing in another one of the name. Gives the function that ends it.
 */
export function watchStorage({ names, look, onGone, everyMs }: StorageParts): () => void {
  const seen = new Map<string, StorageSeen>();
  const oddLooks = new Map<string, number>();
  let isLooking = false;

  function isOddForLong(name: string): boolean {
    const count = (oddLooks.get(name) ?? 0) + 1;
    oddLooks.set(name, count);
    return count === oddLooksBelieved;
  }

  function isGone(name: string, now: StorageLook): boolean {
    if (now === 'unknown') return false;
    if (now === 'missing') return isOddForLong(name);
    const before = seen.get(name);
    // What was restored as it was once keeps its identity and ends earlier.
    if (before !== undefined && before.identity === now.identity && now.end < before.end) return isOddForLong(name);
    seen.set(name, now);
    oddLooks.delete(name);
    return before !== undefined && before.identity !== now.identity;
  }

  async function lookAt(name: string): Promise<void> {
    if (isGone(name, await look(name))) onGone(name);
  }

  async function lookAtAll(): Promise<void> {
    if (isLooking) return;
    isLooking = true;
    await Promise.all(names.map(lookAt));
    isLooking = false;
  }

  void lookAtAll();
  const timer = setInterval(() => void lookAtAll(), everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
