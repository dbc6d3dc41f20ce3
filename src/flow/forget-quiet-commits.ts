import type { Records } from '../bus/event-bus.ts';
import { forgetNamedChecks } from '../report/rows/named-checks.ts';
import { forgetTriedRuns } from '../run/creation/tried-runs.ts';
import { forgetApprovals } from './approval/approvals.ts';
import { forgetWaiting } from './approval/waiting-events.ts';
import { forgetCreatedRefs } from './file/created-refs.ts';
import { forgetOldInterruptions } from './leave/interrupted-checks.ts';

const day = 24 * 60 * 60 * 1000;
/** Nothing of a commit is asked about so late; what is, GitHub is asked. */
const commitsMs = 8 * day;
/** As long as events are kept that an approval could have handled again. */
const approvalsMs = 30 * day;
/** Longer than delivery ids are known and dead letters can be revived. */
const triesMs = 31 * day;

/** Forgets what was noted of commits and pull requests that nobody has heard of for long. Doing it twice changes nothing. */
export async function forgetQuietCommits(records: Records, now: number): Promise<void> {
  await forgetNamedChecks(records, now - commitsMs);
  await forgetCreatedRefs(records, now - commitsMs);
  await forgetWaiting(records, now - approvalsMs);
  await forgetTriedRuns(records, now - triesMs);
  await forgetApprovals(records, now - approvalsMs);
  await forgetOldInterruptions(records, now - approvalsMs);
}
