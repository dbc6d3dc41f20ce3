/** Names in the order in which each leads to the next, the last to the first; undefined where no way leads back. */
export function findCircle(leads: ReadonlyMap<string, ReadonlySet<string>>): string[] | undefined {
  const done = new Set<string>();

  function walk(name: string, way: readonly string[]): string[] | undefined {
    if (way.includes(name)) return way.slice(way.indexOf(name));
    if (done.has(name)) return undefined;
    for (const next of leads.get(name) ?? []) {
      const found = walk(next, [...way, name]);
      if (found !== undefined) return found;
    }
    done.add(name);
    return undefined;
  }

  for (const name of leads.keys()) {
    const found = walk(name, []);
    if (found !== undefined) return found;
  }
  return undefined;
}
