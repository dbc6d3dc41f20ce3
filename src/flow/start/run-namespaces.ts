import type { Records } from '../../bus/event-bus.ts';

/** Where runs have gone: what is there stays to be reported, also when the policy sends new runs elsewhere. */
const collection = 'run-namespaces';

export async function rememberRunNamespace(namespace: string, records: Records): Promise<void> {
  if ((await records.get(collection, namespace)) === undefined) await records.put(collection, namespace, {});
}

/** Every namespace that a run was ever sent to. */
export async function listRunNamespaces(records: Records): Promise<string[]> {
  return (await records.list(collection, '')).map((each) => each.key);
}
