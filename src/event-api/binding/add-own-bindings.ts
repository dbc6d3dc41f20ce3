import type { Binding } from './read-binding.ts';
import type { ReadBindings } from './read-bindings.ts';

/**
 * Adds bindings that are in no cluster to those that a caller may list there; whoever may not list that namespace's sees neither. A name
 * that the cluster has is the cluster's.
 */
export function addOwnBindings(
  read: ReadBindings,
  own: ((namespace: string) => Promise<readonly Binding[]>) | undefined,
): ReadBindings {
  if (own === undefined) return read;
  return async (caller, namespace) => {
    const listed = await read(caller, namespace);
    if (listed === 'busy' || !listed.ok) return listed;
    const added = await own(namespace);
    if (added.length === 0) return listed;
    const taken = new Set(listed.value.map(nameOf));
    return { ok: true, value: [...listed.value, ...added.filter((each) => !taken.has(nameOf(each)))] };
  };
}

function nameOf({ namespace, name }: Binding): string {
  return `${namespace}/${name}`;
}
