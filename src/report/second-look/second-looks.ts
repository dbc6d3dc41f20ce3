import type { Records } from '../../bus/event-bus.ts';
import type { CheckState, FoundCheck } from '../../github/github.ts';
import type { Activity } from '../write/activity.ts';
import { describeError } from '../write/report-log.ts';
import { retryDelay } from '../write/retry-delay.ts';
import type { Schedule } from '../write/schedule.ts';
import { type CheckAddress, type CheckSender, listChecks, updateCheck } from '../write/send-check.ts';
import { type DoubtedCheck, listDoubts, removeDoubt, storeDoubt } from './doubted-checks.ts';
import type { RunStanding } from './standing-of.ts';

/**
 * A write that an earlier leader or an earlier life of the app began, or one that was given up, can reach GitHub after the next one:
 * it takes a conclusion back, or makes a check a second time. So where that may be, GitHub is asked once more after the conclusion,
 * and what is wrong is written again.
 */
export interface SecondLooks {
  /** GitHub has this conclusion now. */
  concluded(to: CheckAddress, state: CheckState): void;
  /** Somebody else's write of this check may still be on its way. `wasWritten`: one came late, or was given up. */
  doubt(to: CheckAddress, doubt: { wasWritten: boolean }): void;
  /** Looks for checks that other replicas have doubts about, now and then again and again. */
  sweep(): void;
  stop(): void;
}

export interface SecondLookParts extends CheckSender {
  records: Records;
  activity: Activity;
  now: () => number;
  schedule: Schedule;
  /** How long a write may be on its way, as far as can be said. */
  onTheirWayMs: number;
  /** When this replica began to lead, after others or an earlier life of itself may have. */
  tookOverAt: number;
  /** Somebody may have written this check before. */
  isInherited: (to: CheckAddress) => boolean;
  /** Undefined: nobody else has doubts, so that they are read once. */
  sweepEveryMs: number | undefined;
  standingOf: (to: CheckAddress) => RunStanding;
}

interface Doubt {
  to: CheckAddress;
  /** No look before. */
  notBefore: number;
  /** Something was written late for sure: the check's text may be wrong, too, where its state is right. */
  wasWritten: boolean;
  /** What it has to say, once that is known. */
  state?: CheckState;
  failures: number;
  cancelTimer?: () => void;
}

/** A run that never concludes has its doubt no longer than GitHub has its check open. */
const keptMs = 14 * 24 * 60 * 60 * 1000;

type Outcome = 'settled' | 'open' | 'later';

/** So many conclusions are remembered in short, for doubts that come after the Workflow went. */
const maxConclusions = 1000;

export function createSecondLooks(parts: SecondLookParts): SecondLooks {
  const { now, records, activity, schedule } = parts;
  const conclusions = new Map<string, CheckState>();
  const doubts = new Map<string, Doubt>();
  // What is put right is no news.
  const corrector = { ...parts, follow: parts.follow && { ...parts.follow, concluded: () => undefined } };
  let stopped = false;
  let cancelSweep: (() => void) | undefined;

  function lookAfter(doubt: Doubt, delayMs: number): void {
    doubt.cancelTimer?.();
    if (stopped) return;
    doubt.cancelTimer = schedule(Math.max(delayMs, 0), () => activity.begin(() => lookSafely(doubt)));
  }

  async function lookSafely(entry: Doubt): Promise<void> {
    const { externalId, name } = entry.to;
    let outcome: Outcome = 'later';
    try {
      outcome = await look(entry);
      if (outcome === 'settled') await removeDoubt(records, externalId);
    } catch (error) {
      parts.log.warn({ check: name, reason: describeError(error) }, 'a second look at a check failed');
      outcome = 'later';
    }
    if (outcome === 'settled' && doubts.get(externalId) === entry) doubts.delete(externalId);
    // One that goes on is looked at when it has concluded.
    if (outcome !== 'later') return;
    entry.failures += 1;
    lookAfter(entry, retryDelay(entry.failures));
  }

  async function look(entry: Doubt): Promise<Outcome> {
    const { to, wasWritten } = entry;
    const standing = parts.standingOf(to);
    if (entry.state === undefined && standing.kind === 'open') return 'open';
    const listed = await listChecks(parts, to);
    if (!listed.ok) return listed.failure.kind === 'later' ? 'later' : 'settled';
    const own = listed.value.filter(({ externalId }) => externalId === to.externalId);
    // No late write concludes a check otherwise than its run did: it was about a time before.
    if (!wasWritten && own.every(({ status }) => status === 'completed')) return 'settled';
    const state = entry.state ?? (await readState(to, standing));
    if (state === undefined) return sayUnknown(to, own);
    const wrong = own.filter((each) => wasWritten || !shows(each, state));
    return await writeAll(to, wrong, state);
  }

  async function readState({ externalId }: CheckAddress, standing: RunStanding): Promise<CheckState | undefined> {
    const read = standing.kind === 'concluded' ? await standing.read() : undefined;
    return read ?? conclusions.get(externalId);
  }

  async function writeAll(to: CheckAddress, wrong: readonly FoundCheck[], state: CheckState): Promise<Outcome> {
    for (const found of wrong) {
      if ((await writeAgain(to, found, state)) === 'later') return 'later';
    }
    return 'settled';
  }

  async function writeAgain(to: CheckAddress, { id }: FoundCheck, state: CheckState): Promise<'done' | 'later'> {
    const { annotations: _had, ...output } = state.output;
    const { installationId } = to.repository;
    const written = await parts.lanes.take({ installationId, isUrgent: () => true }, () =>
      updateCheck(corrector, { ...to, id }, { ...state, output }),
    );
    if (written === undefined || (!written.ok && written.failure.kind === 'later')) return 'later';
    parts.metrics.count('corrected');
    parts.log.warn({ check: to.name, subject: to.externalId }, 'a late write was put right');
    return 'done';
  }

  function sayUnknown(to: CheckAddress, own: readonly FoundCheck[]): 'settled' {
    if (own.some(({ status }) => status !== 'completed')) {
      parts.log.warn({ check: to.name, subject: to.externalId }, 'a check without a Workflow has no conclusion');
    }
    return 'settled';
  }

  function doubt(to: CheckAddress, { wasWritten }: { wasWritten: boolean }): Doubt | undefined {
    const { externalId } = to;
    if (stopped) return undefined;
    // Whoever noted a late write was there to see it end.
    const notBefore = now() + (wasWritten ? parts.onTheirWayMs / 2 : parts.onTheirWayMs);
    const known = doubts.get(externalId);
    if (known !== undefined && (known.wasWritten || !wasWritten)) return known;
    known?.cancelTimer?.();
    const entry: Doubt = { to, notBefore, wasWritten, failures: 0 };
    if (known?.state !== undefined) entry.state = known.state;
    doubts.set(externalId, entry);
    lookAfter(entry, entry.notBefore - now());
    return entry;
  }

  async function sweepOnce(): Promise<void> {
    try {
      for (const found of await listDoubts(records)) {
        if (now() - found.at < keptMs) take(found);
        else await removeDoubt(records, found.to.externalId);
      }
    } catch (error) {
      parts.log.warn({ reason: describeError(error) }, 'doubts about checks could not be read');
    }
    if (!stopped && parts.sweepEveryMs !== undefined) cancelSweep = schedule(parts.sweepEveryMs, sweep);
  }

  /** Whoever had the doubt knew how the run ended, or led no more when it wrote. */
  function take({ to, end }: DoubtedCheck): void {
    const entry = doubt(to, { wasWritten: end === undefined });
    if (entry === undefined || end === undefined || entry.state !== undefined) return;
    const { conclusion, title } = end;
    entry.state = { status: 'completed', conclusion, output: { title, summary: title } };
    lookAfter(entry, entry.notBefore - now());
  }

  /** This process may be killed before it looks, and the Workflow be gone by then. */
  async function keepSafely(to: CheckAddress, { conclusion, output }: CheckState): Promise<void> {
    if (conclusion === undefined) return;
    try {
      await storeDoubt(records, to, { at: now(), end: { conclusion, title: output.title } });
    } catch (error) {
      parts.log.warn({ check: to.name, reason: describeError(error) }, 'a doubt about a check could not be kept');
    }
  }

  function remember({ externalId }: CheckAddress, state: CheckState): void {
    const { title } = state.output;
    conclusions.delete(externalId);
    conclusions.set(externalId, { ...state, output: { title, summary: title } });
    const [oldest] = conclusions.keys();
    if (conclusions.size > maxConclusions && oldest !== undefined) conclusions.delete(oldest);
  }

  function sweep(): void {
    cancelSweep?.();
    if (!stopped) activity.begin(sweepOnce);
  }

  return {
    concluded(to, state) {
      remember(to, state);
      const isEarly = now() - parts.tookOverAt < parts.onTheirWayMs && parts.isInherited(to);
      const known = doubts.get(to.externalId);
      const entry = known ?? (isEarly ? doubt(to, { wasWritten: false }) : undefined);
      if (entry === undefined) return;
      entry.state = state;
      if (!entry.wasWritten) activity.begin(() => keepSafely(to, state));
      lookAfter(entry, entry.notBefore - now());
    },
    doubt: (to, since) => void doubt(to, since),
    sweep,
    stop() {
      stopped = true;
      cancelSweep?.();
      for (const each of doubts.values()) each.cancelTimer?.();
    },
  };
}

function shows(found: FoundCheck, state: CheckState): boolean {
  return found.status === state.status && found.conclusion === state.conclusion;
}
