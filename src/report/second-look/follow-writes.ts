import type { Records } from '../../bus/event-bus.ts';
import type { GithubResult } from '../../github/github.ts';
import { addressOfRun, type TrackedRun } from '../run/tracked-run.ts';
import type { Activity } from '../write/activity.ts';
import { describeError, type ReportLog } from '../write/report-log.ts';
import type { WriteFollower } from '../write/send-check.ts';
import { storeDoubt } from './doubted-checks.ts';
import type { SecondLooks } from './second-looks.ts';

/** How a replica leads that is not the only one. */
export interface SharedLead {
  /** It leads no more, or may not. */
  isOver(): boolean;
  /** How long a write of an earlier leader may be on its way. */
  onTheirWayMs: number;
}

export interface FollowingParts {
  /** Undefined: there are no other replicas. */
  lead: SharedLead | undefined;
  records: Records;
  activity: Activity;
  secondLooks: () => SecondLooks;
  now: () => number;
  log: ReportLog;
}

/**
 * A write that began while this replica led and ended when it did no more is told to the one that leads now. One that nobody knows
 * the end of may still be on its way, and arrive after what is written next.
 */
export function followWrites({ lead, records, activity, secondLooks, now, log }: FollowingParts): WriteFollower {
  return {
    begin(to, status) {
      const hadLead = lead?.isOver() !== true;
      return (sent) => {
        if (!hadLead) return;
        if (lead?.isOver() !== true) {
          // What comes late takes a conclusion back, or stands open beside it, unless it is a conclusion itself.
          if (status !== undefined && status !== 'completed' && isUnknown(sent))
            secondLooks().doubt(to, { wasWritten: false });
          return;
        }
        activity.begin(async () => {
          try {
            await storeDoubt(records, to, { at: now() });
          } catch (error) {
            log.warn({ check: to.name, reason: describeError(error) }, 'a late write could not be told to the leader');
          }
        });
      };
    },
    concluded: (to, state) => secondLooks().concluded(to, state),
  };
}

/** Given up, cut off or broken: all that GitHub held back has a time with it, after which to come again. */
function isUnknown(sent: GithubResult<unknown>): boolean {
  return !sent.ok && sent.failure.kind === 'later' && sent.failure.retryAfterMs === undefined;
}

/** Of what was there when this replica began to lead: checks that an earlier leader may be writing at this moment. */
export function doubtFound(
  run: TrackedRun,
  { tookOverAt, onTheirWayMs, hadOthers }: { tookOverAt: number; onTheirWayMs: number; hadOthers: boolean },
  secondLooks: SecondLooks,
): void {
  const { note } = run;
  const doubt = { wasWritten: false };
  if (note === undefined) secondLooks.doubt(addressOfRun(run, run.identity.attempt), doubt);
  // An earlier life of this very process had its answer before it noted a conclusion.
  if (!hadOthers) return;
  const isTold = note?.closed === 'concluded' || note?.closed === 'handed-over';
  // A conclusion comes within seconds of the end, unless GitHub is away.
  const isRecent = Date.parse(note?.finishedAt ?? '') > tookOverAt - 2 * onTheirWayMs;
  if (note !== undefined && isTold && isRecent) secondLooks.doubt(addressOfRun(run, note.attempt), doubt);
}
