/** What a request to Argo's Event API asks for. */
export type EventApiRoute =
  | { kind: 'event'; namespace: string; discriminator: string }
  | { kind: 'bindings'; namespace: string; query: URLSearchParams }
  /** Below the API's paths, but nothing that is there. */
  | { kind: 'unknown' }
  | { kind: 'malformed' };

const eventsPath = '/api/v1/events';
const bindingsPath = '/api/v1/workflow-event-bindings';

/**
 * Reads a request's address as Argo's gateway does: the path is decoded first and then cut at its slashes, so an empty
 * discriminator needs the slash before it. Undefined for what is none of the Event API's business.
 */
export function routeRequest(url: string): EventApiRoute | undefined {
  const queryAt = url.indexOf('?');
  const path = queryAt === -1 ? url : url.slice(0, queryAt);
  const base = [eventsPath, bindingsPath].find((each) => path === each || path.startsWith(`${each}/`));
  if (base === undefined) return undefined;
  const segments = decode(path.slice(base.length))?.split('/').slice(1);
  if (segments === undefined) return { kind: 'malformed' };
  const [namespace, discriminator] = segments;
  if (base === eventsPath && segments.length === 2 && namespace !== undefined && discriminator !== undefined) {
    return { kind: 'event', namespace, discriminator };
  }
  if (base === bindingsPath && segments.length === 1 && namespace !== undefined) {
    return { kind: 'bindings', namespace, query: new URLSearchParams(queryAt === -1 ? '' : url.slice(queryAt)) };
  }
  return { kind: 'unknown' };
}

/** Undefined where a percent sign stands for nothing. */
function decode(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}
