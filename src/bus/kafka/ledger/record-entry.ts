import { gunzipSync, gzipSync } from 'node:zlib';
import type { LogRecord } from '../log/log-message.ts';

/**
 * What the log of records says about one key. `put`: the value is to be this, if the version is the expected one. `keep`: says
 * again what holds (no value: nothing does), because the entry before it does not hold and would be all that compaction leaves.
 */
export type RecordEntry = { collection: string; key: string; offset: number; at: number; entryId?: string } & (
  | { kind: 'put'; value: string; expectedVersion?: number }
  | { kind: 'keep'; value: string | null; version: number }
  | { kind: 'remove' }
);

export function recordKey(collection: string, key: string): Buffer {
  return Buffer.from(JSON.stringify([collection, key]));
}

/** From this size on a value is compressed: what joined Sensors remember is whole events, which shrink to a tenth. */
const largeBytes = 32 * 1024;

function packValue(text: string): { value: Buffer; headers: Record<string, Buffer> } {
  const value = Buffer.from(text);
  if (value.byteLength < largeBytes) return { value, headers: {} };
  return { value: gzipSync(value, { level: 1 }), headers: { encoding: Buffer.from('gzip') } };
}

function unpackValue(value: Buffer, headers: LogRecord['headers']): string {
  return (headers.has('encoding') ? gunzipSync(value) : value).toString();
}

export function putMessage(value: string, entryId: string, expectedVersion?: number) {
  const expected = expectedVersion === undefined ? {} : { expect: Buffer.from(String(expectedVersion)) };
  const packed = packValue(value);
  return { value: packed.value, headers: { entry: Buffer.from(entryId), ...expected, ...packed.headers } };
}

export function keepMessage(value: string | null, version: number) {
  const absent = value === null ? { absent: Buffer.from('1') } : {};
  const packed = packValue(value ?? '');
  return { value: packed.value, headers: { version: Buffer.from(String(version)), ...absent, ...packed.headers } };
}

/** Throws on what is no entry. */
export function readRecordEntry({ key, value, headers, offset, timestamp }: LogRecord): RecordEntry {
  const [collection, name] = JSON.parse(key.toString()) as [string, string];
  const entryId = headers.get('entry')?.toString();
  const place = { collection, key: name, offset, at: timestamp, ...(entryId === undefined ? {} : { entryId }) };
  if (value === null) return { ...place, kind: 'remove' };
  const version = headers.get('version');
  if (version !== undefined)
    return {
      ...place,
      kind: 'keep',
      value: headers.has('absent') ? null : unpackValue(value, headers),
      version: Number(version),
    };
  const expected = headers.get('expect');
  return {
    ...place,
    kind: 'put',
    value: unpackValue(value, headers),
    ...(expected === undefined ? {} : { expectedVersion: Number(expected) }),
  };
}
