import { isDeepStrictEqual } from 'node:util';
import type { KubeObject, ManagedFields } from '../kube-object.ts';
import { decodeFields, encodeFields, leavesOf, overlaps, toFieldTree } from './field-tree.ts';

/** Who writes: the client's `fieldManager` and the time of the write. */
export interface Writer {
  manager: string;
  time: string;
}

/** The managed fields after an ordinary write: what it changed belongs to its writer, and to nobody else. */
export function trackUpdate(before: KubeObject | undefined, after: KubeObject, writer: Writer): ManagedFields[] {
  const old = before === undefined ? new Map<string, unknown>() : leavesOf(toFieldTree(before));
  const now = leavesOf(toFieldTree(after));
  const changed = [...now].filter(([path, value]) => !old.has(path) || !isDeepStrictEqual(old.get(path), value));
  const removed = [...old.keys()].filter((path) => !now.has(path));
  const touched = new Set([...changed.map(([path]) => path), ...removed]);
  const entries = before?.metadata.managedFields ?? [];
  if (touched.size === 0) return entries;
  const kept = entries.map((entry) => dropFields(entry, touched));
  const own = kept.find((entry) => entry.manager === writer.manager && entry.operation === 'Update');
  const fields = [...(own === undefined ? [] : decodeFields(own.fieldsV1)), ...changed.map(([path]) => path)];
  return withoutEmpty([
    ...kept.filter((entry) => entry !== own),
    newEntry(after.apiVersion, 'Update', { ...writer, fields }),
  ]);
}

/** Forgets the ownership of these fields. */
export function dropFields(entry: ManagedFields, paths: ReadonlySet<string>): ManagedFields {
  const fields = decodeFields(entry.fieldsV1);
  const kept = fields.filter((field) => !paths.has(field) && !hasOverlap(field, paths));
  return kept.length === fields.length ? entry : { ...entry, fieldsV1: encodeFields(kept) };
}

function hasOverlap(field: string, paths: ReadonlySet<string>): boolean {
  for (const path of paths) if (overlaps(path, field)) return true;
  return false;
}

export function newEntry(
  apiVersion: string,
  operation: ManagedFields['operation'],
  write: Writer & { fields: string[] },
): ManagedFields {
  return {
    manager: write.manager,
    operation,
    apiVersion,
    time: write.time,
    fieldsType: 'FieldsV1',
    fieldsV1: encodeFields(write.fields),
  };
}

export function withoutEmpty(entries: ManagedFields[]): ManagedFields[] {
  return entries.filter((entry) => Object.keys(entry.fieldsV1).length > 0);
}
