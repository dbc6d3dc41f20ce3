import type { Records } from '../../bus/event-bus.ts';

/** Where runs have gone: what is there stays to be reported, also when the policy sends new runs elsewhere. */
const collection = 'run-namespaces';

/** What this process has seen there: nothing takes a namespace out again, so every further run need not ask. */
const remembered = new WeakMap<Records, Set<string>>();

export async function rememberRunNamespace(namespace: string, records: Records): Promise<void> {
  const known = remembered.get(records) ?? new Set();
  if (known.has(namespace)) return;
  if ((await records.get(collection, namespace)) === undefined) await records.put(collection, namespace, {});
  remembered.set(records, known.add(namespace));
}

/** Every namespace that a run was ever sent to. */
export async function listRunNamespaces(records: Records): Promise<string[]> {
  return (await records.list(collection, '')).map((each) => each.key);
}
