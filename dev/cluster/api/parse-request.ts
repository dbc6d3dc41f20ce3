import { findResource, type Resource } from '../store/resource.ts';

/** What a request's address names. `namespace` is undefined when all namespaces are meant or the kind has none. */
export interface ResourceAddress {
  resource: Resource;
  namespace: string | undefined;
  name: string | undefined;
  subresource: string | undefined;
}

/** Reads `/api/v1/…` and `/apis/group/version/…`; undefined for everything that is no resource's address. */
export function parseResourcePath(path: string): ResourceAddress | undefined {
  const segments = path.split('/').filter((segment) => segment !== '');
  const [root, ...rest] = segments.map(decodeSegment);
  if (root === 'api' && rest[0] !== undefined) return parseBelow('', rest[0], rest.slice(1));
  if (root === 'apis' && rest[0] !== undefined && rest[1] !== undefined) {
    return parseBelow(rest[0], rest[1], rest.slice(2));
  }
  return undefined;
}

function parseBelow(group: string, version: string, segments: string[]): ResourceAddress | undefined {
  const [first, second, third] = segments;
  const isNamespaced = first === 'namespaces' && second !== undefined && third !== undefined;
  const [plural, name, subresource, ...tooMany] = isNamespaced ? segments.slice(2) : segments;
  const resource = plural === undefined ? undefined : findResource(group, version, plural);
  if (resource === undefined || tooMany.length > 0) return undefined;
  if (isNamespaced && !resource.namespaced) return undefined;
  if (!isNamespaced && resource.namespaced && name !== undefined) return undefined;
  return { resource, namespace: isNamespaced ? second : undefined, name, subresource };
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

export type Verb = 'get' | 'list' | 'watch' | 'create' | 'update' | 'patch' | 'delete' | 'deletecollection';

/** The verb as Kubernetes' authorisation names it; undefined for a method that the address does not take. */
export function verbOf(method: string, address: ResourceAddress, query: URLSearchParams): Verb | undefined {
  const hasName = address.name !== undefined;
  if (method === 'GET') {
    if (hasName) return 'get';
    return isTrue(query.get('watch')) ? 'watch' : 'list';
  }
  if (method === 'POST' && (!hasName || address.subresource !== undefined)) return 'create';
  if (method === 'PUT' && hasName) return 'update';
  if (method === 'PATCH' && hasName) return 'patch';
  if (method === 'DELETE') return hasName ? 'delete' : 'deletecollection';
  return undefined;
}

export function isTrue(value: string | null): boolean {
  return value === 'true' || value === '1';
}
