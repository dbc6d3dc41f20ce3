import { randomBytes, randomUUID } from 'node:crypto';
import { alreadyExists, badRequest, invalid, notFound, type Outcome, refuse } from '../failure.ts';
import { trackUpdate } from '../fields/track-owners.ts';
import type { Draft, KubeMeta, KubeObject, ManagedFields } from '../kube-object.ts';
import type { ObjectStore } from '../object-store.ts';
import { apiVersionOf, namespaces, type Resource } from '../resource.ts';
import { validateMetadata } from '../validate-metadata.ts';
import { normalizeContent } from './normalize-content.ts';

/** Where an object is or goes; `namespace` is '' for kinds without one. */
export interface Place {
  resource: Resource;
  namespace: string;
}

export interface WriteOptions {
  /** The client's `fieldManager`. */
  manager: string;
  dryRun?: boolean;
  /** Owners settled by the caller, as server-side apply does; else the changed fields become the manager's. */
  managedFields?: ManagedFields[];
}

const suffixCharacters = 'bcdfghjklmnpqrstvwxz2456789';

/** `POST`: names, checks and stores a new object. */
export function createObject(
  store: ObjectStore,
  place: Place,
  draft: Draft,
  options: WriteOptions,
): Outcome<KubeObject> {
  const { resource, namespace } = place;
  const mismatch = checkIdentity(place, draft);
  if (mismatch !== undefined) return refuse(badRequest(mismatch));
  const name = draft.metadata.name ?? generateName(draft.metadata.generateName);
  const causes = validateMetadata(resource, { ...draft.metadata, name });
  if (causes.length > 0) return refuse(invalid(resource, name, causes));
  if (resource.namespaced && store.get(namespaces, '', namespace) === undefined) {
    return refuse(notFound(namespaces, namespace));
  }
  if (store.get(resource, namespace, name) !== undefined) return refuse(alreadyExists(resource, name));
  if (draft.metadata.resourceVersion !== undefined) {
    return refuse(badRequest('resourceVersion should not be set on objects to be created'));
  }
  const content = normalizeContent(resource, draft);
  if (!content.ok) return content;

  const time = timestamp(store.now());
  const { uid: _uid, deletionGracePeriodSeconds: _grace, ...given } = draft.metadata;
  const metadata: KubeMeta = {
    ...given,
    name,
    ...(resource.namespaced ? { namespace } : {}),
    uid: randomUUID(),
    resourceVersion: '',
    creationTimestamp: time,
    ...(resource.custom ? { generation: 1 } : {}),
  };
  const object: KubeObject = { ...content.value, metadata };
  metadata.managedFields = options.managedFields ?? trackUpdate(undefined, object, { manager: options.manager, time });
  if (options.dryRun === true) return { ok: true, value: object };
  return { ok: true, value: store.put(resource, object) };
}

/** What of the body contradicts the address that it was sent to. */
export function checkIdentity(place: Place & { name?: string }, draft: Draft): string | undefined {
  const expected = apiVersionOf(place.resource);
  if (draft.apiVersion !== expected) {
    return `the API version in the data (${draft.apiVersion}) does not match the expected API version (${expected})`;
  }
  if (draft.kind !== place.resource.kind) {
    return `${draft.kind} in version "${place.resource.version}" cannot be handled as a ${place.resource.kind}`;
  }
  const { namespace, name } = draft.metadata;
  if (place.resource.namespaced && namespace !== undefined && namespace !== place.namespace) {
    return `the namespace of the provided object does not match the namespace sent on the request`;
  }
  if (place.name !== undefined && name !== undefined && name !== place.name) {
    return `the name of the object (${name}) does not match the name on the URL (${place.name})`;
  }
  return undefined;
}

function generateName(prefix: string | undefined): string {
  if (prefix === undefined) return '';
  const suffix = [...randomBytes(5)].map((byte) => suffixCharacters[byte % suffixCharacters.length]).join('');
  return prefix.slice(0, 58) + suffix;
}

/** RFC 3339 in seconds, as Kubernetes writes times. */
export function timestamp(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}
