import { annotations } from '../../kubernetes/labels.ts';
import type { WorkflowHead } from '../../kubernetes/workflow.ts';
import type { Activity } from '../write/activity.ts';
import { retryDelay } from '../write/retry-delay.ts';
import type { Schedule } from '../write/schedule.ts';

/**
 * What becomes of a Workflow that the cluster's cron controller made. `adopted`: it says by now what it may report on, as any other
 * run does. `quiet`: nothing is to be said of it as far as it has come. `foreign`: it is none, whatever it says.
 */
export type Adoption = { kind: 'adopted' | 'quiet' | 'foreign' } | { kind: 'later'; afterMs?: number };

export type AdoptScheduled = (head: WorkflowHead) => Promise<Adoption>;

/** Runs of schedules that have no identity of their own yet. */
export interface ScheduledRuns {
  /** The Workflow, of which this is the newest metadata, is looked at by and by. */
  take(head: WorkflowHead): void;
  forget(uid: string): void;
  stop(): void;
}

interface Look {
  head: WorkflowHead;
  busy: boolean;
  dirty: boolean;
  failures: number;
  cancelTimer: (() => void) | undefined;
}

/** A Workflow of a schedule, before anybody said what it may report on. */
export function isScheduled({ metadata }: WorkflowHead): boolean {
  const noted = metadata.annotations ?? {};
  return noted[annotations.schedule] !== undefined && noted[annotations.identity] === undefined;
}

export function createScheduledRuns(parts: {
  adopt: AdoptScheduled;
  activity: Activity;
  schedule: Schedule;
  onForeign: (head: WorkflowHead) => void;
  onError: (head: WorkflowHead, error: unknown) => void;
}): ScheduledRuns {
  const looks = new Map<string, Look>();
  let stopped = false;

  function wake(look: Look): void {
    look.dirty = true;
    if (look.busy || stopped) return;
    look.busy = true;
    parts.activity.begin(() => work(look));
  }

  async function work(look: Look): Promise<void> {
    while (look.dirty && !stopped) {
      look.dirty = false;
      const { head } = look;
      const adoption = await adoptSafely(head);
      if (!looks.has(head.metadata.uid)) break;
      follow(look, head, adoption);
    }
    look.busy = false;
  }

  async function adoptSafely(head: WorkflowHead): Promise<Adoption> {
    try {
      return await parts.adopt(head);
    } catch (error) {
      parts.onError(head, error);
      return { kind: 'later' };
    }
  }

  function follow(look: Look, head: WorkflowHead, adoption: Adoption): void {
    look.cancelTimer?.();
    look.cancelTimer = undefined;
    if (adoption.kind === 'later') {
      look.failures += 1;
      look.cancelTimer = parts.schedule(retryDelay(look.failures, adoption.afterMs), () => wake(look));
      return;
    }
    look.failures = 0;
    if (adoption.kind === 'foreign') parts.onForeign(head);
  }

  return {
    take(head) {
      const { uid } = head.metadata;
      const known = looks.get(uid);
      const look = known ?? { head, busy: false, dirty: false, failures: 0, cancelTimer: undefined };
      look.head = head;
      looks.set(uid, look);
      wake(look);
    },
    forget(uid) {
      looks.get(uid)?.cancelTimer?.();
      looks.delete(uid);
    },
    stop() {
      stopped = true;
      for (const look of looks.values()) look.cancelTimer?.();
    },
  };
}
