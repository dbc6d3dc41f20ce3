import { describe, expect, it } from 'vitest';
import { annotations, reportFinalizer } from '../kubernetes/labels.ts';
import { finalizersOf, hold, methods, noteOf, write } from './testing/play-stage.ts';
import { identity, makeWorkflow, namespace, setStage, signer } from './testing/stage.ts';

const day = 24 * 60 * 60 * 1000;

describe('what a run costs', () => {
  it('is two writes to GitHub and one to the cluster, from running to its end within a minute', async () => {
    const stage = setStage();
    await write(stage, 'ci');
    await write(stage, 'ci', { phase: 'Running' });
    for (let change = 0; change < 20; change += 1) await write(stage, 'ci', { phase: 'Running' });
    await write(stage, 'ci', { phase: 'Succeeded', endedAt: 60 });
    await stage.time.advance(day);
    expect(methods(stage)).toEqual(['create in_progress', 'update completed']);
    expect(stage.cluster.calls).toEqual(['get', 'get', 'patch']);
  });

  it('is one write more to the cluster, and nothing that is read, where it goes on for a minute', async () => {
    const stage = setStage();
    await write(stage, 'ci', { phase: 'Running' });
    await stage.time.advance(59_000);
    expect(stage.cluster.calls).toEqual(['get']);
    await stage.time.advance(1000);
    expect(stage.cluster.calls).toEqual(['get', 'patch']);
    await stage.time.advance(600_000);
    expect(stage.cluster.calls).toEqual(['get', 'patch']);
    await write(stage, 'ci', { phase: 'Succeeded', endedAt: 660 });
    await stage.time.advance(day);
    expect(stage.cluster.calls).toEqual(['get', 'patch', 'get', 'patch']);
  });

  it('is no note before the newest metadata are known: another process may have concluded the run while this one stood still', async () => {
    const stage = setStage();
    await write(stage, 'ci', { phase: 'Running' });
    const workflow = stage.cluster.workflows.get('ci');
    const theirs = { ...workflow?.metadata.annotations, [annotations.reported]: 'theirs' };
    Object.assign(workflow?.metadata ?? {}, { annotations: theirs, resourceVersion: '9999' });
    await stage.time.advance(90_000);
    expect(stage.cluster.workflows.get('ci')?.metadata.annotations?.[annotations.reported]).toBe('theirs');
    stage.cluster.repeat();
    await stage.time.advance(60_000);
    expect(noteOf(stage, 'ci')).toMatchObject({ checkId: 1 });
  });

  it('is one write where it ended before it was seen', async () => {
    const stage = setStage();
    await write(stage, 'ci', { phase: 'Failed', endedAt: 60 });
    expect(methods(stage)).toEqual(['create completed']);
    expect(finalizersOf(stage, 'ci')).toEqual([]);
  });

  it('is a third write where the Workflow has no phase for a second', async () => {
    const stage = setStage();
    await write(stage, 'ci');
    await stage.time.advance(999);
    expect(methods(stage)).toEqual([]);
    await stage.time.advance(1);
    await write(stage, 'ci', { phase: 'Running' });
    await write(stage, 'ci', { phase: 'Succeeded', endedAt: 60 });
    expect(methods(stage)).toEqual(['create queued', 'update in_progress', 'update completed']);
  });

  it('is nothing for a Workflow that concluded before this process, note and all', async () => {
    const stage = setStage();
    await write(stage, 'ci', { phase: 'Succeeded', endedAt: 60 });
    const before = methods(stage);
    await stage.restart();
    await stage.time.advance(day);
    expect(methods(stage)).toEqual(before);
  });
});

describe('a check run', () => {
  it('names the run, stands on its commit and links to Argo', async () => {
    const stage = setStage();
    await write(stage, 'ci', { phase: 'Running' });
    expect(stage.github.checks).toMatchObject([
      {
        name: 'ci',
        headSha: '0123456789abcdef0123456789abcdef01234567',
        externalId: 'rec/ci/1/d-1',
        startedAt: '2026-11-22T00:50:00.000Z',
        detailsUrl: 'https://argo.example/workflows/rec/ci?tab=workflow&uid=uid-ci',
      },
    ]);
  });

  it('carries Cancel until it ends, and then what can be done', async () => {
    const stage = setStage({ canRetry: true });
    await write(stage, 'ci', { phase: 'Running' });
    expect(stage.github.checks[0]?.actions).toMatchObject([{ identifier: 'cancel' }]);
    await write(stage, 'ci', { phase: 'Succeeded', endedAt: 5 });
    expect(stage.github.checks[0]?.actions).toEqual([]);
  });

  it('begins at the attempt that the identity names', async () => {
    const stage = setStage();
    stage.cluster.write(stage.sign(makeWorkflow('ci', { phase: 'Running' }), { attempt: 3 }));
    await stage.time.settle();
    expect(stage.github.checks).toMatchObject([{ externalId: 'rec/ci/3/d-1' }]);
  });

  it('is noted on the Workflow within a minute, and once concluded the Workflow is let go in the same patch', async () => {
    const stage = setStage();
    await write(stage, 'ci', { phase: 'Running' });
    expect(noteOf(stage, 'ci')).toBeUndefined();
    await stage.time.advance(60_000);
    expect(noteOf(stage, 'ci')).toMatchObject({ uid: 'uid-ci', attempt: 1, checkId: 1, stage: 'running' });
    expect(finalizersOf(stage, 'ci')).toEqual([reportFinalizer]);
    await write(stage, 'ci', { phase: 'Failed', endedAt: 60 });
    expect(noteOf(stage, 'ci')).toMatchObject({ checkId: 1, closed: 'concluded' });
    expect(finalizersOf(stage, 'ci')).toEqual([]);
  });

  it('is made anew for a copy of the Workflow that has its note too', async () => {
    const stage = setStage();
    await write(stage, 'ci', { phase: 'Running' });
    const copy = structuredClone(stage.cluster.workflows.get('ci') ?? makeWorkflow('ci'));
    stage.cluster.remove('ci');
    await stage.time.settle();
    copy.metadata.uid = 'uid-copy';
    stage.cluster.write(copy);
    await stage.time.settle();
    expect(stage.github.checks).toMatchObject([{ conclusion: 'cancelled' }, { status: 'in_progress' }]);
  });

  it('leaves the finalizers of others alone', async () => {
    const stage = setStage();
    const workflow = stage.sign(makeWorkflow('ci', { phase: 'Running' }));
    workflow.metadata.finalizers = ['workflows.argoproj.io/artifact-gc', reportFinalizer];
    stage.cluster.write(workflow);
    await write(stage, 'ci', { phase: 'Succeeded', endedAt: 5 });
    expect(finalizersOf(stage, 'ci')).toEqual(['workflows.argoproj.io/artifact-gc']);
  });
});

describe('after a crash', () => {
  it('between the check and its note, the check is adopted', async () => {
    const stage = setStage();
    stage.cluster.answer = (method) => (method === 'patch' ? { kind: 'later', message: 'killed' } : undefined);
    await write(stage, 'ci', { phase: 'Running' });
    stage.cluster.answer = () => undefined;
    await stage.restart();
    await write(stage, 'ci', { phase: 'Succeeded', endedAt: 5 });
    expect(methods(stage)).toEqual(['create in_progress', 'list', 'update completed']);
    expect(stage.github.checks).toMatchObject([{ conclusion: 'success' }]);
    expect(stage.counted).toContain('adopted');
  });

  it.each([59_000, 61_000])('%i ms after the check was made, it is the one that is concluded', async (after) => {
    const stage = setStage();
    await write(stage, 'ci', { phase: 'Running' });
    await stage.time.advance(after);
    await stage.restart();
    await stage.time.advance(after);
    await stage.restart();
    await write(stage, 'ci', { phase: 'Succeeded', endedAt: 600 });
    expect(methods(stage).filter((method) => method.startsWith('create'))).toEqual(['create in_progress']);
    expect(stage.github.checks).toMatchObject([{ conclusion: 'success' }]);
    expect(finalizersOf(stage, 'ci')).toEqual([]);
  });

  it('between a check made at its end and its note, the check is adopted as concluded', async () => {
    const stage = setStage();
    stage.cluster.answer = (method) => (method === 'patch' ? { kind: 'later', message: 'killed' } : undefined);
    await write(stage, 'ci', { phase: 'Succeeded', endedAt: 5 });
    stage.cluster.answer = () => undefined;
    await stage.restart();
    expect(methods(stage)).toEqual(['create completed', 'list']);
    expect(finalizersOf(stage, 'ci')).toEqual([]);
  });

  it('between the conclusion and its note, the conclusion is found and the Workflow let go', async () => {
    const stage = setStage();
    await write(stage, 'ci', { phase: 'Running' });
    stage.cluster.answer = (method) => (method === 'patch' ? { kind: 'later', message: 'killed' } : undefined);
    await write(stage, 'ci', { phase: 'Failed', endedAt: 5 });
    stage.cluster.answer = () => undefined;
    await stage.restart();
    expect(methods(stage)).toEqual(['create in_progress', 'update completed', 'list']);
    expect(stage.github.checks).toHaveLength(1);
    expect(finalizersOf(stage, 'ci')).toEqual([]);
  });

  it('a Workflow that came while nobody watched gets its check', async () => {
    const stage = setStage();
    await stage.reporter.stop();
    await write(stage, 'ci', { phase: 'Running' });
    await stage.restart();
    expect(methods(stage)).toEqual(['list', 'create in_progress']);
  });

  it('with the check of an earlier attempt but no note, a retried Workflow gets a new check', async () => {
    const stage = setStage();
    await write(stage, 'ci', { phase: 'Failed', endedAt: 5 });
    await stage.reporter.stop();
    const retried = stage.sign(makeWorkflow('ci', { phase: 'Running' }));
    stage.cluster.workflows.delete('ci');
    stage.cluster.write(retried);
    await stage.restart();
    expect(stage.github.checks).toMatchObject([
      { externalId: 'rec/ci/1/d-1', conclusion: 'failure' },
      { externalId: 'rec/ci/2/d-1', status: 'in_progress' },
    ]);
    expect(stage.github.violations).toEqual([]);
  });

  it('a note that somebody changed is not believed; the check is found on GitHub', async () => {
    const stage = setStage();
    await write(stage, 'ci', { phase: 'Running' });
    const workflow = stage.cluster.workflows.get('ci');
    Object.assign(workflow?.metadata.annotations ?? {}, { [annotations.reported]: 'v1.e30.forged' });
    await stage.restart();
    await write(stage, 'ci', { phase: 'Succeeded', endedAt: 5 });
    expect(stage.github.checks).toMatchObject([{ id: 1, conclusion: 'success' }]);
    expect(stage.counted).toContain('unreadable-note');
  });
});

describe('what the app did not sign', () => {
  it('is counted, said once and never reported', async () => {
    const stage = setStage();
    const forged = stage.sign(makeWorkflow('ci', { phase: 'Running' }));
    const other = signer.sign(namespace, 'another', identity);
    Object.assign(forged.metadata.annotations ?? {}, { [annotations.identity]: other });
    stage.cluster.write(forged);
    stage.cluster.repeat();
    await stage.time.settle();
    expect(stage.github.calls).toEqual([]);
    expect(stage.counted).toEqual(['forged-identity']);
    expect(stage.logged).toMatchObject([{ level: 'error', code: 'report.forged-identity' }]);
  });

  it('does not keep a deleted Workflow from going', async () => {
    const stage = setStage();
    const unsigned = makeWorkflow('ci', { phase: 'Running' });
    unsigned.metadata.finalizers = [reportFinalizer];
    stage.cluster.write(unsigned);
    await stage.time.settle();
    expect(finalizersOf(stage, 'ci')).toEqual([reportFinalizer]);
    stage.cluster.delete('ci');
    await stage.time.settle();
    expect(stage.cluster.workflows.size).toBe(0);
    expect(stage.github.calls).toEqual([]);
  });
});

describe('stopping', () => {
  it('finishes the write in hand and takes up nothing new', async () => {
    const stage = setStage();
    const gate = hold();
    stage.github.answer = () => gate.promise;
    await write(stage, 'one', { phase: 'Running' });
    await write(stage, 'two', { phase: 'Running' });
    const stopped = stage.reporter.stop();
    gate.open();
    await stopped;
    expect(methods(stage)).toEqual(['create in_progress']);
    await write(stage, 'one', { phase: 'Failed', endedAt: 5 });
    await stage.time.advance(day);
    expect(methods(stage)).toEqual(['create in_progress']);
  });
});
