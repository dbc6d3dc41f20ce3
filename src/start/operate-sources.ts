import type { Logger } from 'pino';
import type { SourceHandler, SourceHandlers } from '../bus/dispatch-delivery.ts';
import type { EventBus } from '../bus/event-bus.ts';
import { type EventSources, runEventSources } from '../event-source/frame/run-event-sources.ts';
import { createHookPorts } from '../event-source/port/hook-ports.ts';
import type { FlowTools } from '../flow/flow-tools.ts';
import { handleGithubDelivery } from '../flow/operator/handle-github-delivery.ts';
import { handleSourceDeliveries } from '../flow/operator/handle-source-deliveries.ts';
import type { OperatorTools } from '../flow/operator/operator-tools.ts';
import { readManifestFile } from '../flow/operator/read-manifest-file.ts';
import type { ClusterClient } from '../kubernetes/create-kubernetes.ts';
import { type Manifests, noManifests } from '../manifests/manifests.ts';
import { type WatchedManifests, watchManifests } from '../manifests/watch-manifests.ts';
import type { Metrics } from '../observe/create-metrics.ts';
import type { Problem } from '../problem/problem.ts';
import type { Settings } from '../settings/settings.ts';
import { type BodyRoom, createBodyRoom } from '../webhook/read-body.ts';

export interface SourceParts {
  settings: Settings;
  log: Logger;
  metrics: Metrics;
  bus: EventBus;
  kubernetes: ClusterClient;
}

/** The operator's documents, and the EventSources that are listened to by them. */
export interface OperatedSources {
  manifests(): Manifests;
  /** Also tells the documents that are in force now. */
  onManifests(listener: (manifests: Manifests) => void): void;
  sources: EventSources;
  /** Memory for bodies that are under way, of all endpoints. */
  room: BodyRoom;
  stop(): Promise<void>;
}

export type OpenedSources = { ok: true; operated: OperatedSources } | { ok: false; problem: Problem };

/** Bytes of bodies in memory at most, over all endpoints of EventSources. */
const maxBytesInHand = 128 * 1024 * 1024;

/** Reads `MANIFESTS_DIR` and listens to its EventSources; without the setting there are none. */
export async function operateSources(parts: SourceParts): Promise<OpenedSources> {
  const { settings, log, metrics, bus, kubernetes } = parts;
  const room = createBodyRoom(maxBytesInHand);
  const sources = runEventSources({
    ...{ bus, records: bus.records, cluster: kubernetes, log, now: Date.now },
    ports: createHookPorts({ host: settings.host, log }),
    room,
    onHeard: metrics.sourceHeard,
    onAnswer: metrics.sourceAnswered,
    onCount: metrics.sourcesCounted,
  });
  const listeners: ((manifests: Manifests) => void)[] = [(manifests) => sources.apply(manifests.eventSources)];
  const opened = await watchFolder(parts, (manifests) => {
    for (const listener of listeners) listener(manifests);
  });
  if (!opened.ok) return opened;
  const manifests = () => opened.manifests?.current() ?? noManifests;
  return {
    ok: true,
    operated: {
      manifests,
      sources,
      room,
      onManifests(listener) {
        listeners.push(listener);
        listener(manifests());
      },
      async stop() {
        opened.manifests?.stop();
        await sources.stop();
      },
    },
  };
}

async function watchFolder(
  { settings, log, metrics }: SourceParts,
  onChange: (manifests: Manifests) => void,
): Promise<{ ok: true; manifests?: WatchedManifests } | { ok: false; problem: Problem }> {
  const { manifestsDir: directory, argoNamespace: namespace } = settings;
  if (directory === undefined) return { ok: true };
  return await watchManifests({
    ...{ directory, namespace },
    onChange(manifests) {
      const { eventSources, sensors, bindings, cronWorkflows } = manifests;
      const counts = {
        eventSources: eventSources.length,
        sensors: sensors.length,
        bindings: bindings.length,
        cronWorkflows: cronWorkflows.length,
      };
      log.info({ directory, ...counts }, "the operator's documents are in force");
      onChange(manifests);
    },
    onProblems(problems) {
      const errors = problems.filter((each) => each.severity === 'error').length;
      metrics.manifestsRead({ errors, warnings: problems.length - errors });
      for (const { code, hint, file, position, severity, message } of problems) {
        log[severity === 'error' ? 'error' : 'warn']({ code, hint, file, ...position }, message);
      }
    },
  });
}

function measureHandling(handler: SourceHandler, metrics: Metrics): SourceHandler {
  return {
    async handle(delivery, context) {
      const startedAt = performance.now();
      const outcome = await handler.handle(delivery, context);
      metrics.deliveryHandled(outcome.kind, (performance.now() - startedAt) / 1000);
      return outcome;
    },
    onDead: handler.onDead,
  };
}

/** What is done with the deliveries of EventSources, and with GitHub's beside what repositories make of them. */
export function handleSources(
  operated: OperatedSources,
  { settings, metrics }: Pick<SourceParts, 'settings' | 'metrics'>,
  { flow, github, ofRepository }: { flow: FlowTools; github: SourceHandler; ofRepository?: SourceHandler },
): SourceHandlers {
  const tools: OperatorTools = {
    ...flow,
    manifests: operated.manifests,
    readManifestFile: (path) => readManifestFile(settings.manifestsDir, path),
    onFired: metrics.operatorFired,
  };
  const ofSource = measureHandling(handleSourceDeliveries(tools, ofRepository), metrics);
  return {
    github: {
      async handle(delivery, context) {
        const [own, operators] = await Promise.all([
          github.handle(delivery, context),
          handleGithubDelivery(delivery, tools),
        ]);
        // What is given up is never tried again, so what may pass for the other counts first.
        return [own, operators].find((each) => each.kind === 'retry') ?? (own.kind === 'done' ? operators : own);
      },
      onDead: github.onDead,
    },
    ...{ 'github-hook': ofSource, webhook: ofSource, calendar: ofSource },
    ...{ kafka: ofSource, minio: ofSource, resource: ofSource },
  };
}
