/** Each function here takes the text of a variable and gives its value, or undefined where the text is not one. */

export function parsePositiveInteger(text: string): number | undefined {
  const value = Number(text);
  return /^\d{1,15}$/.test(text) && value > 0 ? value : undefined;
}

/** A number from 1 up to and with `most`. */
export function parseCount(most: number): (text: string) => number | undefined {
  return (text) => {
    const count = parsePositiveInteger(text);
    return count !== undefined && count <= most ? count : undefined;
  };
}

export function parsePort(text: string): number | undefined {
  const port = Number(text);
  return /^\d{1,5}$/.test(text) && port <= 65_535 ? port : undefined;
}

/** `name` or `name:port`, in lower case, without anything around it. */
export function parseHost(text: string): string | undefined {
  const url = URL.parse(`https://${text}`);
  const isHostAlone =
    url !== null && url.pathname === '/' && url.username === '' && url.search === '' && url.hash === '';
  return isHostAlone && !/[/@?#\s]/.test(text) && url.hostname !== '' ? url.host : undefined;
}

/** An http(s) address without credentials, query and fragment; without the last slash. */
export function parseUrl(text: string): string | undefined {
  const url = URL.parse(text);
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    return undefined;
  }
  const isPlain = url.username === '' && url.password === '' && url.search === '' && url.hash === '';
  return isPlain ? url.href.replace(/\/+$/, '') : undefined;
}

const takenPaths = ['/healthz', '/readyz'];

/** A path without query and fragment; without the last slash. */
export function parsePath(text: string): string | undefined {
  const path = text.replace(/\/+$/, '');
  const isPath = /^(\/[A-Za-z0-9._~-]+)+$/.test(path);
  const isTaken =
    takenPaths.includes(path) || path === '/api/v1' || path.startsWith('/api/v1/') || /^\/hooks(\/|$)/.test(path);
  return isPath && !isTaken ? path : undefined;
}

/** A namespace's name (RFC 1123 label). */
export function parseNamespace(text: string): string | undefined {
  return text.length <= 63 && /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(text) ? text : undefined;
}

/** The file of `sqlite:file`. An address (`sqlite://…`) and a database in memory are none: events must be on disk. */
export function parseSqliteBus(text: string): { kind: 'sqlite'; file: string } | undefined {
  const file = /^sqlite:(.+)$/.exec(text)?.[1];
  return file === undefined || file.startsWith('//') || file === ':memory:' ? undefined : { kind: 'sqlite', file };
}

/** What commands in comments begin with: nothing that is Markdown, and nothing that a sentence could begin with. */
export function parseCommandPrefix(text: string): string | undefined {
  return /^[/!.@][A-Za-z0-9-]{0,30}$/.test(text) ? text : undefined;
}

/** `4.1`, `v3.5.15`, `4.1.0-rc2`: major and minor are what tells versions apart. */
export function parseVersion(text: string): { major: number; minor: number } | undefined {
  const [, major, minor] = /^v?(\d{1,4})\.(\d{1,4})(?:\.\d{1,4})?(?:[-+][0-9A-Za-z.-]{1,40})?$/.exec(text) ?? [];
  return major === undefined || minor === undefined ? undefined : { major: Number(major), minor: Number(minor) };
}
