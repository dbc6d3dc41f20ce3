import { qualifiedName, type Resource } from './resource.ts';

export interface FailureCause {
  reason: string;
  message: string;
  field: string;
}

/** What an API server refuses a request with: the content of a `metav1.Status`. */
export interface Failure {
  code: number;
  reason: string;
  message: string;
  details?: {
    name?: string;
    group?: string;
    kind?: string;
    uid?: string;
    causes?: FailureCause[];
    retryAfterSeconds?: number;
  };
}

export type Outcome<Value> = { ok: true; value: Value } | { ok: false; failure: Failure };

export function refuse(failure: Failure): { ok: false; failure: Failure } {
  return { ok: false, failure };
}

/** The body that carries the failure. */
export function toStatus(failure: Failure): Record<string, unknown> {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: failure.message,
    reason: failure.reason,
    ...(failure.details === undefined ? {} : { details: failure.details }),
    code: failure.code,
  };
}

function detailsOf(resource: Resource, name: string): { name: string; group?: string; kind: string } {
  return { name, ...(resource.group === '' ? {} : { group: resource.group }), kind: resource.plural };
}

export function notFound(resource: Resource, name: string): Failure {
  return {
    code: 404,
    reason: 'NotFound',
    message: `${qualifiedName(resource)} "${name}" not found`,
    details: detailsOf(resource, name),
  };
}

export function alreadyExists(resource: Resource, name: string): Failure {
  return {
    code: 409,
    reason: 'AlreadyExists',
    message: `${qualifiedName(resource)} "${name}" already exists`,
    details: detailsOf(resource, name),
  };
}

export function conflict(resource: Resource, name: string, why: string): Failure {
  return {
    code: 409,
    reason: 'Conflict',
    message: `Operation cannot be fulfilled on ${qualifiedName(resource)} "${name}": ${why}`,
    details: detailsOf(resource, name),
  };
}

export const staleObject =
  'the object has been modified; please apply your changes to the latest version and try again';

export function invalid(resource: Resource, name: string, causes: FailureCause[]): Failure {
  const kind = resource.group === '' ? resource.kind : `${resource.kind}.${resource.group}`;
  const sentences = causes.map((cause) => `${cause.field}: ${cause.message}`);
  const listed = sentences.length === 1 ? sentences[0] : `[${sentences.join(', ')}]`;
  return {
    code: 422,
    reason: 'Invalid',
    message: `${kind} "${name}" is invalid: ${listed}`,
    details: { ...detailsOf(resource, name), kind: resource.kind, causes },
  };
}

export function badRequest(message: string): Failure {
  return { code: 400, reason: 'BadRequest', message };
}

export function expired(message: string): Failure {
  return { code: 410, reason: 'Expired', message };
}

export function unknownPath(): Failure {
  return {
    code: 404,
    reason: 'NotFound',
    message: 'the server could not find the requested resource',
    details: {},
  };
}
