import { badRequest, type Failure, invalid, notFound, type Outcome, refuse } from '../failure.ts';
import { applyConfiguration } from '../fields/apply-configuration.ts';
import { leavesOf, toFieldTree } from '../fields/field-tree.ts';
import { newEntry } from '../fields/track-owners.ts';
import { isRecord, type KubeObject, readDraft } from '../kube-object.ts';
import type { ObjectStore } from '../object-store.ts';
import { createObject, type Place, timestamp, type WriteOptions } from './create-object.ts';
import { jsonPatch } from './json-patch.ts';
import { mergePatch } from './merge-patch.ts';
import { updateObject } from './update-object.ts';

export type Patch =
  | { type: 'merge'; body: unknown }
  | { type: 'json'; body: unknown }
  | { type: 'apply'; body: unknown; force: boolean };

/** `PATCH`. `created` is true when server-side apply made the object. */
export function patchObject(
  store: ObjectStore,
  place: Place & { name: string },
  patch: Patch,
  options: WriteOptions,
): Outcome<{ object: KubeObject; created: boolean }> {
  const current = store.get(place.resource, place.namespace, place.name);
  if (patch.type === 'apply') return applyPatch(store, place, patch, options);
  if (current === undefined) return refuse(notFound(place.resource, place.name));
  const patched =
    patch.type === 'merge' ? mergedObject(current, patch.body) : patchedObject(place, current, patch.body);
  if (!patched.ok) return patched;
  return replace(store, place, patched.value, options);
}

function replace(store: ObjectStore, place: Place & { name: string }, fields: unknown, options: WriteOptions) {
  const draft = readDraft(fields);
  if (!draft.ok) return refuse(cannotHandle(place, draft.message));
  const updated = updateObject(store, place, draft.draft, options);
  if (!updated.ok) return updated;
  return { ok: true as const, value: { object: updated.value, created: false } };
}

function mergedObject(current: KubeObject, body: unknown): Outcome<unknown> {
  if (!isRecord(body)) return refuse(badRequest('the merge patch is not a JSON object'));
  return { ok: true, value: mergePatch(current, body) };
}

function patchedObject(place: Place & { name: string }, current: KubeObject, body: unknown): Outcome<unknown> {
  const patched = jsonPatch(current, body);
  if (patched.ok) return patched;
  return refuse(
    invalid(place.resource, place.name, [{ reason: 'FieldValueInvalid', message: patched.message, field: 'patch' }]),
  );
}

function applyPatch(
  store: ObjectStore,
  place: Place & { name: string },
  patch: { body: unknown; force: boolean },
  options: WriteOptions,
): Outcome<{ object: KubeObject; created: boolean }> {
  const configuration = readDraft(patch.body);
  if (!configuration.ok) return refuse(cannotHandle(place, configuration.message));
  const { draft } = configuration;
  const writer = { manager: options.manager, time: timestamp(store.now()) };
  const current = store.get(place.resource, place.namespace, place.name);
  if (current === undefined) {
    const fields = [...leavesOf(toFieldTree(draft)).keys()];
    const managedFields = [newEntry(draft.apiVersion, 'Apply', { ...writer, fields })];
    const named = { ...draft, metadata: { ...draft.metadata, name: draft.metadata.name ?? place.name } };
    const created = createObject(store, place, named, { ...options, managedFields });
    return created.ok ? { ok: true, value: { object: created.value, created: true } } : created;
  }
  const applied = applyConfiguration(current, draft, { ...writer, force: patch.force });
  if (!applied.ok) return applied;
  const { fields, managedFields } = applied.value;
  const next = {
    ...fields,
    apiVersion: draft.apiVersion,
    kind: draft.kind,
    metadata: {
      ...(isRecord(fields.metadata) ? fields.metadata : {}),
      uid: draft.metadata.uid,
      resourceVersion: draft.metadata.resourceVersion ?? current.metadata.resourceVersion,
    },
  };
  return replace(store, place, next, { ...options, managedFields });
}

function cannotHandle(place: Place, message: string): Failure {
  const { kind, version } = place.resource;
  return badRequest(`${kind} in version "${version}" cannot be handled as a ${kind}: ${message}`);
}
