import { setImmediate } from 'node:timers/promises';
import type { Records } from '../bus/event-bus.ts';
import type { GitHub } from '../github/github.ts';
import type { Kubernetes, WorkflowWatch } from '../kubernetes/kubernetes.ts';
import type { RunLogs } from '../kubernetes/logs/run-logs.ts';
import type { WorkflowHead } from '../kubernetes/workflow.ts';
import { createLivePace } from './live/live-pace.ts';
import type { RunPages } from './render/parts/render-links.ts';
import type { CheckRequest } from './rows/check-row.ts';
import { createRowWriter } from './rows/row-writer.ts';
import type { AdoptScheduled } from './run/adopt-scheduled.ts';
import { createRunDriver } from './run/drive-runs.ts';
import { createRunRegister } from './run/register-runs.ts';
import {
  externalIdOf,
  type OnGone,
  type ReportIdentities,
  type RunReporting,
  type TrackedRun,
} from './run/tracked-run.ts';
import { doubtFound, followWrites, type SharedLead } from './second-look/follow-writes.ts';
import { createSecondLooks } from './second-look/second-looks.ts';
import { standingOf } from './second-look/standing-of.ts';
import { createActivity } from './write/activity.ts';
import { limitConcurrency } from './write/limit-concurrency.ts';
import type { ReportLog, ReportMetrics } from './write/report-log.ts';
import type { Schedule } from './write/schedule.ts';
import { createUnansweredCreations } from './write/unanswered-creations.ts';
import { createWriteLanes } from './write/write-lanes.ts';

export interface ReporterParts {
  kubernetes: Kubernetes;
  github: GitHub;
  records: Records;
  identities: ReportIdentities;
  namespaces: readonly string[];
  /** Selects the Workflows of this App. */
  labelSelector: string;
  /** Logs of steps and the Secrets that may stand in them; without it checks say nothing of logs. */
  logs?: RunLogs | undefined;
  /** Gives Workflows of schedules an identity; without it they have none. */
  adopt?: AdoptScheduled | undefined;
  /** Where checks link to. */
  pages: RunPages;
  /** Argo's own API is there, so failed steps can be run again. */
  canRetry: boolean;
  /** Milliseconds since 1970. */
  now: () => number;
  schedule: Schedule;
  /** Lets others have their turn between two pieces of work that take long; by default a turn of the event loop. */
  breathe?: (() => Promise<void>) | undefined;
  log: ReportLog;
  metrics?: ReportMetrics | undefined;
  /** Default 1,000: see `RunReporting`. */
  settleMs?: number | undefined;
  /** Told of each Workflow of the App whenever its metadata changed. */
  onSeen?: ((head: WorkflowHead) => void) | undefined;
  /** Told of each run that is let go because GitHub has no place for its check: it may have one again, as after a suspension. */
  onGone?: OnGone | undefined;
  /** How often rows that somebody else stored are looked for; default a minute. */
  sweepEveryMs?: number | undefined;
  /** Undefined: there are no other replicas. */
  lead?: SharedLead | undefined;
}

export interface Reporter {
  /**
   * Writes a check without a Workflow. Durable once it resolves (see `requestCheck`); rejects when it cannot be stored, and then
   * has to be asked for again.
   */
  requestCheck(request: CheckRequest): Promise<void>;
  /** Somebody stored a check with `requestCheck` of the rows: it is looked for now instead of within the minute. */
  wake(): void;
  /** Watches these namespaces too, where it does not yet: the policy may send runs to a new one while the app runs. */
  watch(namespaces: readonly string[]): void;
  /** Resolves once nothing is under way; what waits for a time does not count. */
  idle(): Promise<void>;
  /** Takes up nothing new and waits for what is under way. What was not written yet is found again at the next start. */
  stop(): Promise<void>;
}

const defaultSweepEveryMs = 60_000;

/** A write that was given up is carried out by then, if it ever is: GitHub ends what takes longer than ten seconds. */
const ownOnTheirWayMs = 30_000;

/** Whole Workflows read at a time: after a start there may be thousands to look at. */
const readsTogether = 16;

/**
 * Watches the App's Workflows and keeps one check run for each attempt of each of them, the only writer of check runs. Every
 * state is worked out again from the Workflow itself, so a crash at any moment costs nothing but time: an attempt's check is
 * found by its note, or by its external id.
 */
export function startReporter(parts: ReporterParts): Reporter {
  const { kubernetes, github, now, schedule, log } = parts;
  const metrics = parts.metrics ?? { count: () => undefined };
  const activity = createActivity();
  const lanes = createWriteLanes({ now, schedule });
  const { lead, records } = parts;
  const onTheirWayMs = lead?.onTheirWayMs ?? ownOnTheirWayMs;
  const follow = followWrites({ lead, records, activity, secondLooks: () => secondLooks, now, log });
  const sender = { github, lanes, log, metrics, follow, unanswered: createUnansweredCreations(now) };
  const rows = createRowWriter({
    ...sender,
    records: parts.records,
    activity,
    now,
    schedule,
    sweepEveryMs: parts.sweepEveryMs,
  });
  const live = createLivePace<TrackedRun>({
    now,
    schedule,
    pausedUntil: lanes.pausedUntil,
    onDue(run) {
      run.live.isDue = true;
      register.look(run);
    },
  });
  const reporting: RunReporting = {
    ...sender,
    live,
    kubernetes,
    limitReads: limitConcurrency(readsTogether),
    identities: parts.identities,
    logs: parts.logs,
    adopt: parts.adopt,
    onGone: parts.onGone,
    isShared: lead !== undefined,
    schedule,
    breathe: parts.breathe ?? (() => setImmediate()),
    pages: parts.pages,
    canRetry: parts.canRetry,
    now,
    blindNamespaces: new Set(),
    look: (run) => register.look(run),
    settleMs: parts.settleMs ?? 1000,
    handOver: rows.request,
  };
  const register = createRunRegister({
    reporting,
    activity,
    driver: (onFinished) => createRunDriver({ reporting, activity, schedule, onFinished }),
    onFound(run) {
      const { note, identity } = run;
      if (note?.closed === undefined) inherited.add(externalIdOf(run, note?.attempt ?? identity.attempt));
      doubtFound(run, { onTheirWayMs, tookOverAt: startedAt, hadOthers: lead !== undefined }, secondLooks);
    },
  });
  const startedAt = now();
  /** Checks of runs that were there before: an earlier life of the app may be writing them at this moment. */
  const inherited = new Set<string>();
  const secondLooks = createSecondLooks({
    ...{ ...sender, records, activity, now, schedule },
    onTheirWayMs,
    tookOverAt: startedAt,
    isInherited: (to) => lead !== undefined || inherited.has(to.externalId),
    sweepEveryMs: lead === undefined ? undefined : (parts.sweepEveryMs ?? defaultSweepEveryMs),
    standingOf: (to) => standingOf(reporting, register.find, to),
  });

  rows.sweep();
  secondLooks.sweep();
  const watches = new Map<string, WorkflowWatch>();
  let stopped = false;
  function watch(namespaces: readonly string[]): void {
    for (const namespace of stopped ? [] : namespaces) {
      if (!watches.has(namespace)) watches.set(namespace, watchNamespace(namespace));
    }
  }

  function watchNamespace(namespace: string): WorkflowWatch {
    let isListed = false;
    return kubernetes.watchWorkflows(
      namespace,
      parts.labelSelector,
      (change) => {
        register.take(change, { isListed });
        if (change.type === 'seen') parts.onSeen?.(change.head);
      },
      () => {
        isListed = true;
      },
    );
  }

  watch(parts.namespaces);
  return {
    requestCheck: rows.request,
    wake: rows.sweep,
    watch,
    idle: activity.idle,
    async stop() {
      stopped = true;
      const ended = [...watches.values()].map((each) => each.stop());
      register.stop();
      live.stop();
      rows.stop();
      secondLooks.stop();
      lanes.stop();
      await Promise.all(ended);
      await activity.idle();
    },
  };
}
