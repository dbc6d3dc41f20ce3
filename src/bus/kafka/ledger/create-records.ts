import type { Records } from '../../event-bus.ts';
import type { LogMessage, LogRecord } from '../log/log-message.ts';
import type { Verdicts } from './await-verdicts.ts';
import type { HiddenRecord, RecordRow, RecordTable, RecordVerdict } from './keep-records.ts';
import { keepMessage, putMessage, type RecordEntry, readRecordEntry, recordKey } from './record-entry.ts';

export interface RecordParts {
  topic: string;
  table: RecordTable;
  verdicts: Verdicts<RecordVerdict>;
  append: (message: LogMessage) => Promise<number>;
  /** Resolves once all that the log held at the time of the call has been applied. */
  catchUp: () => Promise<void>;
  onUnreadable: (record: LogRecord, thrown: unknown) => void;
}

export interface LoggedRecords extends Records {
  apply(records: readonly LogRecord[]): void;
  /** Says again what holds of the records whose last entry does not; `hiddenBefore` by the broker's clock. */
  restoreHidden(hiddenBefore: number): Promise<void>;
}

/**
 * Records over a log that all replicas read: whoever writes appends what it wants and the version that it expects, and the
 * order of the log decides, for everybody alike. Reading asks for the end of the log first, so that it sees every write that was
 * acknowledged before.
 */
export function createLoggedRecords(parts: RecordParts): LoggedRecords {
  const { topic, table, verdicts, catchUp } = parts;

  function append(collection: string, key: string, rest: Pick<LogMessage, 'value' | 'headers'>): Promise<number> {
    return parts.append({ topic, partition: 0, key: recordKey(collection, key), ...rest });
  }

  async function restore(hidden: readonly HiddenRecord[]): Promise<void> {
    for (const { collection, key, value, version } of hidden)
      await append(collection, key, keepMessage(value, version));
  }

  /** What cannot be read is skipped; what cannot be applied is thrown, and tried again. */
  function read(record: LogRecord): RecordEntry | undefined {
    try {
      return readRecordEntry(record);
    } catch (thrown) {
      parts.onUnreadable(record, thrown);
      return undefined;
    }
  }

  return {
    async get(collection, key) {
      await catchUp();
      const row = table.get(collection, key);
      return row && readRow(row);
    },
    async put(collection, key, value, expectedVersion) {
      const text: string | undefined = JSON.stringify(value);
      if (text === undefined) throw new TypeError('A record holds JSON; this value has none.');
      if (expectedVersion !== undefined) {
        // What is bound to fail is not written, so that entries that do not hold stay rare.
        await catchUp();
        if ((table.get(collection, key)?.version ?? 0) !== expectedVersion) return 'conflict';
      }
      const verdict = await verdicts.appendAndWait((entryId) =>
        append(collection, key, putMessage(text, entryId, expectedVersion)),
      );
      if (verdict === 'conflict') {
        const mine = table
          .hidden(Number.MAX_SAFE_INTEGER)
          .filter((each) => each.collection === collection && each.key === key);
        // Should this fail, the next round of `restoreHidden` finds it.
        restore(mine).catch(() => undefined);
      }
      return verdict;
    },
    async remove(collection, key) {
      await catchUp();
      if (table.get(collection, key) === undefined) return;
      await verdicts.appendAndWait((entryId) =>
        append(collection, key, { value: null, headers: { entry: Buffer.from(entryId) } }),
      );
    },
    async list(collection, prefix) {
      await catchUp();
      return table.list(collection, prefix).map(readRow);
    },
    apply(records) {
      for (const record of records) {
        const entry = read(record);
        if (entry !== undefined) verdicts.settle(entry.entryId, table.apply(entry));
      }
    },
    restoreHidden: (hiddenBefore) => restore(table.hidden(hiddenBefore)),
  };
}

function readRow({ key, value, version }: RecordRow): { key: string; value: unknown; version: number } {
  return { key, value: JSON.parse(value), version };
}
