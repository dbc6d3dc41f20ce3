import { describe, expect, it } from 'vitest';
import type { Observation } from '../../state/observe-workflow.ts';
import type { CheckStage } from '../check-stage.ts';
import type { ReportedNote } from '../reported-note.ts';
import { mustHold, type PlanInput, planWrite, type WritePlan } from './plan-write.ts';

const bare = { message: '', steps: [] };
const waiting: Observation = { ...bare, phase: 'waiting' };
const running: Observation = { ...bare, phase: 'running' };
const times = { startedAt: '2026-11-22T00:00:00Z', finishedAt: '2026-11-22T00:01:00Z' };
const failed: Observation = { ...bare, ...times, phase: 'ended', conclusion: 'failure', how: 'failed' };
const failedLater: Observation = { ...failed, finishedAt: '2026-11-22T00:09:00Z' };
const deleted: Observation = { ...bare, phase: 'ended', conclusion: 'cancelled', how: 'deleted' };

const open = (stage: CheckStage): ReportedNote => ({ uid: 'u', attempt: 1, checkId: 9, stage });
const concluded: ReportedNote = { ...open('ended'), closed: 'concluded', ...times };

function input(note: ReportedNote | undefined, observation: Observation, more: Partial<PlanInput> = {}): PlanInput {
  const stage: CheckStage = observation.phase === 'suspended' ? 'running' : observation.phase;
  return { note, observation, stage, isDeleting: false, firstAttempt: 1, ...more };
}

const nothing: WritePlan = { kind: 'nothing' };
const update: WritePlan = { kind: 'update', attempt: 1, checkId: 9 };
const second: WritePlan = { kind: 'create', attempt: 2 };

describe('planWrite', () => {
  it.each<[string, PlanInput, WritePlan]>([
    ['without a note creates', input(undefined, running), { kind: 'create', attempt: 1 }],
    [
      'begins at the first attempt of the identity',
      input(undefined, failed, { firstAttempt: 4 }),
      { kind: 'create', attempt: 4 },
    ],
    ['goes from waiting to overdue', input(open('waiting'), waiting, { stage: 'overdue' }), update],
    ['goes from overdue to running', input(open('overdue'), running), update],
    ['goes from running to its end', input(open('running'), failed), update],
    ['says nothing twice', input(open('running'), running), nothing],
    ['never goes back from running to waiting', input(open('running'), waiting), nothing],
    ['never goes back from overdue to waiting', input(open('overdue'), waiting), nothing],
    [
      'creates where an open note has no check',
      input({ uid: 'u', attempt: 3, stage: 'waiting' }, running),
      { kind: 'create', attempt: 3 },
    ],
    ['leaves a conclusion alone', input(concluded, failed), nothing],
    ['takes a run after a conclusion for a new attempt', input(concluded, running), second],
    ['takes another end after a conclusion for a new attempt', input(concluded, failedLater), second],
    ['opens no attempt for a Workflow that is going', input(concluded, failedLater, { isDeleting: true }), nothing],
    ['gave up on what is gone', input({ ...concluded, closed: 'gone' }, running), nothing],
    ['gave up on what is refused', input({ ...concluded, closed: 'refused' }, failedLater), nothing],
    ['gave up on what is too old', input({ ...concluded, closed: 'expired' }, failedLater), nothing],
    [
      'hands over what was deleted while it ran',
      input(open('running'), deleted, { isDeleting: true }),
      { kind: 'hand-over', attempt: 1, checkId: 9 },
    ],
    [
      'hands over what was deleted before it had a check',
      input(undefined, deleted, { isDeleting: true }),
      { kind: 'hand-over', attempt: 1 },
    ],
    ['hands over once', input({ ...open('ended'), closed: 'handed-over' }, deleted, { isDeleting: true }), nothing],
  ])('%s', (_, given, expected) => {
    expect(planWrite(given)).toEqual(expected);
  });
});

describe('mustHold', () => {
  it.each<[string, boolean, ReportedNote, typeof times | undefined, boolean]>([
    ['holds what is not concluded', true, open('running'), undefined, false],
    ['holds what ended and is not concluded', true, open('running'), times, true],
    ['lets go what is concluded', false, concluded, times, false],
    ['holds what runs again', true, concluded, undefined, false],
    ['lets go what runs again and is deleted', false, concluded, undefined, true],
    ['lets go what it gave up on', false, { ...concluded, closed: 'gone' }, undefined, false],
    ['lets go what it handed over', false, { ...open('ended'), closed: 'handed-over' }, undefined, true],
  ])('%s', (...[, expected, note, end, isDeleting]) => {
    expect(mustHold(note, end, isDeleting)).toBe(expected);
  });
});
