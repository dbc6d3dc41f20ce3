import type { Logger } from 'pino';
import type { EventBus } from '../bus/event-bus.ts';
import { listRepositoryBindings } from '../event-api/binding/list-repository-bindings.ts';
import { createEventApi, type EventApi } from '../event-api/create-event-api.ts';
import { serveRepositoryHooks } from '../event-source/repository/serve-repository-hooks.ts';
import type { ClusterClient } from '../kubernetes/create-kubernetes.ts';
import type { Metrics } from '../observe/create-metrics.ts';
import { effectivePolicy } from '../policy/effective-policy.ts';
import type { PolicyFile } from '../policy/file/watch-policy-file.ts';
import type { Settings } from '../settings/settings.ts';
import type { RequestHandler } from '../webhook/create-webhook-receiver.ts';
import type { OperatedSources } from './operate-sources.ts';

export interface CallerParts {
  settings: Settings;
  log: Logger;
  metrics: Metrics;
  bus: EventBus;
  kubernetes: ClusterClient;
  policyFile: PolicyFile | undefined;
  reservedNamespaces: readonly string[];
  operated: OperatedSources;
}

/** What repositories define below `/hooks/`, as the policy lets them. */
export function serveHooks(parts: CallerParts): RequestHandler {
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
export function serveEvents({ settings, kubernetes, bus, metrics, policyFile, operated, log }: CallerParts): EventApi {
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
