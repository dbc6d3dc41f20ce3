import { describe, expect, it } from 'vitest';
import type { Workflow } from '../kubernetes/workflow.ts';
import type { Answer, CheckCall } from './testing/fake-github.ts';
import { finalizersOf, methods, noteOf, write } from './testing/play-stage.ts';
import { readRecording } from './testing/recordings.ts';
import { makeWorkflow, type Stage, setStage } from './testing/stage.ts';

/** GitHub has a check of the running Workflow, the process that made it is gone, and no note names the check. */
async function leaveUnnoted(stage: Stage, workflow: Workflow): Promise<void> {
  stage.cluster.answer = (method) => (method === 'patch' ? { kind: 'later', message: 'etcd' } : undefined);
  stage.cluster.write(stage.sign(workflow));
  await stage.time.settle();
  expect(stage.github.checks).toHaveLength(1);
  expect(noteOf(stage, workflow.metadata.name ?? '')).toBeUndefined();
  await stage.reporter.stop();
  stage.cluster.answer = () => undefined;
  stage.github.calls.length = 0;
}

/** The first so many calls of that kind get this answer. */
function spoil(stage: Stage, method: CheckCall['method'], answer: Answer, times = 1): void {
  let left = times;
  stage.github.answer = (call) => {
    if (call.method !== method || left === 0) return undefined;
    left -= 1;
    return answer;
  };
}

const later = { kind: 'later', message: '503' } as const;
const running = makeWorkflow('ci', { phase: 'Running' });

describe('a check that a new process finds', () => {
  it.each<{ what: string; answer: Answer; times: number }>([
    { what: 'is done and its answer lost', answer: 'lost', times: 1 },
    { what: 'fails', answer: later, times: 1 },
    { what: 'fails again and again', answer: later, times: 4 },
    { what: 'is lost again and again', answer: 'lost', times: 4 },
  ])('is the one that is concluded when writing it $what', async ({ answer, times }) => {
    const stage = setStage();
    await leaveUnnoted(stage, running);
    stage.cluster.write(stage.sign(makeWorkflow('ci', { phase: 'Succeeded', endedAt: 1 })));
    spoil(stage, 'update', answer, times);
    await stage.restart();
    await stage.time.advance(60_000);
    expect(stage.github.checks).toMatchObject([{ conclusion: 'success' }]);
    expect(methods(stage)).not.toContain('create completed');
    expect(finalizersOf(stage, 'ci')).toEqual([]);
    expect(stage.github.violations).toEqual([]);
  });

  it('is not taken for none when GitHub cannot be asked', async () => {
    const stage = setStage();
    await leaveUnnoted(stage, running);
    spoil(stage, 'list', later, 3);
    await stage.restart();
    await write(stage, 'ci', { phase: 'Succeeded', endedAt: 1 });
    await stage.time.advance(60_000);
    expect(stage.github.checks).toMatchObject([{ conclusion: 'success' }]);
  });

  it('is found again at its end when GitHub refused a state before it', async () => {
    const stage = setStage();
    await leaveUnnoted(stage, makeWorkflow('ci', { phase: 'Pending', message: 'a lock' }));
    stage.cluster.write(stage.sign(running));
    spoil(stage, 'update', { kind: 'refused', message: 'no' }, 2);
    await stage.restart();
    await write(stage, 'ci', { phase: 'Succeeded', endedAt: 1 });
    await stage.time.advance(60_000);
    expect(stage.github.checks).toMatchObject([{ conclusion: 'success' }]);
  });

  it('is known when its Workflow goes before it could be written', async () => {
    const stage = setStage();
    await leaveUnnoted(stage, running);
    stage.cluster.write(stage.sign(makeWorkflow('ci', { phase: 'Succeeded', endedAt: 1 })));
    spoil(stage, 'update', later, 1);
    await stage.restart();
    stage.cluster.remove('ci');
    await stage.time.advance(60_000);
    expect(stage.github.checks).toMatchObject([{ conclusion: 'success' }]);
  });

  it('is not followed by another when the Workflow, deleted meanwhile, went on to its end', async () => {
    const stage = setStage();
    stage.cluster.answer = (method) => (method === 'patch' ? { kind: 'later', message: 'etcd' } : undefined);
    await write(stage, 'ci', { phase: 'Running' });
    stage.cluster.delete('ci');
    await stage.time.advance(1000);
    expect(stage.github.checks).toMatchObject([{ conclusion: 'cancelled' }]);
    await write(stage, 'ci', { phase: 'Succeeded', endedAt: 60 });
    await stage.reporter.stop();
    stage.cluster.answer = () => undefined;
    await stage.restart();
    await stage.time.advance(60_000);
    expect(stage.github.checks).toMatchObject([{ conclusion: 'cancelled' }]);
    expect(stage.cluster.workflows.has('ci')).toBe(false);
  });

  it('gets the annotations when its row could not be stored at first', async () => {
    const stage = setStage();
    stage.logs.pods.set('dag-failed-bad-2155107707', "src/a.ts(1,5): error TS2304: Cannot find name 'x'.");
    await leaveUnnoted(stage, lineOf(1));
    stage.cluster.write(stage.sign(lineOf(-1)));
    stage.records.failing = true;
    await stage.restart();
    await stage.time.advance(10_000);
    stage.records.failing = false;
    await stage.time.advance(120_000);
    expect(stage.github.checks).toMatchObject([{ conclusion: 'failure', allAnnotations: 1 }]);
  });
});

describe('a check with annotations whose making may have been carried out', () => {
  it('is looked for once more right before it is made', async () => {
    const stage = setStage();
    stage.logs.pods.set('dag-failed-bad-2155107707', "src/a.ts(1,5): error TS2304: Cannot find name 'x'.");
    spoil(stage, 'create', later);
    stage.cluster.write(stage.sign(lineOf(1)));
    await stage.time.settle();
    stage.cluster.write(stage.sign(lineOf(-1)));
    await stage.time.advance(60_000);
    // The last: whether what got no answer has come into being since.
    expect(methods(stage)).toEqual(['create in_progress', 'list', 'list', 'create completed', 'list']);
    expect(stage.github.checks).toMatchObject([{ conclusion: 'failure', allAnnotations: 1 }]);
  });
});

/** The recording's Workflow while it runs and at its end. */
function lineOf(index: number): Workflow {
  const workflow = structuredClone(readRecording('dag-failed').at(index)?.object);
  if (workflow === undefined) throw new Error('there is no such line');
  return workflow;
}
