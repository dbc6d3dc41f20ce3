import { createEventApi, type EventApi } from '../../event-api/create-event-api.ts';
import { listRepositoryBindings } from '../../event-source/repository/list-repository-bindings.ts';
import { serveRepositoryHooks } from '../../event-source/repository/serve-repository-hooks.ts';
import { effectivePolicy } from '../../policy/effective-policy.ts';
import type { RequestHandler } from '../../webhook/create-webhook-receiver.ts';
import type { AppParts } from '../app-parts.ts';

/** What repositories define below `/hooks/`, as the policy lets them. */
export function serveHooks(parts: AppParts): RequestHandler {
  const { settings, kubernetes, bus, metrics, policyFile, operated, log, reservedNamespaces } = parts;
  const { argoNamespace } = settings;
  return serveRepositoryHooks({
    ...{ bus, records: bus.records, cluster: kubernetes, room: operated.room, log, now: Date.now },
    policyOf(fullName) {
      const question = { fullName, argoNamespace, untrusted: false, reservedNamespaces };
      const allowed = effectivePolicy(policyFile?.current(), question);
      return allowed.ok ? allowed.policy : undefined;
    },
    onHeard: metrics.sourceHeard,
    onAnswer: metrics.sourceAnswered,
  });
}

/** Argo's Event API, with the bindings that are in no cluster beside those that are. */
export function serveEvents({ settings, kubernetes, bus, metrics, policyFile, operated, log }: AppParts): EventApi {
  const listOfRepositories = listRepositoryBindings(bus.records, Date.now);
  return createEventApi({
    ...settings.eventApi,
    kubernetes,
    records: bus.records,
    ownBindings: async (namespace) => {
      const all = [...operated.manifests().bindings, ...(await listOfRepositories())];
      return all.filter((each) => namespace === '' || each.namespace === namespace);
    },
    matchingMode: () => policyFile?.current()?.webhookClients ?? 'strict',
    metrics,
    log,
    now: Date.now,
  });
}
