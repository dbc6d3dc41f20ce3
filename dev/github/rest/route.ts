import type { IncomingHttpHeaders } from 'node:http';
import type { AppRecord, TokenRecord } from '../store/app-record.ts';
import type { RepositoryRecord } from '../store/repository-record.ts';
import { findRepository } from '../store/store.ts';
import type { World } from '../world.ts';
import { type Answer, forbidden, notFound, unauthorized } from './answer.ts';
import { hasPermission, type Needed, opens, type Principal } from './authenticate.ts';

/** A call of the API, read but not yet judged. */
export interface RestCall {
  world: World;
  principal: Principal;
  /** `/api/v3/…` as a whole URL; links to further pages are made from it. */
  url: URL;
  headers: IncomingHttpHeaders;
  /** The JSON that came; undefined where nothing did. */
  body: unknown;
  /** What the pattern's `:name` and `*name` stand for, decoded. */
  param(name: string): string;
}

export interface Route {
  method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** Segments are literal, `:name` for one, or `*name` for all that follow. */
  pattern: string;
  handle(call: RestCall): Answer | Promise<Answer>;
}

export type AppCall = RestCall & { app: AppRecord };
export type TokenCall = RestCall & { app: AppRecord; token: TokenRecord };
export type RepositoryCall = TokenCall & { repository: RepositoryRecord };

const needsJwt = unauthorized('A JSON web token could not be decoded');

/** A route for an App's JWT. */
export function appRoute(
  [method, pattern]: readonly [Route['method'], string],
  handle: (call: AppCall) => Answer | Promise<Answer>,
): Route {
  return {
    method,
    pattern,
    handle(call) {
      const { principal } = call;
      return principal.kind === 'app' ? handle({ ...call, app: principal.app }) : needsJwt;
    },
  };
}

/** A route for an installation's token. */
export function tokenRoute(
  [method, pattern]: readonly [Route['method'], string],
  handle: (call: TokenCall) => Answer | Promise<Answer>,
): Route {
  return {
    method,
    pattern,
    handle(call) {
      const { principal } = call;
      if (principal.kind === 'nobody') return unauthorized('Requires authentication');
      if (principal.kind === 'app') return forbidden('Resource not accessible by integration');
      // What people may do with tokens of their own is not told here beyond who they are and what they see.
      if (principal.kind === 'user') return forbidden('Resource not accessible by personal access token');
      return handle({ ...call, app: principal.app, token: principal.token });
    },
  };
}

/**
 * A route below `/repos/:owner/:repo`: 404 for a repository that the token does not open, 403 with the permissions that
 * would do when it has none of them.
 */
export function repositoryRoute(
  [method, path]: readonly [Route['method'], string],
  needed: Needed,
  handle: (call: RepositoryCall) => Answer | Promise<Answer>,
): Route {
  return tokenRoute([method, `/repos/:owner/:repo${path}`], (call) => {
    const repository = findRepository(call.world.store, `${call.param('owner')}/${call.param('repo')}`);
    if (repository === undefined || !opens(call.token, repository)) return notFound();
    if (!hasPermission(call.token, needed)) {
      const accepted = Object.entries(needed).map(([name, level]) => `${name}=${level}`);
      return forbidden('Resource not accessible by integration', {
        'x-accepted-github-permissions': accepted.join('; '),
      });
    }
    return handle({ ...call, repository });
  });
}

function matchPattern(pattern: string, segments: readonly string[]): Map<string, string> | undefined {
  const parts = pattern.split('/').slice(1);
  const params = new Map<string, string>();
  for (const [index, part] of parts.entries()) {
    if (part.startsWith('*')) {
      params.set(part.slice(1), segments.slice(index).join('/'));
      return params;
    }
    const segment = segments[index];
    if (segment === undefined) return undefined;
    if (part.startsWith(':')) params.set(part.slice(1), segment);
    else if (part !== segment) return undefined;
  }
  return parts.length === segments.length ? params : undefined;
}

/** Finds the first route that a method and a path (decoded segments) lead to. */
export function findRoute(
  routes: readonly Route[],
  method: string,
  segments: readonly string[],
): { route: Route; param: (name: string) => string } | undefined {
  for (const route of routes) {
    const params = route.method === method ? matchPattern(route.pattern, segments) : undefined;
    if (params !== undefined) return { route, param: (name) => params.get(name) ?? '' };
  }
  return undefined;
}
