import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { noteInterrupted } from '../../flow/leave/interrupted-checks.ts';
import { listRunNamespaces } from '../../flow/start/run-namespaces.ts';
import { labels } from '../../kubernetes/labels.ts';
import { fenceChecks } from '../../leader/fence-checks.ts';
import { type LeaderDuties, type Leadership, leadAlone } from '../../leader/leadership.ts';
import { leaseMs, startElection } from '../../leader/start-election.ts';
import { allNamespaces } from '../../policy/all-namespaces.ts';
import { type Reporter, startReporter } from '../../report/reporter.ts';
import { scheduleTimer } from '../../report/write/schedule.ts';
import { type Repetition, repeat } from '../../run/upkeep/repeat.ts';
import { adoptScheduledRun } from '../../schedule/first-sight/adopt-scheduled-run.ts';
import type { LeadParts } from './lead-parts.ts';
import { startUpkeep } from './start-upkeep.ts';

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
    onGone: (head, identity) => noteInterrupted(head, identity, { records, signer, now: Date.now }),
    pages: { argoUiUrl: settings.argoUiUrl },
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
