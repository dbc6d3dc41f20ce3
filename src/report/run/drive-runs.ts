import { problem } from '../../problem/problem.ts';
import type { Activity } from '../write/activity.ts';
import { describeError, logProblem } from '../write/report-log.ts';
import { retryDelay } from '../write/retry-delay.ts';
import type { Schedule } from '../write/schedule.ts';
import { type CheckStage, isAhead, stageOfHead } from './check-stage.ts';
import { lookAtRun } from './look-at-run.ts';
import { type NextLook, nameOfRun, type RunReporting, type TrackedRun } from './tracked-run.ts';

/** Looks at runs, each by itself and never twice at a time, when something about them changed or is due. */
export interface RunDriver {
  /** Something about the run changed: `run` holds it already. */
  wake(run: TrackedRun): void;
  forget(run: TrackedRun): void;
  stop(): void;
}

export interface RunDriverParts {
  reporting: RunReporting;
  activity: Activity;
  schedule: Schedule;
  /** The run is done and its object gone. */
  onFinished: (run: TrackedRun) => void;
}

interface Drive {
  dirty: boolean;
  busy: boolean;
  /** After a failure nothing is tried before this time, unless what is to be written has come further than what failed. */
  notBefore: number;
  failedStage: CheckStage | undefined;
  cancelTimer: (() => void) | undefined;
}

export function createRunDriver(parts: RunDriverParts): RunDriver {
  const { reporting, activity, schedule } = parts;
  const drives = new Map<TrackedRun, Drive>();
  let stopped = false;

  function driveOf(run: TrackedRun): Drive {
    const found = drives.get(run);
    if (found !== undefined) return found;
    const drive: Drive = { dirty: false, busy: false, notBefore: 0, failedStage: undefined, cancelTimer: undefined };
    drives.set(run, drive);
    return drive;
  }

  function wake(run: TrackedRun): void {
    const drive = driveOf(run);
    drive.dirty = true;
    if (run.gone || stageOfHead(run.head) === 'ended') run.live.hurry?.();
    if (drive.failedStage !== undefined && isAhead(stageOfHead(run.head), drive.failedStage)) drive.notBefore = 0;
    if (drive.busy || stopped) return;
    if (reporting.now() < drive.notBefore) {
      // A timer may come a moment early, or the clock have been set back: without another one nobody would look any more.
      lookAt(run, drive, drive.notBefore);
      return;
    }
    drive.busy = true;
    activity.begin(() => work(run, drive));
  }

  async function work(run: TrackedRun, drive: Drive): Promise<void> {
    while (drive.dirty && !stopped && reporting.now() >= drive.notBefore) {
      drive.dirty = false;
      const next = await lookSafely(run);
      if (run.finished) {
        forget(run);
        parts.onFinished(run);
        break;
      }
      follow(run, drive, next);
    }
    drive.busy = false;
  }

  async function lookSafely(run: TrackedRun): Promise<NextLook> {
    try {
      return await lookAtRun(reporting, run);
    } catch (error) {
      const values = { subject: nameOfRun(run), attempt: run.failures + 1, cause: describeError(error) };
      reporting.metrics.count('unexpected');
      logProblem(reporting.log, problem('report.unexpected', values));
      return { kind: 'retry' };
    }
  }

  function follow(run: TrackedRun, drive: Drive, next: NextLook): void {
    if (next.kind === 'retry') {
      run.failures += 1;
      drive.dirty = true;
      drive.failedStage = stageOfHead(run.head);
      drive.notBefore = reporting.now() + retryDelay(run.failures, next.afterMs);
      lookAt(run, drive, drive.notBefore);
      return;
    }
    run.failures = 0;
    drive.failedStage = undefined;
    if (next.kind === 'look-at') lookAt(run, drive, next.time);
  }

  function lookAt(run: TrackedRun, drive: Drive, time: number): void {
    const delayMs = time - reporting.now();
    if (delayMs <= 0) {
      drive.dirty = true;
      return;
    }
    if (stopped || (run.lookAt === time && drive.cancelTimer !== undefined)) return;
    drive.cancelTimer?.();
    run.lookAt = time;
    drive.cancelTimer = schedule(delayMs, () => {
      drive.cancelTimer = undefined;
      run.lookAt = undefined;
      wake(run);
    });
  }

  function forget(run: TrackedRun): void {
    drives.get(run)?.cancelTimer?.();
    drives.delete(run);
  }

  return {
    wake,
    forget,
    stop() {
      stopped = true;
      for (const drive of drives.values()) drive.cancelTimer?.();
    },
  };
}
