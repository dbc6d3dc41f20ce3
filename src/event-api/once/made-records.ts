import type { Records } from '../../bus/event-bus.ts';
import { shortHash } from '../../run/identity/short-hash.ts';
import type { ApiEvent } from '../dispatch/event.ts';

/** Which Workflows events with an id of their own have made, kept as long as delivery ids are. */
export interface MadeRecords {
  /** Names of Workflows by `namespace/binding`. */
  find(event: ApiEvent): Promise<ReadonlyMap<string, string>>;
  note(event: ApiEvent, made: ReadonlyMap<string, string>): Promise<void>;
  /** Removes what is too old, a part of it at each call. */
  sweep(): Promise<void>;
}

const collection = 'event-api-made';
/** As on every bus. */
const keptMs = 8 * 86_400_000;
const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';

interface Row {
  /** Milliseconds since 1970. */
  at: number;
  made: Record<string, string>;
}

/**
 * A name made of the event's id already keeps one Workflow from being made twice. The record also does where the binding names the
 * Workflow itself, and where the Workflow has been deleted since.
 */
export function createMadeRecords(
  records: Pick<Records, 'get' | 'put' | 'list' | 'remove'>,
  now: () => number,
): MadeRecords {
  let swept = 0;
  return {
    async find(event) {
      const key = keyOf(event);
      const stored = key === undefined ? undefined : await records.get(collection, key);
      const row = readRow(stored?.value);
      return row === undefined || isOld(row, now()) ? new Map() : new Map(Object.entries(row.made));
    },
    async note(event, made) {
      const key = keyOf(event);
      if (key === undefined || made.size === 0) return;
      const row: Row = { at: now(), made: Object.fromEntries(made) };
      await records.put(collection, key, row);
    },
    async sweep() {
      const first = alphabet[swept % alphabet.length] ?? 'a';
      swept += 1;
      for (const { key, value } of await records.list(collection, first)) {
        const row = readRow(value);
        if (row === undefined || isOld(row, now())) await records.remove(collection, key);
      }
    },
  };
}

function keyOf({ namespace, caller, deliveryKey }: ApiEvent): string | undefined {
  return deliveryKey === undefined ? undefined : shortHash([namespace, caller.subject, deliveryKey]);
}

function isOld({ at }: Row, now: number): boolean {
  return now - at > keptMs;
}

function readRow(value: unknown): Row | undefined {
  if (typeof value !== 'object' || value === null || !('at' in value) || !('made' in value)) return undefined;
  const { at, made } = value;
  if (typeof at !== 'number' || typeof made !== 'object' || made === null) return undefined;
  const texts = Object.entries(made).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return { at, made: Object.fromEntries(texts) };
}
