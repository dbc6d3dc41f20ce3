import type { Records, StoredRecord } from '../../bus/event-bus.ts';

/** Records that last as long as the object; `failing` makes every call reject, as a full disk does. */
export interface MemoryRecords extends Records {
  failing: boolean;
}

export function createMemoryRecords(): MemoryRecords {
  const rows = new Map<string, StoredRecord>();
  const pathOf = (collection: string, key: string) => `${collection}\n${key}`;
  const records: MemoryRecords = {
    failing: false,
    async get(collection, key) {
      check();
      return structuredClone(rows.get(pathOf(collection, key)));
    },
    async put(collection, key, value, expectedVersion) {
      check();
      const version = rows.get(pathOf(collection, key))?.version ?? 0;
      if (expectedVersion !== undefined && expectedVersion !== version) return 'conflict';
      rows.set(pathOf(collection, key), { key, value: structuredClone(value), version: version + 1 });
      return version + 1;
    },
    async remove(collection, key) {
      check();
      rows.delete(pathOf(collection, key));
    },
    async list(collection, prefix) {
      check();
      return [...rows.entries()]
        .filter(([path]) => path.startsWith(pathOf(collection, prefix)))
        .map(([, row]) => structuredClone(row))
        .sort((one, other) => (one.key < other.key ? -1 : 1));
    },
  };

  function check(): void {
    if (records.failing) throw new Error('disk full');
  }

  return records;
}
