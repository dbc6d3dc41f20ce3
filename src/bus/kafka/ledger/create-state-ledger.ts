import type { LogMessage, LogRecord } from '../log/log-message.ts';
import type { Verdicts } from './await-verdicts.ts';
import type { StateTable, StateVerdict } from './keep-states.ts';
import {
  type Claim,
  claimMessage,
  type DeliveryState,
  probeMessage,
  readStateEntry,
  type StateEntry,
  stateMessage,
} from './state-entry.ts';

export interface StateLedgerParts {
  topic: string;
  table: StateTable;
  verdicts: Verdicts<StateVerdict>;
  append: (message: LogMessage) => Promise<number>;
  catchUp: () => Promise<void>;
  onUnreadable: (record: LogRecord, thrown: unknown) => void;
}

/** What became of each delivery and who works on which partition, over a log that all replicas read. */
export interface StateLedger extends Omit<StateTable, 'apply'> {
  /** Resolves once all that the log held at the time of the call has been applied. */
  catchUp(): Promise<void>;
  /** Stores a state under a claim; it holds only if the claim does. */
  write(state: DeliveryState, claimId: string): Promise<StateVerdict>;
  writeClaim(partition: number, claim: Claim): Promise<void>;
  /** Resolves when an entry of no meaning has been stored and read back. */
  probe(): Promise<void>;
  apply(records: readonly LogRecord[]): void;
  /** Called for every claim that is read. */
  onClaim(listener: (partition: number, claim: Claim) => void): void;
}

export function createStateLedger(parts: StateLedgerParts): StateLedger {
  const { table, verdicts, topic } = parts;
  const listeners: ((partition: number, claim: Claim) => void)[] = [];

  function append(makeMessage: (entryId: string) => Omit<LogMessage, 'topic' | 'partition'>): Promise<StateVerdict> {
    return verdicts.appendAndWait((entryId) => parts.append({ topic, partition: 0, ...makeMessage(entryId) }));
  }

  /** What cannot be read is skipped; what cannot be applied is thrown, and tried again. */
  function read(record: LogRecord): StateEntry | undefined {
    try {
      return readStateEntry(record);
    } catch (thrown) {
      parts.onUnreadable(record, thrown);
      return undefined;
    }
  }

  function applyOne(entry: StateEntry): void {
    verdicts.settle(entry.entryId, table.apply(entry));
    if (entry.kind === 'claim') for (const listener of listeners) listener(entry.partition, entry.claim);
  }

  return {
    ...table,
    catchUp: parts.catchUp,
    write: (state, claimId) => append((entryId) => stateMessage(state, claimId, entryId)),
    async writeClaim(partition, claim) {
      await append((entryId) => claimMessage(partition, claim, entryId));
    },
    async probe() {
      await append(probeMessage);
    },
    apply(records) {
      for (const record of records) {
        const entry = read(record);
        if (entry !== undefined) applyOne(entry);
      }
    },
    onClaim: (listener) => {
      listeners.push(listener);
    },
  };
}
