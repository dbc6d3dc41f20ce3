import { isDeepStrictEqual } from 'node:util';
import type { Failure, Outcome } from '../failure.ts';
import type { KubeObject, ManagedFields } from '../kube-object.ts';
import {
  decodeFields,
  displayPath,
  fromFieldTree,
  leavesOf,
  mergeTrees,
  overlaps,
  toFieldTree,
  withoutField,
} from './field-tree.ts';
import { dropFields, newEntry, type Writer, withoutEmpty } from './track-owners.ts';

/** What the live object becomes: all of its ownable fields, and who owns them. */
export interface Applied {
  fields: Record<string, unknown>;
  managedFields: ManagedFields[];
}

/**
 * Server-side apply onto a live object: fields of the configuration are set and owned, fields that the manager applied before
 * and now leaves out are removed, and a field that someone else owns with another value is a conflict unless forced.
 */
export function applyConfiguration(
  live: KubeObject,
  configuration: object,
  writer: Writer & { force: boolean },
): Outcome<Applied> {
  const wanted = toFieldTree(configuration);
  const fields = leavesOf(wanted);
  const liveFields = leavesOf(toFieldTree(live));
  const entries = live.metadata.managedFields ?? [];
  const isOwn = (entry: ManagedFields) => entry.manager === writer.manager && entry.operation === 'Apply';
  const others = entries.filter((entry) => !isOwn(entry));
  const conflicts = others.flatMap((entry) => findConflicts(entry, fields, liveFields));
  if (conflicts.length > 0 && !writer.force) return { ok: false, failure: conflictFailure(conflicts) };

  const taken = new Set(conflicts.map((each) => each.path));
  const remaining = others.map((entry) => dropFields(entry, taken));
  const ownedByOthers = new Set(remaining.flatMap((entry) => decodeFields(entry.fieldsV1)));
  const before = entries.filter(isOwn).flatMap((entry) => decodeFields(entry.fieldsV1));
  const dropped = before.filter(
    (path) => !ownedByOthers.has(path) && ![...fields.keys()].some((f) => overlaps(f, path)),
  );
  const pruned = dropped.reduce(withoutField, toFieldTree(live));
  const merged = fromFieldTree(mergeTrees(pruned, wanted));
  const own = newEntry(live.apiVersion, 'Apply', { ...writer, fields: [...fields.keys()] });
  const managedFields = withoutEmpty([...remaining, own]);
  return { ok: true, value: { fields: merged, managedFields } };
}

interface FieldConflict {
  manager: string;
  operation: string;
  path: string;
}

function findConflicts(
  entry: ManagedFields,
  fields: Map<string, unknown>,
  liveFields: Map<string, unknown>,
): FieldConflict[] {
  const owned = decodeFields(entry.fieldsV1);
  return owned
    .filter((path) => {
      if (fields.has(path)) return !isDeepStrictEqual(fields.get(path), liveFields.get(path));
      return [...fields.keys()].some((field) => overlaps(field, path));
    })
    .map((path) => ({ manager: entry.manager, operation: entry.operation, path }));
}

function conflictFailure(conflicts: FieldConflict[]): Failure {
  const sentences = conflicts.map((each) => `conflict with "${each.manager}": ${displayPath(each.path)}`);
  const count = conflicts.length === 1 ? '1 conflict' : `${conflicts.length} conflicts`;
  return {
    code: 409,
    reason: 'Conflict',
    message: `Apply failed with ${count}: ${sentences.join(', ')}`,
    details: {
      causes: conflicts.map((each) => ({
        reason: 'FieldManagerConflict',
        message: `conflict with "${each.manager}"${each.operation === 'Update' ? ' using v1' : ''}`,
        field: displayPath(each.path),
      })),
    },
  };
}
