import { describe, expect, it } from 'vitest';
import { reportFinalizer } from '../kubernetes/labels.ts';
import { failAll, finalizersOf, hold, methods, write } from './testing/play-stage.ts';
import { makeWorkflow, setStage } from './testing/stage.ts';

const day = 24 * 60 * 60 * 1000;

describe('a retried Workflow', () => {
  it('is held again while it runs', async () => {
    const stage = setStage();
    await write(stage, 'ci', { phase: 'Failed', endedAt: 60 });
    expect(finalizersOf(stage, 'ci')).toEqual([]);
    await write(stage, 'ci', { phase: 'Running' });
    expect(finalizersOf(stage, 'ci')).toEqual([reportFinalizer]);
    await write(stage, 'ci', { phase: 'Succeeded', endedAt: 90 });
    expect(finalizersOf(stage, 'ci')).toEqual([]);
    expect(stage.github.checks).toMatchObject([
      { name: 'ci', externalId: 'rec/ci/1/d-1', conclusion: 'failure' },
      { name: 'ci', externalId: 'rec/ci/2/d-1', conclusion: 'success' },
    ]);
    expect(methods(stage)).toEqual(['create completed', 'create in_progress', 'update completed']);
  });

  it('whose new check was made but not noted before a crash keeps that check', async () => {
    const stage = setStage();
    await write(stage, 'ci', { phase: 'Failed', endedAt: 60 });
    stage.cluster.answer = (method) => (method === 'patch' ? { kind: 'later', message: 'killed' } : undefined);
    await write(stage, 'ci', { phase: 'Running' });
    stage.cluster.answer = () => undefined;
    await stage.restart();
    await write(stage, 'ci', { phase: 'Succeeded', endedAt: 90 });
    expect(stage.github.checks.map((check) => check.conclusion)).toEqual(['failure', 'success']);
  });

  it('after a restart costs no look for a check that cannot be there', async () => {
    const stage = setStage();
    await write(stage, 'ci', { phase: 'Failed', endedAt: 60 });
    await stage.restart();
    await write(stage, 'ci', { phase: 'Running' });
    expect(methods(stage)).toEqual(['create completed', 'create in_progress']);
  });

  it('is found by its times after a restart that missed the run in between', async () => {
    const stage = setStage();
    await write(stage, 'ci', { phase: 'Failed', endedAt: 60 });
    await stage.reporter.stop();
    await write(stage, 'ci', { phase: 'Succeeded', endedAt: 90 });
    await stage.restart();
    expect(stage.github.checks.map((check) => check.conclusion)).toEqual(['failure', 'success']);
  });
});

describe('a deleted Workflow', () => {
  it('that was running is cancelled and let go at once, while GitHub is away', async () => {
    const stage = setStage();
    await write(stage, 'ci', { phase: 'Running' });
    failAll(stage, { kind: 'later', message: '502' });
    stage.cluster.delete('ci');
    await stage.time.settle();
    expect(stage.cluster.workflows.size).toBe(0);
    stage.github.answer = () => undefined;
    await stage.time.advance(2000);
    expect(stage.github.checks).toMatchObject([{ conclusion: 'cancelled', externalId: 'rec/ci/1/d-1' }]);
    expect(stage.github.checks[0]?.output.title).toBe('Cancelled — the Workflow was deleted before it ended');
  });

  it('is concluded after a restart that came before GitHub was back', async () => {
    const stage = setStage();
    await write(stage, 'ci', { phase: 'Running' });
    failAll(stage, { kind: 'later', message: '502' });
    stage.cluster.delete('ci');
    await stage.time.settle();
    stage.github.answer = () => undefined;
    await stage.restart();
    expect(stage.github.checks).toMatchObject([{ conclusion: 'cancelled' }]);
    await stage.time.advance(day);
    expect(methods(stage).filter((call) => call === 'update completed')).toHaveLength(2);
  });

  it('that ended is kept until GitHub has its conclusion', async () => {
    const stage = setStage();
    failAll(stage, { kind: 'later', message: '502' });
    await write(stage, 'ci', { phase: 'Succeeded', endedAt: 60 });
    stage.cluster.delete('ci');
    await stage.time.advance(60_000);
    expect(stage.cluster.workflows.size).toBe(1);
    stage.github.answer = () => undefined;
    await stage.time.advance(5 * 60_000);
    expect(stage.cluster.workflows.size).toBe(0);
    expect(stage.github.checks).toMatchObject([{ conclusion: 'success' }]);
  });

  it('that was never reported gets a cancelled check', async () => {
    const stage = setStage();
    await write(stage, 'ci');
    stage.cluster.delete('ci');
    await stage.time.settle();
    expect(methods(stage)).toEqual(['create completed']);
    expect(stage.github.checks).toMatchObject([{ conclusion: 'cancelled' }]);
  });

  it('that vanished with its finalizer after it ended keeps its conclusion', async () => {
    const stage = setStage();
    failAll(stage, { kind: 'later', message: '502' });
    await write(stage, 'ci', { phase: 'Succeeded', endedAt: 60 });
    stage.cluster.remove('ci');
    stage.github.answer = () => undefined;
    await stage.time.advance(2000);
    expect(stage.github.checks).toMatchObject([{ conclusion: 'success' }]);
  });

  it.each([
    ['Succeeded', 'success'],
    ['Failed', 'failure'],
    ['Error', 'failure'],
  ])('that was never read and whose labels say %s is a %s', async (phase, conclusion) => {
    const stage = setStage();
    stage.cluster.tellGone(stage.sign({ ...makeWorkflow('ci', { phase, endedAt: 5 }) }));
    await stage.time.settle();
    expect(stage.github.checks).toMatchObject([{ conclusion }]);
  });

  it('that others still hold is reported once, however it ends', async () => {
    const stage = setStage();
    const workflow = stage.sign(makeWorkflow('ci', { phase: 'Running' }));
    workflow.metadata.finalizers = ['workflows.argoproj.io/artifact-gc', reportFinalizer];
    stage.cluster.write(workflow);
    await stage.time.settle();
    stage.cluster.delete('ci');
    await stage.time.settle();
    await write(stage, 'ci', { phase: 'Failed', endedAt: 60 });
    await stage.restart();
    expect(stage.github.checks).toMatchObject([{ conclusion: 'cancelled' }]);
    expect(finalizersOf(stage, 'ci')).toEqual(['workflows.argoproj.io/artifact-gc']);
  });

  it('is not let go while its conclusion cannot be stored', async () => {
    const stage = setStage();
    await write(stage, 'ci', { phase: 'Running' });
    stage.records.failing = true;
    stage.cluster.delete('ci');
    await stage.time.settle();
    expect(finalizersOf(stage, 'ci')).toEqual([reportFinalizer]);
    expect(stage.logged.some((each) => each.code === 'report.unexpected' && each.message.includes('disk full'))).toBe(
      true,
    );
    stage.records.failing = false;
    await stage.time.advance(5000);
    expect(stage.cluster.workflows.size).toBe(0);
    expect(stage.github.checks).toMatchObject([{ conclusion: 'cancelled' }]);
  });

  it('and made again under its name is another run', async () => {
    const stage = setStage();
    await write(stage, 'ci', { phase: 'Running' });
    stage.cluster.workflows.delete('ci');
    const again = stage.sign(makeWorkflow('ci', { phase: 'Running' }));
    again.metadata.uid = 'uid-again';
    stage.cluster.write(again);
    stage.cluster.tellGone(stage.sign(makeWorkflow('ci', { phase: 'Running' })));
    await stage.time.settle();
    await stage.time.advance(1000);
    expect(stage.github.checks).toMatchObject([{ conclusion: 'cancelled' }, { status: 'in_progress' }]);
    stage.cluster.delete('ci');
    await stage.time.settle();
    expect(stage.github.checks).toMatchObject([{ conclusion: 'cancelled' }, { conclusion: 'cancelled' }]);
  });
});

describe('a Workflow that goes unseen', () => {
  it('before it is read is concluded from what is known', async () => {
    const stage = setStage();
    await write(stage, 'ci', { phase: 'Running' });
    const workflow = stage.sign(makeWorkflow('ci', { phase: 'Failed', endedAt: 5 }));
    stage.cluster.write(workflow);
    stage.cluster.workflows.delete('ci');
    await stage.time.settle();
    stage.cluster.tellGone(workflow);
    await stage.time.settle();
    expect(stage.github.checks).toMatchObject([{ conclusion: 'failure' }]);
    expect(methods(stage)).toEqual(['create in_progress', 'update completed']);
  });

  it('while it waits for its turn is concluded once', async () => {
    const stage = setStage();
    const gate = hold();
    stage.github.answer = () => gate.promise;
    await write(stage, 'holder', { phase: 'Running' });
    await write(stage, 'ci', { phase: 'Running' });
    await write(stage, 'other', { phase: 'Running' });
    stage.cluster.remove('ci');
    stage.cluster.workflows.delete('other');
    gate.open();
    await stage.time.advance(65_000);
    const states = stage.github.checks.map((check) => [check.externalId, check.conclusion ?? check.status]);
    expect(states).toHaveLength(3);
    expect(Object.fromEntries(states)).toEqual({
      'rec/holder/1/d-1': 'in_progress',
      'rec/ci/1/d-1': 'cancelled',
      'rec/other/1/d-1': 'cancelled',
    });
  });

  it('between the check and its note is concluded', async () => {
    const stage = setStage();
    stage.cluster.answer = (method) => {
      if (method === 'patch') stage.cluster.workflows.delete('ci');
      return undefined;
    };
    await write(stage, 'ci', { phase: 'Running' });
    await stage.time.advance(60_000);
    expect(stage.github.checks).toMatchObject([{ conclusion: 'cancelled' }]);
  });

  it('because another has its name by now is not mistaken for that one', async () => {
    const stage = setStage();
    await write(stage, 'ci', { phase: 'Running' });
    stage.cluster.answer = () => {
      Object.assign(stage.cluster.workflows.get('ci')?.metadata ?? {}, { uid: 'uid-new' });
      return undefined;
    };
    stage.cluster.write(stage.sign(makeWorkflow('ci', { phase: 'Succeeded', endedAt: 5 })));
    await stage.time.settle();
    expect(stage.github.checks[0]?.output.summary).toContain('deleted before they were read');
    expect(stage.cluster.calls).toEqual(['get', 'get']);
  });
});
