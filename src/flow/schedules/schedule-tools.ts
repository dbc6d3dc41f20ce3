import type { ResyncTools } from '../../schedule/sync/resync-repository.ts';
import type { FlowTools } from '../flow-tools.ts';
import { rememberRunNamespace } from '../start/run-namespaces.ts';

/** What syncing CronWorkflows needs, of what handling an event has. */
export function scheduleTools(tools: FlowTools): ResyncTools {
  const { appId, argoNamespace, reservedNamespaces, records, kubernetes, signer, argoLocks, policy, now, github } =
    tools;
  return {
    ...{ appId, argoNamespace, reservedNamespaces, records, kubernetes, signer, argoLocks, policy, now, github },
    cluster: tools.triggers.cluster,
    async watchRuns(namespace) {
      await rememberRunNamespace(namespace, records);
      tools.watchNamespace(namespace);
    },
  };
}
