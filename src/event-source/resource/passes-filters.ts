import { marshalAsGo } from '../../event/marshal-as-go.ts';
import { exists, textOf } from '../../expression/path/path-value.ts';
import { readPath } from '../../expression/path/read-path.ts';
import { compileRegularExpression } from '../../expression/regular-expression/compile-regular-expression.ts';
import type { WatchedObject } from '../../kubernetes/watch/watched-form.ts';
import type { FieldRequirement, ResourceEventType, ResourceSource } from './read-resource.ts';

/**
 * Argo Events 1.9: the prefix of the name, `afterStart`, `createdBy` and fields, whose values are unanchored regular expressions. Labels
 * are the API server's to judge.
 *
 * @param startedAt when the source first listened, milliseconds since 1970
 */
export function passesFilters(
  { item, type }: { item: WatchedObject; type: ResourceEventType },
  { prefix, afterStart, createdBy, fields }: ResourceSource,
  { startedAt, now }: { startedAt: number; now: number },
): boolean {
  if (!item.metadata.name.startsWith(prefix)) return false;
  // The API server counts in whole seconds.
  if (afterStart && timeOf(item, type, now) < Math.floor(startedAt / 1000) * 1000) return false;
  if (createdBy !== undefined && createdAt(item) > createdBy) return false;
  if (fields.length === 0) return true;
  const json = marshalAsGo(item);
  return fields.every((field) => passesField(json, field));
}

/** A value that is no text is compared by its text; upstream takes each of them for an empty one. */
function passesField(json: string, { path, isEqual, pattern }: FieldRequirement): boolean {
  const reading = readPath(json, path);
  if (!reading.ok || !exists(reading.value)) return false;
  const compiled = compileRegularExpression(pattern);
  const isMatch = compiled.ok ? compiled.expression.test(textOf(reading.value)) : undefined;
  return isMatch === isEqual;
}

export function createdAt({ metadata }: WatchedObject): number {
  return timeIn(metadata.creationTimestamp) ?? 0;
}

/** When the event happened: as the object says for what was created or deleted, else when it was last written. */
export function timeOf(item: WatchedObject, type: ResourceEventType, now: number): number {
  const metadata: { deletionTimestamp?: unknown; managedFields?: unknown } = item.metadata;
  if (type === 'DELETE') return timeIn(metadata.deletionTimestamp) ?? now;
  if (type === 'ADD') return createdAt(item);
  const fields: unknown[] = Array.isArray(metadata.managedFields) ? metadata.managedFields : [];
  return Math.max(createdAt(item), ...fields.flatMap((each) => timeIn(timeOfField(each)) ?? []));
}

/** Upstream asks only those that were written by an update, not by an apply; here both count. */
function timeOfField(field: unknown): unknown {
  return typeof field === 'object' && field !== null && 'time' in field ? field.time : undefined;
}

function timeIn(value: unknown): number | undefined {
  const at = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
}
