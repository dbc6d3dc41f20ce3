import { describe, expect, it } from 'vitest';
import { reportFinalizer } from '../kubernetes/labels.ts';
import { failAll, finalizersOf, hold, methods, noteOf, write } from './testing/play-stage.ts';
import { identity, makeWorkflow, setStage } from './testing/stage.ts';

const day = 24 * 60 * 60 * 1000;

describe('GitHub in trouble', () => {
  it('costs time, never the conclusion', async () => {
    const stage = setStage();
    failAll(stage, { kind: 'later', message: '502' });
    await write(stage, 'ci', { phase: 'Running' });
    await stage.time.advance(10 * 60_000);
    await write(stage, 'ci', { phase: 'Failed', endedAt: 60 });
    await stage.time.advance(day);
    expect(stage.github.checks).toEqual([]);
    expect(finalizersOf(stage, 'ci')).toEqual([reportFinalizer]);
    stage.github.answer = () => undefined;
    await stage.time.advance(5 * 60_000);
    expect(stage.github.checks).toMatchObject([{ conclusion: 'failure' }]);
    expect(finalizersOf(stage, 'ci')).toEqual([]);
  });

  it('tries with growing pauses', async () => {
    const stage = setStage();
    failAll(stage, { kind: 'later', message: '502' });
    await write(stage, 'ci', { phase: 'Failed', endedAt: 60 });
    await stage.time.advance(60 * 60_000);
    expect(stage.github.calls.length).toBeGreaterThan(10);
    expect(stage.github.calls.length).toBeLessThan(25);
  });

  it('does not make a second check when the answer to the first was lost', async () => {
    const stage = setStage();
    let isFirst = true;
    stage.github.answer = () => {
      const answer = isFirst ? 'lost' : undefined;
      isFirst = false;
      return answer;
    };
    await write(stage, 'ci', { phase: 'Running' });
    await stage.time.advance(1000);
    await write(stage, 'ci', { phase: 'Succeeded', endedAt: 60 });
    expect(methods(stage)).toEqual(['create in_progress', 'list', 'update completed']);
    expect(stage.github.checks).toMatchObject([{ conclusion: 'success' }]);
  });

  it('does not make a second check while the first, which was cut off, may still be made', async () => {
    const stage = setStage();
    const arrival = hold();
    stage.github.answer = ({ method }) => (method === 'create' ? { arrives: arrival.promise } : undefined);
    await write(stage, 'ci', { phase: 'Running' });
    await write(stage, 'ci', { phase: 'Succeeded', endedAt: 60 });
    await stage.time.advance(9000);
    expect(methods(stage).filter((each) => each.startsWith('create'))).toEqual(['create in_progress']);
    arrival.open();
    stage.github.answer = () => undefined;
    await stage.time.advance(60_000);
    expect(stage.github.checks).toMatchObject([{ conclusion: 'success' }]);
    expect(finalizersOf(stage, 'ci')).toEqual([]);
  });

  it('makes a check once more that was cut off and never made', async () => {
    const stage = setStage();
    const never = hold();
    stage.github.answer = ({ method }) => (method === 'create' ? { arrives: never.promise } : undefined);
    await write(stage, 'ci', { phase: 'Running' });
    await stage.time.advance(10_000);
    stage.github.answer = () => undefined;
    await stage.time.advance(2000);
    expect(stage.github.checks).toMatchObject([{ status: 'in_progress' }]);
  });

  it('waits as long as GitHub asks, for the whole installation and no other', async () => {
    const stage = setStage();
    stage.github.answer = (call) =>
      call.installationId === 7 ? { kind: 'later', message: 'slow down', retryAfterMs: 60_000 } : undefined;
    await write(stage, 'one', { phase: 'Running' });
    await write(stage, 'two', { phase: 'Running' });
    stage.cluster.write(stage.sign(makeWorkflow('other', { phase: 'Running' }), { installationId: 8 }));
    await stage.time.advance(59_000);
    expect(stage.github.calls.filter((call) => call.installationId === 7)).toHaveLength(1);
    expect(stage.github.checks).toMatchObject([{ externalId: 'rec/other/1/d-1' }]);
    stage.github.answer = () => undefined;
    await stage.time.advance(1000);
    expect(stage.github.checks.map((check) => check.externalId).sort()).toEqual([
      'rec/one/1/d-1',
      'rec/other/1/d-1',
      'rec/two/1/d-1',
    ]);
  });

  it('writes only the newest state of a run that had to wait', async () => {
    const stage = setStage();
    const gate = hold();
    stage.github.answer = async (call) => (call.name === 'ci' && call.status === 'queued' ? gate.promise : undefined);
    await write(stage, 'slow', { phase: 'Pending', message: 'a lock' });
    await write(stage, 'ci', { phase: 'Pending', message: 'a lock' });
    await write(stage, 'ci', { phase: 'Running' });
    await write(stage, 'ci', { phase: 'Succeeded', endedAt: 60 });
    gate.open();
    await stage.time.settle();
    expect(methods(stage)).toEqual(['create queued', 'create completed']);
  });

  it('writes conclusions before states that only change', async () => {
    const stage = setStage();
    await write(stage, 'first', { phase: 'Running' });
    await write(stage, 'last', { phase: 'Running' });
    const gate = hold();
    let isHeld = false;
    stage.github.answer = () => {
      if (isHeld) return undefined;
      isHeld = true;
      return gate.promise;
    };
    await write(stage, 'holder', { phase: 'Running' });
    await write(stage, 'new', { phase: 'Running' });
    await write(stage, 'last', { phase: 'Failed', endedAt: 60 });
    gate.open();
    await stage.time.settle();
    expect(methods(stage).slice(2)).toEqual(['create in_progress', 'update completed', 'create in_progress']);
  });

  it.each([1, 5000])('tries again when the clock was set back by %i ms meanwhile', async (backMs) => {
    const stage = setStage();
    failAll(stage, { kind: 'later', message: '502' });
    await write(stage, 'ci', { phase: 'Succeeded', endedAt: 60 });
    stage.github.answer = () => undefined;
    stage.time.turnBack(backMs);
    await stage.time.advance(10_000);
    expect(stage.github.checks).toMatchObject([{ conclusion: 'success' }]);
    expect(finalizersOf(stage, 'ci')).toEqual([]);
  });

  it('does not make an end wait for the pause after a failed state', async () => {
    const stage = setStage();
    failAll(stage, { kind: 'later', message: '502' });
    await write(stage, 'ci', { phase: 'Running' });
    await stage.time.advance(10 * 60_000);
    stage.github.answer = () => undefined;
    await write(stage, 'ci', { phase: 'Succeeded', endedAt: 60 });
    expect(stage.github.checks).toMatchObject([{ conclusion: 'success' }]);
  });

  it('lets the Workflow go when the repository or the installation is gone', async () => {
    const stage = setStage();
    failAll(stage, { kind: 'gone', message: 'Not Found' });
    await write(stage, 'ci', { phase: 'Running' });
    expect(finalizersOf(stage, 'ci')).toEqual([]);
    await write(stage, 'ci', { phase: 'Failed', endedAt: 60 });
    await stage.restart();
    expect(methods(stage)).toEqual(['create in_progress']);
    expect(stage.counted).toContain('gone');
  });

  it('lets the Workflow go only once it is noted that its check may be open', async () => {
    const noted: string[] = [];
    let isStoring = false;
    const stage = setStage({
      async onGone(head, { commit }) {
        if (!isStoring) throw new Error('the disk is full');
        noted.push(`${head.metadata.name} ${commit}`);
      },
    });
    await write(stage, 'ci', { phase: 'Running' });
    failAll(stage, { kind: 'gone', message: 'This installation has been suspended' });
    await write(stage, 'ci', { phase: 'Succeeded', endedAt: 60 });
    expect(finalizersOf(stage, 'ci')).not.toEqual([]);
    isStoring = true;
    await stage.time.advance(10 * 60_000);
    expect(finalizersOf(stage, 'ci')).toEqual([]);
    expect(noted).toEqual([`ci ${identity.commit}`]);
  });

  it('gets a short report where it refuses the full one', async () => {
    const stage = setStage();
    stage.github.answer = (call) =>
      call.output?.summary.includes('Workflow:') ? { kind: 'refused', message: 'invalid output' } : undefined;
    await write(stage, 'ci', { phase: 'Failed', endedAt: 60 });
    expect(stage.github.checks).toMatchObject([{ conclusion: 'failure', output: { title: 'failure' } }]);
    expect(stage.logged.map((each) => each.code)).toEqual(['report.shortened']);
  });

  it('that refuses everything is tried once a state, said in the log, and the Workflow let go at its end', async () => {
    const stage = setStage();
    failAll(stage, { kind: 'refused', message: 'Invalid request' });
    await write(stage, 'ci', { phase: 'Running' });
    await write(stage, 'ci', { phase: 'Running' });
    expect(methods(stage)).toEqual(['create in_progress', 'create in_progress']);
    await write(stage, 'ci', { phase: 'Failed', endedAt: 60 });
    await stage.time.advance(day);
    expect(methods(stage)).toHaveLength(4);
    expect(finalizersOf(stage, 'ci')).toEqual([]);
    expect(noteOf(stage, 'ci')).toMatchObject({ closed: 'refused' });
    expect(stage.logged.filter((each) => each.code === 'report.refused' && each.level === 'error')).toHaveLength(2);
  });

  it('that permits nothing is tried until it does, and what it refused is said in the log', async () => {
    const stage = setStage();
    await write(stage, 'ci', { phase: 'Running' });
    failAll(stage, { kind: 'refused', message: 'Resource not accessible by integration', isForbidden: true });
    await write(stage, 'ci', { phase: 'Failed', endedAt: 60 });
    await stage.time.advance(day);
    expect(finalizersOf(stage, 'ci')).toEqual([reportFinalizer]);
    expect(stage.logged.some(({ code, level }) => code === 'report.not-permitted' && level === 'error')).toBe(true);
    stage.github.answer = () => undefined;
    await stage.time.advance(5 * 60_000);
    expect(stage.github.checks).toMatchObject([{ conclusion: 'failure' }]);
    expect(finalizersOf(stage, 'ci')).toEqual([]);
  });

  it.each([
    ['and is deleted while it runs', { phase: 'Running' }],
    ['and is deleted after it failed again', { phase: 'Failed', endedAt: 200 }],
  ])('does not leave open the check of a run that was retried, whose answer was lost, %s', async (_, state) => {
    const stage = setStage();
    await write(stage, 'ci', { phase: 'Failed', endedAt: 60 });
    stage.github.answer = () => 'lost';
    await write(stage, 'ci', { phase: 'Running' });
    await write(stage, 'ci', state);
    stage.cluster.remove('ci');
    stage.github.answer = () => undefined;
    await stage.time.advance(10 * 60_000);
    expect(stage.github.checks.map(({ externalId, status }) => `${externalId} ${status}`)).toEqual([
      'rec/ci/1/d-1 completed',
      'rec/ci/2/d-1 completed',
    ]);
  });

  it('for seven days after the end lets the Workflow go, and says so', async () => {
    const stage = setStage();
    failAll(stage, { kind: 'later', message: '502' });
    await write(stage, 'ci', { phase: 'Failed', endedAt: 60 });
    await stage.time.advance(7 * day - 60_000);
    expect(finalizersOf(stage, 'ci')).toEqual([reportFinalizer]);
    await stage.time.advance(60 * 60_000);
    expect(finalizersOf(stage, 'ci')).toEqual([]);
    expect(stage.logged.at(-1)).toMatchObject({ level: 'error', code: 'report.expired' });
  });
});

describe('the cluster in trouble', () => {
  it('delays a report and does not lose it', async () => {
    const stage = setStage();
    stage.cluster.answer = () => ({ kind: 'forbidden', message: 'workflows is forbidden' });
    await write(stage, 'ci', { phase: 'Failed', endedAt: 60 });
    expect(stage.logged).toMatchObject([{ code: 'report.cluster' }]);
    stage.cluster.answer = () => undefined;
    await stage.time.advance(2000);
    expect(stage.github.checks).toMatchObject([{ conclusion: 'failure' }]);
  });

  it('keeps the note for later when it cannot be written at once', async () => {
    const stage = setStage();
    stage.cluster.answer = (method) => (method === 'patch' ? { kind: 'later', message: 'etcd' } : undefined);
    await write(stage, 'ci', { phase: 'Failed', endedAt: 60 });
    stage.cluster.answer = () => undefined;
    await stage.time.advance(2000);
    expect(methods(stage)).toEqual(['create completed']);
    expect(noteOf(stage, 'ci')).toMatchObject({ closed: 'concluded' });
    expect(finalizersOf(stage, 'ci')).toEqual([]);
  });

  it('reads again when another wrote in between', async () => {
    const stage = setStage();
    await write(stage, 'ci', { phase: 'Running' });
    let conflicts = 2;
    stage.cluster.answer = (method) => {
      if (method !== 'patch' || conflicts === 0) return undefined;
      conflicts -= 1;
      return { kind: 'conflict', message: 'the object has been modified' };
    };
    await write(stage, 'ci', { phase: 'Failed', endedAt: 60 });
    expect(finalizersOf(stage, 'ci')).toEqual([]);
    expect(methods(stage)).toEqual(['create in_progress', 'update completed']);
  });

  it('does not take a conclusion from a Workflow that ran again before it was let go', async () => {
    const stage = setStage();
    await write(stage, 'ci', { phase: 'Running' });
    let isFirst = true;
    stage.cluster.answer = (method) => {
      if (method !== 'patch' || !isFirst) return undefined;
      isFirst = false;
      stage.cluster.write(makeWorkflow('ci', { phase: 'Running' }));
      return { kind: 'conflict', message: 'the object has been modified' };
    };
    await write(stage, 'ci', { phase: 'Failed', endedAt: 60 });
    expect(finalizersOf(stage, 'ci')).toEqual([reportFinalizer]);
    expect(stage.github.checks).toMatchObject([{ conclusion: 'failure' }, { status: 'in_progress' }]);
    await write(stage, 'ci', { phase: 'Succeeded', endedAt: 90 });
    expect(stage.github.checks).toMatchObject([{ conclusion: 'failure' }, { conclusion: 'success' }]);
    expect(finalizersOf(stage, 'ci')).toEqual([]);
  });
});
