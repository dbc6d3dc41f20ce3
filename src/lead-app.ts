import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Records } from './bus/event-bus.ts';
import { forgetQuietCommits } from './flow/forget-quiet-commits.ts';
import { listRunNamespaces, rememberRunNamespace } from './flow/start/run-namespaces.ts';
import { sweepWaitingChecks } from './flow/waiting/sweep-waiting-checks.ts';
import type { GithubDeliveries } from './github/deliveries/deliveries.ts';
import type { GitHub } from './github/github.ts';
import type { GithubInstallations } from './github/installations/installations.ts';
import type { ClusterClient } from './kubernetes/create-kubernetes.ts';
import type { WorkflowHead } from './kubernetes/workflow.ts';
import { fenceChecks } from './leader/fence-checks.ts';
import { type LeaderDuties, type Leadership, leadAlone } from './leader/leadership.ts';
import { leaseMs, startElection } from './leader/start-election.ts';
import type { Metrics } from './observe/create-metrics.ts';
import { allNamespaces } from './policy/all-namespaces.ts';
import type { PolicyFile } from './policy/file/watch-policy-file.ts';
import { type Reporter, startReporter } from './report/reporter.ts';
import { scheduleTimer } from './report/write/schedule.ts';
import { labels } from './run/labels.ts';
import { createArgoLocks } from './run/locks/argo-locks.ts';
import type { IdentitySigner } from './run/sign-identity.ts';
import type { RunTokens } from './run/token/run-tokens.ts';
import { startTokenRenewal } from './run/token/start-token-renewal.ts';
import { type Repetition, repeat } from './run/upkeep/repeat.ts';
import { startSweeps } from './run/upkeep/start-sweeps.ts';
import { adoptScheduledRun } from './schedule/first-sight/adopt-scheduled-run.ts';
import { resyncAll } from './schedule/sync/resync-all.ts';
import type { Settings } from './settings/settings.ts';
import { sweepDeliveries } from './sweep/sweep-deliveries.ts';
import { sweepInstallations } from './sweep/sweep-installations.ts';

export interface LeadParts {
  settings: Settings;
  log: Logger;
  metrics: Metrics;
  records: Records;
  /** Of the bus: rejects while it takes nothing. */
  checkWritable(): Promise<void>;
  kubernetes: ClusterClient;
  github: GitHub & GithubDeliveries & GithubInstallations;
  tokens: RunTokens;
  /** What else only the leader does. */
  alsoLead: readonly LeaderDuties[];
  signer: IdentitySigner;
  policyFile: PolicyFile | undefined;
  /** Namespaces of this app and of Argo's controller. */
  reservedNamespaces: readonly string[];
  /** The namespace of the pod that this process runs in. */
  ownNamespace: string | undefined;
  /** Told of each Workflow of the App whenever its metadata changed. */
  onSeen?: ((head: WorkflowHead) => void) | undefined;
  /** How long after it began to lead it looks for failed deliveries. */
  sweepAfterMs?: number | undefined;
}

export interface Lead {
  /** A check was asked for: if this replica leads, it looks now, else the leader does within seconds. */
  wakeReporter(): void;
  watchNamespace(namespace: string): void;
  /** Lets another replica take over at once; where there is none, checks are written to the end. */
  handOver(): void;
  stop(): Promise<void>;
}

/** How often the leader looks for what other replicas stored: checks to write, namespaces to watch. */
const lookEveryMs = 5000;
/** Alone, all of that is told and not looked for. */
const lookAloneEveryMs = 60_000;
const sweepWaitingEveryMs = 60_000;
const hour = 60 * 60 * 1000;
const sweepDeliveriesEveryMs = 2 * 60 * 1000;
/** Until a pod that has just started is found ready and gets webhooks: what GitHub sends again sooner fails again. */
const sweepDeliveriesAfterMs = 15_000;

/**
 * What only one of all replicas does: watch Workflows, write their checks, renew tokens, sweep. With the embedded store that is this
 * process; with a broker the replicas elect one.
 */
export function leadApp(parts: LeadParts): Lead {
  const { settings, kubernetes, log } = parts;
  const isAlone = settings.bus.kind === 'sqlite';
  let reporter: Reporter | undefined;
  let repetitions: Repetition[] = [];
  let leadership: Leadership | undefined;

  const duties: LeaderDuties = {
    begin() {
      const everyMs = isAlone ? lookAloneEveryMs : lookEveryMs;
      reporter = report(parts, {
        everyMs,
        remainingMs: isAlone ? () => Number.POSITIVE_INFINITY : () => leadership?.remainingMs() ?? 0,
        ...(isAlone ? {} : { onTheirWayMs: 2 * leaseMs }),
      });
      repetitions = [...startUpkeep(parts, reporter.wake), followNamespaces(parts, { reporter, everyMs })];
      for (const each of parts.alsoLead) each.begin();
    },
    async end() {
      const others = parts.alsoLead.map((each) => each.end());
      await Promise.all([reporter?.stop(), ...repetitions.map((each) => each.stop()), ...others]);
      reporter = undefined;
      repetitions = [];
    },
  };

  leadership = isAlone
    ? leadAlone(duties)
    : startElection({
        ...{ cluster: kubernetes, duties, log },
        place: { namespace: leaseNamespace(parts), name: `argo-events-app-${settings.appId}` },
        identity: `${hostname()}_${randomUUID()}`,
        monotonic: () => performance.now(),
        now: Date.now,
        wait: (ms, signal) => setTimeout(ms, undefined, { signal, ref: false }).catch(() => undefined),
      });
  let stopped: Promise<void> | undefined;
  function stop(): Promise<void> {
    stopped ??= leadership?.stop() ?? Promise.resolve();
    return stopped;
  }

  return {
    wakeReporter: () => reporter?.wake(),
    watchNamespace: (namespace) => reporter?.watch([namespace]),
    handOver() {
      if (!isAlone) void stop();
    },
    stop,
  };
}

/** Beside the app's pods; a process outside the cluster has no place of its own there. */
function leaseNamespace({ ownNamespace, settings, policyFile }: LeadParts): string {
  return ownNamespace ?? allNamespaces(policyFile?.current(), settings.argoNamespace)[0] ?? 'default';
}

function report(
  { settings, records, log, metrics, kubernetes, github, signer, policyFile, onSeen, tokens }: LeadParts,
  { remainingMs, everyMs, onTheirWayMs }: { remainingMs: () => number; everyMs: number; onTheirWayMs?: number },
): Reporter {
  const adopting = {
    ...{ appId: settings.appId, records, kubernetes, cluster: kubernetes, github, signer, tokens },
    now: Date.now,
  };
  return startReporter({
    ...{ kubernetes, records, log },
    github: fenceChecks(github, remainingMs, scheduleTimer),
    lead: onTheirWayMs === undefined ? undefined : { onTheirWayMs, isOver: () => remainingMs() <= 0 },
    identities: signer,
    namespaces: allNamespaces(policyFile?.current(), settings.argoNamespace),
    labelSelector: `${labels.managedBy}=${settings.appId}`,
    logs: kubernetes,
    adopt: (head) => adoptScheduledRun(head, adopting),
    pages: { argoUiUrl: settings.argoUiUrl, publicUrl: settings.publicUrl },
    canRetry: settings.argoServerUrl !== undefined,
    sweepEveryMs: everyMs,
    onSeen,
    now: Date.now,
    schedule: scheduleTimer,
    metrics: { count: metrics.reported },
  });
}

/** Runs of other replicas may go where this one has sent none yet. */
function followNamespaces(
  { records, log }: LeadParts,
  { reporter, everyMs }: { reporter: Reporter; everyMs: number },
): Repetition {
  return repeat(async () => reporter.watch(await listRunNamespaces(records)), {
    ...{ what: 'looking for namespaces of runs', everyMs, log },
  });
}

function startUpkeep(lead: LeadParts, wakeReporter: () => void): Repetition[] {
  const { settings, records, log, kubernetes, signer, policyFile, tokens } = lead;
  const { sweepAfterMs = sweepDeliveriesAfterMs } = lead;
  const parts = {
    appId: settings.appId,
    ...{ kubernetes, cluster: kubernetes, records, signer, tokens, log },
    now: Date.now,
    namespaces: async () => [
      ...new Set([
        ...allNamespaces(policyFile?.current(), settings.argoNamespace),
        ...(await listRunNamespaces(records)),
      ]),
    ],
  };
  const forgetting = repeat(() => forgetQuietCommits(records, Date.now()), { what: 'forgetting', everyMs: hour, log });
  const ending = repeat(() => sweepWaitingChecks({ records, wakeReporter, now: Date.now }), {
    ...{ what: 'ending checks that wait no more', everyMs: sweepWaitingEveryMs, log },
  });
  const syncing = startScheduleSync(lead);
  const leaving = repeat(() => sweepInstallations({ ...parts, ...leaveToolsOf(lead) }), {
    ...{ what: 'looking for installations that are gone', everyMs: hour, afterMs: sweepAfterMs, log },
  });
  const sweeps = [startSweeps(parts), startDeliverySweeps(lead), leaving];
  return [startTokenRenewal(parts), forgetting, ending, syncing, ...sweeps];
}

/** CronWorkflows of repositories, as their default branches hold them. */
function startScheduleSync(lead: LeadParts): Repetition {
  const { settings, records, kubernetes, signer, policyFile, github, log, reservedNamespaces } = lead;
  const tools = {
    ...{ appId: settings.appId, argoNamespace: settings.argoNamespace, reservedNamespaces },
    ...{ records, kubernetes, cluster: kubernetes, signer, github, log },
    argoLocks: createArgoLocks(settings.argoVersion),
    policy: () => policyFile?.current(),
    watchRuns: (namespace: string) => rememberRunNamespace(namespace, records),
    now: Date.now,
  };
  return repeat((signal) => resyncAll(tools, signal), { what: 'syncing CronWorkflows', everyMs: hour, log });
}

function leaveToolsOf({ settings, kubernetes, github, policyFile }: LeadParts) {
  return {
    argoNamespace: settings.argoNamespace,
    triggers: { cluster: kubernetes },
    installations: github,
    policy: () => policyFile?.current(),
  };
}

/** A delivery that failed while nobody listened is sent again as soon as somebody does. */
function startDeliverySweeps(lead: LeadParts): Repetition {
  const { github, records, checkWritable, log, sweepAfterMs = sweepDeliveriesAfterMs } = lead;
  const wait = (ms: number, signal: AbortSignal) => setTimeout(ms, undefined, { signal, ref: false });
  const tools = { github, records, checkWritable, log, wait, now: Date.now };
  return repeat((signal) => sweepDeliveries(tools, signal), {
    ...{ what: 'sweeping failed deliveries', everyMs: sweepDeliveriesEveryMs, afterMs: sweepAfterMs, log },
  });
}
