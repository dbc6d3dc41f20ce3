import type { HealthCheck } from '../../observe/create-health.ts';
import { allNamespaces } from '../../policy/all-namespaces.ts';
import type { AppParts } from '../app-parts.ts';

/** What has to work before webhooks are sent here; for `/readyz`. */
export function readinessChecks({
  bus,
  kubernetes,
  github,
  settings,
  policyFile,
}: AppParts): Record<string, HealthCheck> {
  let hasSignedIn = false;
  return {
    bus: () => bus.checkWritable(),
    async cluster() {
      const [namespace] = allNamespaces(policyFile?.current(), settings.argoNamespace);
      const reached = await kubernetes.checkReachable(namespace ?? 'default');
      if (!reached.ok) throw new Error(reached.failure.message);
    },
    async github() {
      const accepted = await github.checkCredentials();
      // A limited or broken GitHub says nothing about the credentials, and webhooks must be taken all the same.
      if (!accepted.ok && !(hasSignedIn && accepted.failure.kind === 'later'))
        throw new Error(accepted.failure.message);
      hasSignedIn = true;
    },
  };
}
