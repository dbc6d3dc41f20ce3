/** What is never stored: credentials, signatures, what Go's server takes out of a request's headers, and a name that is no plain key. */
const leftOut: ReadonlySet<string> = new Set([
  '__proto__',
  'Authorization',
  'Cookie',
  'Host',
  'Proxy-Authorization',
  'Trailer',
  'Transfer-Encoding',
  'X-Hub-Signature',
  'X-Hub-Signature-256',
]);

/** Names come in few spellings; more than this many are not remembered, so that odd senders cannot fill memory. */
const maxRemembered = 256;
const remembered = new Map<string, string>();

/**
 * A request's headers as Argo Events hands them to a Sensor: names in Go's canonical case, every value of a name in order.
 * `rawHeaders` is Node's flat list of names and values.
 */
export function keepHeaders(rawHeaders: readonly string[]): Record<string, string[]> {
  const kept: Record<string, string[]> = {};
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = canonicalName(rawHeaders[at] ?? '');
    const value = rawHeaders[at + 1] ?? '';
    if (leftOut.has(name)) {
      continue;
    }
    const values = Object.hasOwn(kept, name) ? kept[name] : undefined;
    if (values === undefined) {
      kept[name] = [value];
    } else {
      values.push(value);
    }
  }
  return kept;
}

function canonicalName(name: string): string {
  const known = remembered.get(name);
  if (known !== undefined) {
    return known;
  }
  const canonical = canonicalCase(name);
  if (remembered.size < maxRemembered) {
    remembered.set(name, canonical);
  }
  return canonical;
}

/** Go's `textproto.CanonicalMIMEHeaderKey`: the first letter and every letter after a hyphen upper case, the others lower case. */
export function canonicalCase(name: string): string {
  return name.toLowerCase().replace(/(?:^|-)[a-z]/g, (start) => start.toUpperCase());
}
