import type { HttpRequest } from '../../exchange/send-request.ts';

/**
 * Writes out a route of GitHub's documentation, `PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}`: parameters that it names go
 * into the path, the others into the query of what reads and into the body of what writes. Those that are undefined are left out.
 *
 * @param apiUrl stands before a path; a route may hold a whole address instead
 */
export function writeRequest(
  apiUrl: string,
  route: string,
  parameters: Record<string, unknown>,
): Pick<HttpRequest, 'method' | 'url' | 'body'> {
  const space = route.indexOf(' ');
  const method = methodOf(route.slice(0, space));
  const others = { ...parameters };
  const path = route.slice(space + 1).replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = others[name];
    delete others[name];
    return encodeURIComponent(String(value)).replace(/[!'()*]/g, escapeMark);
  });
  const url = path.startsWith('/') ? `${apiUrl}${path}` : path;
  if (method !== 'GET') return { method, url, body: JSON.stringify(others) };
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(others)) {
    if (value !== undefined) query.append(name, String(value));
  }
  return { method, url: query.size === 0 ? url : `${url}?${query}` };
}

/** Reserved by RFC 3986, and left alone by `encodeURIComponent`. */
function escapeMark(mark: string): string {
  return `%${mark.charCodeAt(0).toString(16).toUpperCase()}`;
}

function methodOf(text: string): 'GET' | 'POST' | 'PATCH' {
  if (text === 'GET' || text === 'POST' || text === 'PATCH') return text;
  throw new Error(`No route of this app begins with ${text}.`);
}
