import { describe, expect, it } from 'vitest';
import { reportFinalizer } from '../../kubernetes/labels.ts';
import { identity } from '../testing/stage.ts';
import { judgeHead } from './judge-head.ts';
import type { ReportedNote } from './reported-note.ts';
import { newTrackedRun, type TrackedRun } from './tracked-run.ts';

const phases = { phase: 'workflows.argoproj.io/phase', completed: 'workflows.argoproj.io/completed' };
const running = { [phases.phase]: 'Running', [phases.completed]: 'false' };
const pending = { [phases.phase]: 'Pending', [phases.completed]: 'false' };
const ended = { [phases.phase]: 'Failed', [phases.completed]: 'true' };
/** As Argo leaves it for a moment after a retry. */
const retried = { [phases.phase]: 'Failed' };

const open: ReportedNote = { uid: 'u', attempt: 1, checkId: 1, stage: 'running' };
const closed: ReportedNote = { ...open, stage: 'ended', closed: 'concluded', generation: 4 };

interface Shown {
  labels?: Record<string, string>;
  version?: string;
  generation?: number;
  finalizers?: string[];
  deletionTimestamp?: string;
}

function track(note: ReportedNote | undefined, head: Shown, more: Partial<TrackedRun> = {}): TrackedRun {
  const { version = '2', labels = running, ...shown } = head;
  const metadata = { name: 'ci', namespace: 'rec', uid: 'u', resourceVersion: version, labels, ...shown };
  return { ...newTrackedRun({ identity, head: { metadata }, note }, 0), ...more };
}

describe('judgeHead', () => {
  it.each<[string, TrackedRun, boolean]>([
    ['reads a Workflow without a note that has a phase', track(undefined, { labels: pending }), true],
    ['waits for a phase for a moment', track(undefined, { labels: {} }), false],
    ['reads one without a phase after that moment', track(undefined, { labels: {} }, { unstartedSince: -1000 }), true],
    ['rests while a running one changes', track(open, {}), false],
    ['rests on a late sign of an earlier stage', track(open, { labels: pending }), false],
    ['reads at the end', track(open, { labels: ended }), true],
    ['reads what is being deleted', track(open, { deletionTimestamp: 'now' }), true],
    ['reads when the two minutes are over', track({ ...open, stage: 'waiting' }, { labels: {} }), true],
    [
      'rests before the two minutes are over',
      track({ ...open, stage: 'waiting' }, { labels: {} }, { lookAt: 120_000 }),
      false,
    ],
    ['reads while a note is not saved', track(open, {}, { unsaved: true }), true],
    ['rests on a stage that GitHub refused', track(undefined, {}, { refusedStage: 'running' }), false],
    ['reads a stage after a refused one', track(undefined, { labels: ended }, { refusedStage: 'running' }), true],
    ['rests on a concluded one of the same generation', track(closed, { labels: ended, generation: 4 }), false],
    ['reads a concluded one of another generation', track(closed, { labels: ended, generation: 5 }), true],
    ['reads a concluded one of an unknown generation', track(closed, { labels: ended }), true],
    ['reads a concluded one that was retried', track(closed, { labels: retried, generation: 6 }), true],
    ['rests on the version that it judged', track(closed, { labels: ended }, { judgedVersion: '2' }), false],
    [
      'reads a concluded one that still has the finalizer',
      track(closed, { generation: 4, finalizers: [reportFinalizer] }),
      true,
    ],
    ['rests on a concluded one that is going', track(closed, { generation: 5, deletionTimestamp: 'now' }), false],
    ['reads a concluded one whose logs are to come', track({ ...closed, late: true }, { generation: 4 }), true],
    [
      'rests on one whose logs it reads already',
      track({ ...closed, late: true }, { generation: 4 }, { isLateRead: true }),
      false,
    ],
    ['rests on one that it gave up', track({ ...closed, closed: 'gone' }, { generation: 5 }), false],
  ])('%s', (_, run, reads) => {
    expect(judgeHead(run, { now: 0, settleMs: 1000 }) === 'read').toBe(reads);
  });
});
