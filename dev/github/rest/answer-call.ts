import type { IncomingHttpHeaders } from 'node:http';
import type { World } from '../world.ts';
import { type Answer, badRequest, notFound, ok } from './answer.ts';
import type { Principal } from './authenticate.ts';
import { checkRunRoutes } from './checks/check-run-routes.ts';
import { checkSuiteRoutes } from './checks/check-suite-routes.ts';
import { findRoute, type Route } from './route.ts';
import { appRoutes } from './routes/app-routes.ts';
import { commentRoutes } from './routes/comment-routes.ts';
import { commitRoutes } from './routes/commit-routes.ts';
import { contentsRoutes } from './routes/contents-routes.ts';
import { deliveryRoutes } from './routes/delivery-routes.ts';
import { gitRoutes } from './routes/git-routes.ts';
import { pullRoutes } from './routes/pull-routes.ts';
import { repositoryRoutes } from './routes/repository-routes.ts';
import { userRoutes } from './routes/user-routes.ts';

const meta: Route = {
  method: 'GET',
  pattern: '/meta',
  handle: () => ok({ verifiable_password_authentication: false, installed_version: '3.20.0' }),
};

const routes: readonly Route[] = [
  meta,
  ...appRoutes,
  ...deliveryRoutes,
  // Before those of installations: a person sees a repository as a person.
  ...userRoutes,
  ...repositoryRoutes,
  ...contentsRoutes,
  ...gitRoutes,
  ...commitRoutes,
  ...pullRoutes,
  ...commentRoutes,
  ...checkRunRoutes,
  ...checkSuiteRoutes,
];

export interface Incoming {
  method: string;
  url: URL;
  headers: IncomingHttpHeaders;
  body: Buffer;
  principal: Principal;
}

const apiPrefix = '/api/v3';

function decodeSegments(pathname: string): string[] | undefined {
  try {
    return pathname.slice(apiPrefix.length).split('/').slice(1).map(decodeURIComponent);
  } catch {
    // A path that cannot be decoded leads nowhere.
    return undefined;
  }
}

function parseBody(body: Buffer): { ok: true; value: unknown } | { ok: false } {
  if (body.length === 0) return { ok: true, value: undefined };
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return { ok: true, value };
  } catch {
    return { ok: false };
  }
}

/** Answers a REST call by the route its path leads to. */
export async function answerCall(world: World, incoming: Incoming): Promise<Answer> {
  const segments = decodeSegments(incoming.url.pathname);
  const found = segments === undefined ? undefined : findRoute(routes, incoming.method, segments);
  if (found === undefined) return notFound();
  const body = parseBody(incoming.body);
  if (!body.ok) return badRequest('Problems parsing JSON');
  const { headers, principal, url } = incoming;
  return found.route.handle({ world, principal, url, headers, body: body.value, param: found.param });
}
