import { readFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { EventBus } from '../bus/event-bus.ts';
import { openBus } from '../bus/open-bus.ts';
import type { RetrySchedule } from '../bus/retry-schedule.ts';
import { hearWishes } from '../command/again/hear-wishes.ts';
import { routeDelivery } from '../event/route-delivery.ts';
import { connectGithub } from '../github/connect-github.ts';
import type { BudgetLimits } from '../github/connection/budget/installation-budget.ts';
import { shareFileReads } from '../github/share-file-reads.ts';
import { readOwnNamespace } from '../kubernetes/read-own-namespace.ts';
import { createHealth } from '../observe/create-health.ts';
import { createMetrics } from '../observe/create-metrics.ts';
import { measureAnswers } from '../observe/measure-answers.ts';
import { createOperatorApi } from '../operator-api/create-operator-api.ts';
import { createOperatorSignature } from '../operator-api/operator-signature.ts';
import type { Problem } from '../problem/problem.ts';
import { createIdentitySigner } from '../run/identity/sign-identity.ts';
import { createArgoLocks } from '../run/locks/argo-locks.ts';
import { createRunTokens } from '../run/token/run-tokens.ts';
import { createSandbox } from '../sandbox/create-sandbox.ts';
import { tickPipelines } from '../schedule/ticks/tick-pipelines.ts';
import type { Settings } from '../settings/settings.ts';
import { openBrokerLinks } from '../trigger/broker/broker-links.ts';
import { createHttpServer } from '../webhook/create-http-server.ts';
import { createWebhookReceiver } from '../webhook/create-webhook-receiver.ts';
import { closeServer, listen } from '../webhook/listen.ts';
import type { AppParts } from './app-parts.ts';
import { connectCluster } from './connect-cluster.ts';
import { consumeDeliveries } from './consume-deliveries.ts';
import { leadApp } from './lead/lead-app.ts';
import { operateCrons } from './operate-crons.ts';
import { operateSources } from './operate-sources.ts';
import { readPolicyFile } from './read-policy-file.ts';
import { exposeMetrics } from './serve/expose-metrics.ts';
import { readinessChecks } from './serve/readiness-checks.ts';
import { serveEvents, serveHooks } from './serve/serve-callers.ts';
import { serveRuns } from './serve/serve-runs.ts';

export interface RunningApp {
  /** The port it listens on: the one the system gave when `PORT` is 0. */
  port: number;
  metricsPort: number | undefined;
  /** Resolves when the app cannot go on and has to be started anew. */
  broken: Promise<Problem>;
  /** Takes no more webhooks, finishes or returns what is in hand, closes everything. */
  stop(): Promise<void>;
}

export interface AppOptions {
  /** What each installation may ask of GitHub; default: what GitHub allows. */
  githubBudget?: BudgetLimits;
  /** Pauses between tries; default: those of the documentation. */
  retrySchedule?: RetrySchedule | undefined;
  /** How long after the start failed deliveries are looked for; default: until a balancer before the app has found it ready. */
  sweepAfterMs?: number | undefined;
}

export type StartedApp = { ok: true; app: RunningApp } | { ok: false; problem: Problem };

/** How long deliveries in hand may take after the app was asked to stop, and then checks; the process has 25 s in all. */
const graceMs = 10_000;

/** Where Argo's own manifests put the controller. */
const controllerNamespace = 'argo';

/**
 * Makes the parts, puts them together and listens. What cannot be had (the event store, the kubeconfig, the policy file, a
 * port) is a problem, and nothing is left open then.
 */
export async function startApp(settings: Settings, log: Logger, options: AppOptions = {}): Promise<StartedApp> {
  const { retrySchedule } = options;
  const opened = await openBus(settings.bus, {
    ...{ route: routeDelivery, retentionMs: settings.eventRetentionMs, log },
    ...(retrySchedule === undefined ? {} : { retrySchedule }),
  });
  if (!opened.ok) return opened;
  const started = await startOnBus(settings, opened.value, { ...options, log });
  if (!started.ok) await opened.value.close();
  return started;
}

async function startOnBus(
  settings: Settings,
  bus: EventBus,
  { log, githubBudget, sweepAfterMs }: AppOptions & { log: Logger },
): Promise<StartedApp> {
  const metrics = createMetrics({ withProcess: true });
  const connected = await connectCluster(settings, metrics);
  if (!connected.ok) return connected;
  const opened = await readPolicyFile(settings.policyFile, log);
  if (!opened.ok) return opened;

  const { probot, github } = connectGithub(settings, log, {
    onCall: metrics.githubCalled,
    ...(githubBudget === undefined ? {} : { limits: githubBudget }),
  });
  await probot.ready();
  const sources = await operateSources({ settings, log, metrics, bus, kubernetes: connected.kubernetes });
  if (!sources.ok) {
    opened.file?.stop();
    return sources;
  }
  const { operated } = sources;
  const signer = createIdentitySigner(settings.privateKey, settings.previousPrivateKey);
  const own = await readOwnNamespace((path) => readFile(path, 'utf8'));
  const started = await serve({
    ...{ settings, log, metrics, bus, probot, signer, operated },
    argoLocks: createArgoLocks(settings.argoVersion),
    tokens: createRunTokens({ github, webUrl: settings.github.webUrl, now: Date.now }),
    github: shareFileReads(github),
    kubernetes: connected.kubernetes,
    sandbox: createSandbox(),
    links: openBrokerLinks(),
    policyFile: opened.file,
    ownNamespace: own,
    sweepAfterMs,
    reservedNamespaces: own === undefined ? [controllerNamespace] : [controllerNamespace, own],
  });
  if (!started.ok) {
    opened.file?.stop();
    await operated.stop();
  }
  return started;
}

async function serve(parts: AppParts): Promise<StartedApp> {
  const { settings, bus, log, metrics } = parts;
  const health = createHealth({
    checks: readinessChecks(parts),
    onFailed: (check, error) => log.warn({ check, error }, 'not ready'),
  });
  const receiver = createWebhookReceiver({
    bus,
    secrets: settings.webhookSecrets,
    path: settings.webhookPath,
    now: Date.now,
    log,
  });
  const eventApi = serveEvents(parts);
  const runApi = measureAnswers(serveRuns(parts), { webhookAnswered: metrics.runApiAnswered });
  const signature = createOperatorSignature(settings.privateKey, Date.now);
  const operatorApi = createOperatorApi({ bus, signature, log });
  const server = createHttpServer(
    [measureAnswers(receiver, metrics), health.handle, eventApi.handle, runApi, operatorApi, serveHooks(parts)],
    log,
  );
  const listening = await listen(server, settings);
  if (!listening.ok) {
    await eventApi.stop();
    return listening;
  }
  const exposed = await exposeMetrics(metrics, settings);
  if (!exposed.ok) {
    await Promise.all([closeServer(server, 0), eventApi.stop()]);
    return exposed;
  }

  metrics.watchDeliveries(async () => ({ ...(await bus.count()) }));
  const onSeen = hearWishes({ bus, signer: parts.signer, now: Date.now, log });
  const lead = leadApp({
    ...parts,
    alsoLead: [parts.operated.sources, operateCrons(parts), tickPipelines({ bus, now: Date.now, log })],
    onSeen,
    records: bus.records,
    checkWritable: () => bus.checkWritable(),
  });
  const consumption = consumeDeliveries(parts, lead);
  return {
    ok: true,
    app: {
      port: listening.port,
      metricsPort: exposed.server?.port,
      broken: bus.broken,
      async stop() {
        health.startStopping();
        lead.handOver();
        const sources = Promise.race([parts.operated.stop(), setTimeout(graceMs, undefined, { ref: false })]);
        await Promise.all([closeServer(server, graceMs), consumption.stop(graceMs), sources]);
        // What a call to GitHub or the cluster still waits for, the next start finds again.
        await Promise.race([lead.stop(), setTimeout(graceMs, undefined, { ref: false })]);
        parts.policyFile?.stop();
        await eventApi.stop();
        await parts.sandbox.close();
        await parts.links.close();
        await exposed.server?.close();
        await bus.close();
      },
    },
  };
}
