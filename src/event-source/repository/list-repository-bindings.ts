import type { Records } from '../../bus/event-bus.ts';
import { createShare } from '../../cache/create-share.ts';
import { type Binding, readBindingSpec } from '../../event-api/binding/read-binding.ts';
import { toLabelValue } from '../../run/manifest/finish-workflow.ts';
import { listSources } from './repository-sources.ts';

/** Less than the second within which a change has to count. */
const keptMs = 500;

/**
 * The bindings that repositories define on their default branches, each in the namespace that the policy gave its repository. In the
 * cluster's and other repositories' company it is called `<repository's id>.<name>`, which is also a label of what it starts.
 */
export function listRepositoryBindings(records: Records, now: () => number): () => Promise<readonly Binding[]> {
  const share = createShare<readonly Binding[]>({ keepMs: () => keptMs, maxEntries: 1, now });
  const load = async () =>
    (await listSources(records)).flatMap(({ repository, bindings }) =>
      bindings.map(({ namespace, name, object }): Binding => {
        const identity = { name: toLabelValue(`${repository.id}.${name}`), namespace, uid: '', resourceVersion: '' };
        return { ...identity, ...readBindingSpec(object.spec) };
      }),
    );
  return () => share.get('', load);
}
