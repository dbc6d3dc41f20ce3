import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CheckConclusion } from '../github/github.ts';
import { reportFinalizer } from '../kubernetes/labels.ts';
import { listRecordings, type RecordedLine, readRecording } from './testing/recordings.ts';
import { type Stage, setStage } from './testing/stage.ts';

/** The one right end of each history; the attempts before it where Argo ran the Workflow again. */
const ends: Record<string, CheckConclusion[]> = {
  'continue-on-failed': ['success'],
  'dag-failed': ['failure'],
  'dag-succeeded': ['success'],
  'deadline-exceeded': ['timed_out'],
  'deleted-while-running': ['cancelled'],
  'exit-handler': ['failure'],
  'failed-then-retried': ['failure', 'failure'],
  'image-pull-backoff-then-terminated': ['cancelled'],
  'invalid-spec': ['failure'],
  'large-fan-out': ['success'],
  'large-fan-out-compressed': ['success'],
  'missing-workflow-template': ['failure'],
  'never-started': [],
  'out-of-memory': ['failure'],
  'pod-deleted': ['failure'],
  'retried-then-succeeded': ['success'],
  'retries-exhausted': ['failure'],
  'steps-with-fan-out-and-skip': ['success'],
  stopped: ['cancelled'],
  'suspended-then-resumed': ['success'],
  'template-ref-succeeded': ['success'],
  terminated: ['cancelled'],
  'waiting-for-mutex': ['success'],
};

const names = listRecordings();
const ending = names.filter((name) => name !== 'never-started');

function deliver(stage: Stage, line: RecordedLine): void {
  const workflow = stage.sign(line.object);
  if (line.type !== 'DELETED') stage.cluster.write(workflow);
  else if (stage.cluster.workflows.has(workflow.metadata.name ?? ''))
    stage.cluster.remove(workflow.metadata.name ?? '');
  else stage.cluster.tellGone(workflow);
}

/** Plays lines at their own times; afterwards everything that waits for a moment has had its moment. */
async function play(stage: Stage, lines: readonly RecordedLine[]): Promise<void> {
  let before = 0;
  for (const line of lines) {
    await stage.time.advance(Math.max(0, line.afterMs - before));
    before = Math.max(before, line.afterMs);
    deliver(stage, line);
    await stage.time.settle();
  }
  await stage.time.advance(10_000);
}

function expectRightEnd(stage: Stage, name: string): void {
  const wanted = ends[name] ?? [];
  expect(stage.github.violations).toEqual([]);
  expect(stage.github.checks.at(-1)).toMatchObject({ status: 'completed', conclusion: wanted.at(-1) });
  for (const check of stage.github.checks) expect(check.status).toBe('completed');
  for (const workflow of stage.cluster.workflows.values()) {
    expect(workflow.metadata.finalizers).not.toContain(reportFinalizer);
  }
}

describe('recorded histories', () => {
  it('are all expected here', () => {
    expect(Object.keys(ends).sort()).toEqual(names);
  });

  it.each(ending)('%s, in order, ends with one right conclusion an attempt', async (name) => {
    const stage = setStage();
    await play(stage, readRecording(name));
    expectRightEnd(stage, name);
    expect(stage.github.checks.map((check) => check.conclusion)).toEqual(ends[name]);
    expect(stage.github.checks.map((check) => check.externalId)).toEqual(
      (ends[name] ?? []).map((_, index) => `rec/${name}/${index + 1}/d-1`),
    );
  });

  it.each(ending)('%s with every line three times makes no other check and no other call', async (name) => {
    const once = setStage();
    await play(once, readRecording(name));
    const thrice = setStage();
    await play(
      thrice,
      readRecording(name).flatMap((line) => [line, line, line]),
    );
    expectRightEnd(thrice, name);
    expect(thrice.github.calls.map((call) => [call.method, call.status])).toEqual(
      once.github.calls.map((call) => [call.method, call.status]),
    );
  });

  it.each(ending)('%s by its last line alone ends right', async (name) => {
    const stage = setStage();
    await play(stage, readRecording(name).slice(-1));
    expectRightEnd(stage, name);
    expect(stage.github.checks).toHaveLength(1);
  });

  it.each(ending)('%s, last line alone and there before the reporter, ends right', async (name) => {
    const stage = setStage();
    await stage.reporter.stop();
    for (const line of readRecording(name).slice(-1)) deliver(stage, line);
    await stage.restart();
    // A deletion that nobody watched is told by no watch: there is nothing left to find.
    if (name === 'deleted-while-running') expect(stage.github.checks).toEqual([]);
    else expectRightEnd(stage, name);
  });

  it.each(ending)('%s with gaps, repeats and restarts anywhere ends right', async (name) => {
    const lines = readRecording(name);
    const plays = fc.array(fc.constantFrom('skip', 'play', 'repeat', 'restart'), {
      minLength: lines.length - 1,
      maxLength: lines.length - 1,
    });
    await fc.assert(
      fc.asyncProperty(plays, async (choices) => {
        const stage = setStage();
        for (const [index, choice] of choices.entries()) {
          const line = lines[index];
          if (line === undefined || choice === 'skip') continue;
          await play(stage, choice === 'repeat' ? [line, line] : [line]);
          if (choice === 'restart') await stage.restart();
        }
        await play(stage, lines.slice(-1));
        expectRightEnd(stage, name);
        expect(stage.github.checks.length).toBeLessThanOrEqual(ends[name]?.length ?? 0);
      }),
      { seed: 20261122, numRuns: 25 },
    );
  });

  it('never-started stays queued and says so after two minutes', async () => {
    const stage = setStage({ startAt: '2026-11-22T01:55:39Z' });
    const [line] = readRecording('never-started');
    if (line === undefined) throw new Error('the recording is empty');
    deliver(stage, line);
    await stage.time.advance(119_000);
    expect(stage.github.checks).toMatchObject([
      { status: 'queued', output: { title: 'Waiting for Argo to start it' } },
    ]);
    await stage.time.advance(1000);
    expect(stage.github.checks).toMatchObject([{ status: 'queued' }]);
    expect(stage.github.checks[0]?.output.title).toContain('Not started');
    expect(stage.github.checks[0]?.output.summary).toContain('more than two minutes');
    await stage.time.advance(3_600_000);
    expect(stage.github.calls).toHaveLength(2);
  });

  it('waiting-for-mutex is queued with the message of its lock', async () => {
    const stage = setStage();
    await play(stage, readRecording('waiting-for-mutex').slice(0, 2));
    expect(stage.github.checks).toMatchObject([
      { status: 'queued', output: { title: 'Queued — waits for the lock deploy' } },
    ]);
  });
});
