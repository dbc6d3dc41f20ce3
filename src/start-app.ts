import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Probot } from 'probot';
import app from './app.ts';
import type { DeliveryHandler, EventBus } from './bus/event-bus.ts';
import { openBus } from './bus/open-bus.ts';
import type { RetrySchedule } from './bus/retry-schedule.ts';
import { hearWishes } from './command/again/hear-wishes.ts';
import type { CommandTools } from './command/command-tools.ts';
import { findEvent } from './command/find-event.ts';
import { giveUpCommand } from './command/give-up-command.ts';
import { handleCommand } from './command/handle-command.ts';
import { handleManual } from './command/handle-manual.ts';
import { listCommented } from './command/repeat/list-events.ts';
import { dispatchDelivery } from './dispatch-delivery.ts';
import { routeDelivery } from './event/route-delivery.ts';
import { approveHead } from './flow/approval/approve-head.ts';
import { handleDelivery } from './flow/handle-delivery.ts';
import { handleRepositoryDeliveries } from './flow/sources/handle-repository-delivery.ts';
import { askAsCaller } from './github/caller/ask-as-caller.ts';
import { connectGithub } from './github/connect-github.ts';
import type { BudgetLimits } from './github/connection/installation-budget.ts';
import type { GithubDeliveries } from './github/deliveries/deliveries.ts';
import type { GitHub } from './github/github.ts';
import type { GithubInstallations } from './github/installations/installations.ts';
import type { GithubPeople } from './github/people/people.ts';
import { shareFileReads } from './github/share-file-reads.ts';
import { type ClusterClient, createKubernetes } from './kubernetes/create-kubernetes.ts';
import { readOwnNamespace } from './kubernetes/own-namespace.ts';
import { type Lead, leadApp } from './lead-app.ts';
import { createHealth, type HealthCheck } from './observe/create-health.ts';
import { createMetrics, type Metrics } from './observe/create-metrics.ts';
import { createMetricsServer, type MetricsServer } from './observe/create-metrics-server.ts';
import { measureAnswers } from './observe/measure-answers.ts';
import { operateCrons } from './operate-crons.ts';
import { handleSources, type OperatedSources, operateSources } from './operate-sources.ts';
import { createOperatorApi } from './operator-api/create-operator-api.ts';
import { createOperatorSignature } from './operator-api/operator-signature.ts';
import { allNamespaces } from './policy/all-namespaces.ts';
import { openPolicyFile } from './policy/file/open-policy-file.ts';
import type { PolicyFile } from './policy/file/watch-policy-file.ts';
import { type Problem, problem } from './problem/problem.ts';
import { hasRunCheck } from './report/has-run-check.ts';
import { createArgoLocks } from './run/locks/argo-locks.ts';
import { createIdentitySigner, type IdentitySigner } from './run/sign-identity.ts';
import { createRunTokens, type RunTokens } from './run/token/run-tokens.ts';
import { createRunApi } from './run-api/create-run-api.ts';
import { createStatusSigner } from './run-api/state/sign-status.ts';
import { createSandbox, type Sandbox } from './sandbox/create-sandbox.ts';
import { tickPipelines } from './schedule/ticks/tick-pipelines.ts';
import { serveEvents, serveHooks } from './serve-callers.ts';
import type { Settings } from './settings/settings.ts';
import { type BrokerLinks, openBrokerLinks } from './trigger/broker/broker-links.ts';
import { resolveBySystem } from './trigger/host/resolve-by-system.ts';
import { createHttpServer } from './webhook/create-http-server.ts';
import { createWebhookReceiver, type RequestHandler } from './webhook/create-webhook-receiver.ts';
import { closeServer, listen } from './webhook/listen.ts';

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

/** Deliveries in hand at the same time; one installation gets at most half of them. */
const concurrency = 32;
/** How long deliveries in hand may take after the app was asked to stop, and then checks; the process has 25 s in all. */
const graceMs = 10_000;

/** Where Argo's own manifests put the controller. */
const controllerNamespace = 'argo';

/** What is made first; the rest is put together from it. */
interface Parts {
  settings: Settings;
  log: Logger;
  metrics: Metrics;
  bus: EventBus;
  kubernetes: ClusterClient;
  github: GitHub & GithubPeople & GithubInstallations & GithubDeliveries;
  tokens: RunTokens;
  probot: Probot;
  signer: IdentitySigner;
  sandbox: Sandbox;
  links: BrokerLinks;
  policyFile: PolicyFile | undefined;
  reservedNamespaces: readonly string[];
  ownNamespace: string | undefined;
  sweepAfterMs: number | undefined;
  operated: OperatedSources;
}

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
  const signer = createIdentitySigner(settings.privateKey);
  const own = await readOwnNamespace((path) => readFile(path, 'utf8'));
  const started = await serve({
    ...{ settings, log, metrics, bus, probot, signer, operated },
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

async function connectCluster(
  { kubeconfig, argoServerUrl }: Settings,
  metrics: Metrics,
): Promise<{ ok: true; kubernetes: ClusterClient } | { ok: false; problem: Problem }> {
  try {
    const onWatchTrouble = metrics.watchRestarted;
    return { ok: true, kubernetes: await createKubernetes({ kubeconfig, argoServerUrl, onWatchTrouble }) };
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    return { ok: false, problem: problem('app.no-cluster', { reason }) };
  }
}

async function readPolicyFile(
  path: string | undefined,
  log: Logger,
): Promise<{ ok: true; file?: PolicyFile } | { ok: false; problem: Problem }> {
  if (path === undefined) return { ok: true };
  return await openPolicyFile({
    path,
    read: (name) => readFile(name, 'utf8'),
    onChange: () => log.info({ file: path }, 'policy in force'),
    onProblems: (problems) => {
      for (const each of problems) log.error({ code: each.code, hint: each.hint, ...each.position }, each.message);
    },
  });
}

async function serve(parts: Parts): Promise<StartedApp> {
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
    alsoLead: [
      parts.operated.sources,
      operateCrons({ ...parts, records: bus.records }),
      tickPipelines({ bus, now: Date.now, log }),
    ],
    onSeen,
    records: bus.records,
    checkWritable: () => bus.checkWritable(),
  });
  const consumption = consume(parts, lead);
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

function serveRuns({ settings, bus, github, sandbox, log }: Parts): RequestHandler {
  return createRunApi({
    bus,
    asCaller: askAsCaller(settings.github),
    people: github,
    flow: { github, installations: github, sandbox, records: bus.records },
    status: createStatusSigner(settings.privateKey),
    webUrl: settings.github.webUrl,
    publicUrl: settings.publicUrl,
    now: Date.now,
    newId: randomUUID,
    log,
  });
}

async function exposeMetrics(
  metrics: Metrics,
  { host, metricsPort }: Settings,
): Promise<{ ok: true; server: MetricsServer | undefined } | { ok: false; problem: Problem }> {
  if (metricsPort === 0) return { ok: true, server: undefined };
  try {
    return { ok: true, server: await createMetricsServer(metrics, { host, port: metricsPort }) };
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    const values = { host, port: metricsPort, reason, setting: 'METRICS_PORT' };
    return { ok: false, problem: problem('app.cannot-listen', values) };
  }
}

function readinessChecks({ bus, kubernetes, github, settings, policyFile }: Parts): Record<string, HealthCheck> {
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

function consume(parts: Parts, lead: Lead) {
  const { settings, bus, log, kubernetes, github, signer, policyFile, metrics } = parts;
  const tools: CommandTools = {
    appId: settings.appId,
    argoNamespace: settings.argoNamespace,
    reservedNamespaces: parts.reservedNamespaces,
    github,
    installations: github,
    kubernetes,
    triggers: {
      cluster: kubernetes,
      argoServer: kubernetes.argoServer,
      resolve: resolveBySystem,
      sleep: (ms) => setTimeout(ms),
      links: parts.links,
    },
    sandbox: parts.sandbox,
    records: bus.records,
    signer,
    tokens: parts.tokens,
    argoLocks: createArgoLocks(settings.argoVersion),
    hasCheck: (run, place) => hasRunCheck(run, place, { records: bus.records, github }),
    policy: () => policyFile?.current(),
    wakeReporter: lead.wakeReporter,
    watchNamespace: lead.watchNamespace,
    onRunStarted: metrics.runCreated,
    commandPrefix: settings.commandPrefix,
    findDelivery: (id, repositoryId) => findEvent(bus, id, repositoryId),
    approveHead: (approval) =>
      approveHead(approval, { ...tools, listCommented: (...of) => listCommented(...of, tools) }),
    now: Date.now,
    log,
  };
  const handle: DeliveryHandler = async (delivery, context) => {
    const startedAt = performance.now();
    const outcome = (await handleCommand(delivery, tools)) ?? (await handleDelivery(delivery, context, tools));
    metrics.deliveryHandled(outcome.kind, (performance.now() - startedAt) / 1000);
    return outcome;
  };
  const handlers = handleSources(parts.operated, parts, {
    flow: tools,
    github: {
      handle: app(parts.probot, handle),
      onDead: (delivery, reason) => giveUpCommand(delivery, reason, tools),
    },
    ofRepository: handleRepositoryDeliveries(tools),
  });
  return bus.consume({ concurrency, ...dispatchDelivery({ ...handlers, manual: handleManual(tools) }) });
}
