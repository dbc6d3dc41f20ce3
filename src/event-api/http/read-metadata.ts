/** Headers that hold a credential; a parameter that shows one would give it away. */
const credentials: ReadonlySet<string> = new Set(['x-gitlab-token']);

/**
 * The `metadata` of an event: every header that begins with `x-`, its name in lower case and its values as a list, and what Argo's
 * gateway adds, `x-forwarded-host` and `x-forwarded-for`. `rawHeaders` is Node's flat list of names and values.
 */
export function readMetadata(
  rawHeaders: readonly string[],
  { host, address }: { host: string | undefined; address: string | undefined },
): Record<string, string[]> {
  const metadata: Record<string, string[]> = {};
  const add = (name: string, value: string) => {
    const values = metadata[name];
    if (values === undefined) metadata[name] = [value];
    else values.push(value);
  };
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] ?? '').toLowerCase();
    if (name.startsWith('x-') && !credentials.has(name)) add(name, rawHeaders[at + 1] ?? '');
  }
  const forwardedHost = metadata['x-forwarded-host']?.[0] ?? host;
  if (forwardedHost !== undefined) add('x-forwarded-host', forwardedHost);
  const before = metadata['x-forwarded-for']?.[0];
  if (address !== undefined) add('x-forwarded-for', before === undefined ? address : `${before}, ${address}`);
  return metadata;
}
