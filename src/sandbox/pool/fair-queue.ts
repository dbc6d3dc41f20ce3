/** Waiting items, handed out in turn: a tenant that has many waiting does not delay one that has few. */
export interface FairQueue<Item> {
  /** False where the queue or this tenant's part of it is full. */
  add(tenant: string, item: Item): boolean;
  /** Takes the oldest item of the tenant whose turn it is, of those that `isAllowed`. */
  take(isAllowed: (tenant: string) => boolean): { tenant: string; item: Item } | undefined;
  takeAll(): Item[];
}

export function createFairQueue<Item>(limits: { waiting: number; waitingPerTenant: number }): FairQueue<Item> {
  /** In the order of their turns: who was served goes to the end. */
  const waiting = new Map<string, Item[]>();
  let size = 0;
  return {
    add(tenant, item) {
      const items = waiting.get(tenant) ?? [];
      if (size >= limits.waiting || items.length >= limits.waitingPerTenant) return false;
      items.push(item);
      size++;
      waiting.set(tenant, items);
      return true;
    },
    take(isAllowed) {
      for (const [tenant, items] of waiting) {
        if (!isAllowed(tenant)) continue;
        const item = items.shift();
        waiting.delete(tenant);
        if (items.length > 0) waiting.set(tenant, items);
        if (item === undefined) continue;
        size--;
        return { tenant, item };
      }
      return undefined;
    },
    takeAll() {
      const all = [...waiting.values()].flat();
      waiting.clear();
      size = 0;
      return all;
    },
  };
}
