import type { Records, StoredRecord } from '../../bus/event-bus.ts';
import type { GithubFailure } from '../../github/github.ts';
import { problem } from '../../problem/problem.ts';
import type { Activity } from '../write/activity.ts';
import { describeError, logProblem } from '../write/report-log.ts';
import { retryDelay } from '../write/retry-delay.ts';
import type { Schedule } from '../write/schedule.ts';
import type { CheckSender } from '../write/send-check.ts';
import {
  type CheckRequest,
  type CheckRow,
  checkRows,
  isWritten,
  keyOfRequest,
  readCheckRow,
  requestCheck,
  saveWritten,
} from './check-row.ts';
import { hasCheckNamed, readNamedChecks } from './named-checks.ts';
import { addressOfRow, type RowStep, writeRow } from './write-row.ts';

/** How often rows are looked through: for those that another replica stored, and those that may go. */
const defaultSweepEveryMs = 60 * 1000;
/** As long as a delivery id is kept: a repeated delivery asks for the same check again. */
const keepWrittenMs = 8 * 24 * 60 * 60 * 1000;
/** What GitHub did not take for so long is given up, as for checks of runs. */
const giveUpAfterMs = 7 * 24 * 60 * 60 * 1000;

export interface RowWriter {
  /** Stores the row, then sees to it that it is written. Rejects when it cannot be stored. */
  request(request: CheckRequest): Promise<void>;
  /** Looks through all rows now, and from then on every minute. */
  sweep(): void;
  stop(): void;
}

export interface RowWriterParts extends CheckSender {
  records: Records;
  activity: Activity;
  now: () => number;
  schedule: Schedule;
  sweepEveryMs?: number | undefined;
}

interface Writing {
  failures: number;
  /** A call went out, and what came of it is not stored. */
  isOpen: boolean;
  /** This process knows what GitHub has of it. */
  isSure: boolean;
  busy: boolean;
  again: boolean;
  cancelTimer: (() => void) | undefined;
}

/**
 * Writes checks without a Workflow, each row by itself, until GitHub has it or cannot have it. Rows that were there before this
 * writer may have a check already; which those are is not told by clocks, because another process with another one stored them.
 */
export function createRowWriter(parts: RowWriterParts): RowWriter {
  /** Rows that somebody else may have begun to write; undefined until all have been listed once. */
  let inherited: ReadonlySet<string> | undefined;
  /** Rows that were first stored by this writer. */
  const own = new Set<string>();
  const underWay = new Map<string, Writing>();
  const unreadable = new Set<string>();
  let stopped = false;
  let isSweeping = false;
  let sweepAgain = false;
  let cancelSweep: (() => void) | undefined;

  function wake(key: string): void {
    if (stopped) return;
    const writing = underWay.get(key) ?? {
      failures: 0,
      isOpen: false,
      isSure: false,
      busy: false,
      again: false,
      cancelTimer: undefined,
    };
    underWay.set(key, writing);
    writing.again = true;
    if (writing.busy || writing.cancelTimer !== undefined) return;
    writing.busy = true;
    parts.activity.begin(() => work(key, writing));
  }

  async function work(key: string, writing: Writing): Promise<void> {
    let next: Progress = 'go-on';
    while (next === 'go-on' && !stopped) {
      writing.again = false;
      next = await tryStep(key, writing);
      if (next === 'done' && writing.again) next = 'go-on';
    }
    writing.busy = false;
    if (typeof next === 'object' && !stopped) retryLater(key, writing, next.afterMs);
    else {
      underWay.delete(key);
      own.delete(key);
    }
  }

  function retryLater(key: string, writing: Writing, afterMs: number | undefined): void {
    writing.failures += 1;
    writing.cancelTimer = parts.schedule(retryDelay(writing.failures, afterMs), () => {
      writing.cancelTimer = undefined;
      wake(key);
    });
  }

  async function tryStep(key: string, writing: Writing): Promise<Progress> {
    try {
      return await step(key, writing);
    } catch (error) {
      const values = { subject: key, attempt: writing.failures + 1, cause: describeError(error) };
      parts.metrics.count('unexpected');
      logProblem(parts.log, problem('report.unexpected', values));
      return { afterMs: undefined };
    }
  }

  async function step(key: string, writing: Writing): Promise<Progress> {
    const stored = await parts.records.get(checkRows, key);
    if (stored === undefined) return 'done';
    const row = readCheckRow(stored.value);
    if (row === undefined) return sayUnreadable(key);
    const { installationId } = row.repository;
    const isUrgent = () => row.check.status === 'completed';
    const isInherited = !own.has(key) && inherited?.has(key) !== false;
    const isUnsure = writing.isOpen || ((row.mayExist === true || isInherited) && !writing.isSure);
    // From here on, until the row says that it is written, GitHub may have it.
    writing.isOpen = true;
    const result = await parts.lanes.take({ installationId, isUrgent }, () => writeUnlessOvertaken(key, row, isUnsure));
    if (result === undefined || result.kind === 'done') return 'done';
    if (result.kind === 'failed') return await answerFailure(key, row, { writing, failure: result.failure });
    writing.failures = 0;
    await saveWritten(parts.records, key, result.written);
    writing.isOpen = false;
    writing.isSure = true;
    return 'go-on';
  }

  async function writeUnlessOvertaken(key: string, row: CheckRow, isUnsure: boolean): Promise<RowStep> {
    if (!(await isOvertaken(row))) return await writeRow(parts, row, { now: parts.now(), isUnsure });
    await parts.records.remove(checkRows, key);
    return { kind: 'done' };
  }

  /** Asked right before it is written: it may have waited long for GitHub, and a run may have begun meanwhile. */
  async function isOvertaken({ repository, check, unlessNamed, written }: CheckRow): Promise<boolean> {
    if (unlessNamed !== true || written !== undefined) return false;
    const place = { repositoryId: repository.id, commit: check.headSha };
    return hasCheckNamed(await readNamedChecks(parts.records, place), check.name);
  }

  function sayUnreadable(key: string): 'done' {
    if (!unreadable.has(key)) logProblem(parts.log, problem('report.unreadable-row', { key }));
    unreadable.add(key);
    return 'done';
  }

  async function answerFailure(
    key: string,
    row: CheckRow,
    { writing, failure }: { writing: Writing; failure: GithubFailure },
  ): Promise<Progress> {
    const { externalId, name } = addressOfRow(row);
    const values = { check: name, subject: externalId, cause: failure.message };
    const isOld = parts.now() - row.requestedAt > giveUpAfterMs;
    if (failure.kind === 'later' && !isOld) {
      parts.metrics.count('later');
      logProblem(parts.log, problem('report.later', { ...values, attempt: writing.failures + 1 }));
      return { afterMs: failure.retryAfterMs };
    }
    if (failure.kind === 'later') {
      parts.metrics.count('expired');
      logProblem(parts.log, problem('report.expired', values));
    }
    if (failure.kind === 'gone') {
      parts.metrics.count('gone');
      logProblem(parts.log, problem('report.gone', values));
    }
    // A refusal was said in the log where it was met.
    await parts.records.remove(checkRows, key);
    return 'done';
  }

  function startSweep(): void {
    sweepAgain = true;
    if (isSweeping || stopped) return;
    isSweeping = true;
    cancelSweep?.();
    parts.activity.begin(sweepAll);
  }

  async function sweepAll(): Promise<void> {
    while (sweepAgain && !stopped) {
      sweepAgain = false;
      await sweepOnce();
    }
    isSweeping = false;
    if (!stopped) cancelSweep = parts.schedule(parts.sweepEveryMs ?? defaultSweepEveryMs, startSweep);
  }

  async function sweepOnce(): Promise<void> {
    try {
      const all = await parts.records.list(checkRows, '');
      inherited ??= new Set(all.filter(isUnfinished).map(({ key }) => key));
      for (const stored of all) await sweepRow(stored);
    } catch (error) {
      const values = { subject: 'stored checks', attempt: 1, cause: describeError(error) };
      parts.metrics.count('unexpected');
      logProblem(parts.log, problem('report.unexpected', values));
    }
  }

  async function sweepRow(stored: StoredRecord): Promise<void> {
    const row = readCheckRow(stored.value);
    if (row === undefined || !isWritten(row)) wake(stored.key);
    else if (parts.now() - row.written.at > keepWrittenMs) await parts.records.remove(checkRows, stored.key);
  }

  return {
    async request(request) {
      const key = keyOfRequest(request);
      if ((await requestCheck(parts.records, request)) === 'new') own.add(key);
      wake(key);
    },
    sweep: startSweep,
    stop() {
      stopped = true;
      cancelSweep?.();
      for (const writing of underWay.values()) writing.cancelTimer?.();
    },
  };
}

function isUnfinished({ value }: StoredRecord): boolean {
  const row = readCheckRow(value);
  return row === undefined || !isWritten(row);
}

/** `done`: nothing more to do. An object: the same again after a pause. */
type Progress = 'go-on' | 'done' | { afterMs: number | undefined };
