import { randomUUID } from 'node:crypto';
import { badRequest, expired, notFound, type Outcome, refuse } from '../store/failure.ts';
import type { KubeObject } from '../store/kube-object.ts';
import type { ObjectStore } from '../store/object-store.ts';
import { apiVersionOf, type Resource } from '../store/resource.ts';
import { parseFieldSelector, parseLabelSelector, type Selector } from '../store/select-objects.ts';
import type { ResourceAddress } from './parse-request.ts';
import { type Representation, representText } from './represent-object.ts';

/** What is left of lists that were asked for in pages, by their `continue` token: the state of the first page. */
export type ListPages = Map<string, { version: number; objects: KubeObject[] }>;

const rememberedPages = 100;

/** Reads `labelSelector` and `fieldSelector` of a list, watch or deletecollection. */
export function readSelectors(query: URLSearchParams): Outcome<Selector> {
  const labels = parseLabelSelector(query.get('labelSelector') ?? '');
  const fields = parseFieldSelector(query.get('fieldSelector') ?? '');
  if (!labels.ok) return refuse(badRequest(labels.message));
  if (!fields.ok) return refuse(badRequest(fields.message));
  return { ok: true, value: (object) => labels.matches(object) && fields.matches(object) };
}

/** Everything that the address and the selectors name. */
export function selectObjects(
  store: ObjectStore,
  address: ResourceAddress,
  query: URLSearchParams,
): Outcome<KubeObject[]> {
  const selector = readSelectors(query);
  if (!selector.ok) return selector;
  return { ok: true, value: store.list(address.resource, address.namespace).filter(selector.value) };
}

export function getObject(store: ObjectStore, address: ResourceAddress): Outcome<KubeObject> {
  const { resource, namespace = '', name = '' } = address;
  const object = store.get(resource, namespace, name);
  return object === undefined ? refuse(notFound(resource, name)) : { ok: true, value: object };
}

/** The JSON text of a list. Pages (`limit`, `continue`) show the state of the first one. */
export function listObjects(
  store: ObjectStore,
  request: { address: ResourceAddress; query: URLSearchParams; representation: Representation },
  pages: ListPages,
): Outcome<string> {
  const { address, query, representation } = request;
  const source = findSource(store, request, pages);
  if (!source.ok) return source;
  const { version, objects } = source.value;
  const limit = Number(query.get('limit') ?? 0);
  const page = limit > 0 ? objects.slice(0, limit) : objects;
  const rest = objects.slice(page.length);
  const metadata = {
    resourceVersion: String(version),
    ...(rest.length === 0
      ? {}
      : { continue: rememberPage(pages, { version, objects: rest }), remainingItemCount: rest.length }),
  };
  const items = page.map((object) => representText(object, representation)).join(',');
  const head = { ...listKind(address.resource, representation), metadata };
  return { ok: true, value: `${JSON.stringify(head).slice(0, -1)},"items":[${items}]}` };
}

function findSource(
  store: ObjectStore,
  request: { address: ResourceAddress; query: URLSearchParams },
  pages: ListPages,
): Outcome<{ version: number; objects: KubeObject[] }> {
  const token = request.query.get('continue');
  if (token !== null && token !== '') {
    const page = pages.get(token);
    if (page !== undefined) return { ok: true, value: page };
    return refuse(expired('The provided continue parameter is too old to display a consistent list result.'));
  }
  const wanted = Number(request.query.get('resourceVersion') ?? 0);
  if (wanted > store.version()) {
    const message = `Timeout: Too large resource version: ${wanted}, current: ${store.version()}`;
    return refuse({ code: 504, reason: 'Timeout', message, details: { retryAfterSeconds: 1 } });
  }
  const selected = selectObjects(store, request.address, request.query);
  return selected.ok ? { ok: true, value: { version: store.version(), objects: selected.value } } : selected;
}

function rememberPage(pages: ListPages, page: { version: number; objects: KubeObject[] }): string {
  const token = randomUUID();
  pages.set(token, page);
  for (const oldest of pages.keys()) {
    if (pages.size <= rememberedPages) break;
    pages.delete(oldest);
  }
  return token;
}

function listKind(resource: Resource, representation: Representation): { kind: string; apiVersion: string } {
  if (representation === 'metadata') return { kind: 'PartialObjectMetadataList', apiVersion: 'meta.k8s.io/v1' };
  return { kind: `${resource.kind}List`, apiVersion: apiVersionOf(resource) };
}
