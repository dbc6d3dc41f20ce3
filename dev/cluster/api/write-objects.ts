import { z } from 'zod';
import { badRequest, type Failure, type Outcome, refuse } from '../store/failure.ts';
import { type Draft, isRecord, type KubeObject, readDraft } from '../store/kube-object.ts';
import type { ObjectStore } from '../store/object-store.ts';
import { apiVersionOf, namespaces, pods } from '../store/resource.ts';
import { createObject, type WriteOptions } from '../store/write/create-object.ts';
import { type DeleteOptions, deleteObject } from '../store/write/delete-object.ts';
import { type Patch, patchObject } from '../store/write/patch-object.ts';
import { updateObject } from '../store/write/update-object.ts';
import { type Answer, answerFailure, answerJson, type Exchange, mediaTypeOf, parseBody, readBody } from './exchange.ts';
import { isTrue, type ResourceAddress, type Verb } from './parse-request.ts';
import { selectObjects } from './read-objects.ts';
import { type Representation, representText } from './represent-object.ts';

const deleteBody = z.looseObject({
  dryRun: z.array(z.string()).nullish(),
  propagationPolicy: z.enum(['Background', 'Foreground', 'Orphan']).nullish(),
  preconditions: z.looseObject({ uid: z.string().optional(), resourceVersion: z.string().optional() }).nullish(),
});

interface WriteRequest {
  address: ResourceAddress;
  representation: Representation;
  body: unknown;
}

/** Carries out a writing verb and answers it. */
export async function writeObjects(
  store: ObjectStore,
  exchange: Exchange,
  request: { verb: Verb; address: ResourceAddress; representation: Representation },
): Promise<Answer> {
  const text = await readBody(exchange.request);
  if (!text.ok) return answerFailure(text.failure);
  const parsed = parseBody(text.value, mediaTypeOf(exchange.request));
  if (!parsed.ok) return answerFailure(parsed.failure);
  const write = { ...request, body: parsed.value };
  if (request.verb === 'delete') return answerDelete(store, exchange, write);
  if (request.verb === 'deletecollection') return answerDeleteCollection(store, exchange, write);
  const written = perform(store, exchange, { ...write, verb: request.verb });
  if (!written.ok) return answerFailure(written.failure);
  const body = representText(written.value.object, request.representation);
  return { code: written.value.created ? 201 : 200, body };
}

function perform(
  store: ObjectStore,
  exchange: Exchange,
  request: WriteRequest & { verb: Verb },
): Outcome<{ object: KubeObject; created: boolean }> {
  const { resource, namespace = '', name = '' } = request.address;
  const options = readWriteOptions(exchange);
  if (!options.ok) return options;
  if (request.verb === 'patch') {
    const patch = readPatch(exchange, request.body);
    return patch.ok ? patchObject(store, { resource, namespace, name }, patch.value, options.value) : patch;
  }
  const draft = readBodyDraft(request);
  if (!draft.ok) return draft;
  if (request.verb === 'create') {
    const place = { resource, namespace };
    const created = createObject(store, place, draft.value, options.value);
    return created.ok ? { ok: true, value: { object: created.value, created: true } } : created;
  }
  const updated = updateObject(store, { resource, namespace, name }, draft.value, options.value);
  return updated.ok ? { ok: true, value: { object: updated.value, created: false } } : updated;
}

/** Built-in kinds may leave out what the address says already, custom resources may not. */
function readBodyDraft(request: WriteRequest): Outcome<Draft> {
  const { resource } = request.address;
  const known = resource.custom ? {} : { apiVersion: apiVersionOf(resource), kind: resource.kind };
  const draft = readDraft(isRecord(request.body) ? { ...known, ...request.body } : request.body);
  if (draft.ok) return { ok: true, value: draft.draft };
  const { kind, version } = resource;
  return refuse(badRequest(`${kind} in version "${version}" cannot be handled as a ${kind}: ${draft.message}`));
}

function readWriteOptions(exchange: Exchange): Outcome<WriteOptions> {
  const dryRun = readDryRun(exchange.query.getAll('dryRun'));
  if (!dryRun.ok) return dryRun;
  const validation = exchange.query.get('fieldValidation');
  if (validation !== null && !['', 'Ignore', 'Warn', 'Strict'].includes(validation)) {
    return refuse(badRequest(`fieldValidation: Unsupported value: "${validation}"`));
  }
  const agent = exchange.request.headers['user-agent']?.split('/')[0] ?? '';
  const manager = exchange.query.get('fieldManager') || agent || 'unknown';
  return { ok: true, value: { manager, dryRun: dryRun.value } };
}

function readDryRun(values: string[]): Outcome<boolean> {
  const stranger = values.find((value) => value !== '' && value !== 'All');
  if (stranger !== undefined) return refuse(badRequest(`dryRun: Unsupported value: "${stranger}"`));
  return { ok: true, value: values.includes('All') };
}

function readPatch(exchange: Exchange, body: unknown): Outcome<Patch> {
  const mediaType = mediaTypeOf(exchange.request);
  if (mediaType === 'application/merge-patch+json') return { ok: true, value: { type: 'merge', body } };
  if (mediaType === 'application/json-patch+json') return { ok: true, value: { type: 'json', body } };
  if (mediaType === 'application/apply-patch+yaml') {
    if (!exchange.query.get('fieldManager')) {
      return refuse(
        badRequest('PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch'),
      );
    }
    return { ok: true, value: { type: 'apply', body, force: isTrue(exchange.query.get('force')) } };
  }
  return refuse(unsupportedMediaType());
}

function unsupportedMediaType(): Failure {
  const accepted = 'application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml';
  return {
    code: 415,
    reason: 'UnsupportedMediaType',
    message: `the body of the request was in an unknown format - accepted media types include: ${accepted}`,
  };
}

function readDeleteOptions(exchange: Exchange, body: unknown): Outcome<DeleteOptions> {
  const parsed = deleteBody.safeParse(body ?? {});
  if (!parsed.success) return refuse(badRequest('the delete options are not valid'));
  const dryRun = readDryRun([...exchange.query.getAll('dryRun'), ...(parsed.data.dryRun ?? [])]);
  if (!dryRun.ok) return dryRun;
  const asked = parsed.data.propagationPolicy ?? exchange.query.get('propagationPolicy');
  const propagation = asked === 'Orphan' || asked === 'Foreground' ? asked : 'Background';
  return { ok: true, value: { dryRun: dryRun.value, propagation, preconditions: parsed.data.preconditions ?? {} } };
}

function answerDelete(store: ObjectStore, exchange: Exchange, request: WriteRequest): Answer {
  const { resource, namespace = '', name = '' } = request.address;
  const options = readDeleteOptions(exchange, request.body);
  if (!options.ok) return answerFailure(options.failure);
  const deleted = deleteObject(store, { resource, namespace, name }, options.value);
  if (!deleted.ok) return answerFailure(deleted.failure);
  const { object, gone } = deleted.value;
  if (!gone || resource === pods || resource === namespaces) {
    return { code: 200, body: representText(object, request.representation) };
  }
  const { uid } = object.metadata;
  const group = resource.group === '' ? {} : { group: resource.group };
  return answerJson(200, {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    details: { name, ...group, kind: resource.plural, uid },
  });
}

function answerDeleteCollection(store: ObjectStore, exchange: Exchange, request: WriteRequest): Answer {
  const { resource } = request.address;
  const options = readDeleteOptions(exchange, request.body);
  if (!options.ok) return answerFailure(options.failure);
  const selected = selectObjects(store, request.address, exchange.query);
  if (!selected.ok) return answerFailure(selected.failure);
  for (const { metadata } of selected.value) {
    deleteObject(store, { resource, namespace: metadata.namespace ?? '', name: metadata.name }, options.value);
  }
  return answerJson(200, {
    kind: `${resource.kind}List`,
    apiVersion: selected.value[0]?.apiVersion ?? 'v1',
    metadata: { resourceVersion: String(store.version()) },
    items: selected.value,
  });
}
