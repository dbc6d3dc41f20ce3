import { describe, expect, it } from 'vitest';
import type { GithubFailure } from '../github/github.ts';
import { annotations, reportFinalizer } from '../run/labels.ts';
import { identity, makeWorkflow, namespace, type Stage, setStage, signer } from './testing/stage.ts';

const day = 24 * 60 * 60 * 1000;

function methods(stage: Stage): string[] {
  return stage.github.calls.map((call) => `${call.method} ${call.status ?? ''}`.trim());
}

function finalizersOf(stage: Stage, name: string): string[] {
  return stage.cluster.workflows.get(name)?.metadata.finalizers ?? [];
}

function noteOf(stage: Stage, name: string): unknown {
  const annotation = stage.cluster.workflows.get(name)?.metadata.annotations?.[annotations.reported];
  return signer.readNote(namespace, name, annotation);
}

async function write(stage: Stage, ...[name, state]: Parameters<typeof makeWorkflow>): Promise<void> {
  stage.cluster.write(stage.sign(makeWorkflow(name, state)));
  await stage.time.settle();
}

/** An answer of GitHub that does not come before it is let through. */
function hold(): { promise: Promise<undefined>; open: () => void } {
  let open = (): void => undefined;
  const promise = new Promise<undefined>((resolve) => {
    open = () => resolve(undefined);
  });
  return { promise, open };
}

function failAll(stage: Stage, failure: GithubFailure): void {
  stage.github.answer = () => failure;
}

describe('what a run costs', () => {
  it('is two writes to GitHub and two to the cluster, from running to its end', async () => {
    const stage = setStage();
    await write(stage, 'ci');
    await write(stage, 'ci', { phase: 'Running' });
    for (let change = 0; change < 20; change += 1) await write(stage, 'ci', { phase: 'Running' });
    await write(stage, 'ci', { phase: 'Succeeded', endedAt: 60 });
    await stage.time.advance(day);
    expect(methods(stage)).toEqual(['create in_progress', 'update completed']);
    expect(stage.cluster.calls).toEqual(['get', 'patch', 'get', 'patch']);
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
        externalId: 'rec/ci/1',
        startedAt: '2026-11-22T00:50:00.000Z',
        detailsUrl: 'https://argo.example/workflows/rec/ci?tab=workflow&uid=uid-ci',
      },
    ]);
  });

  it('begins at the attempt that the identity names', async () => {
    const stage = setStage();
    stage.cluster.write(stage.sign(makeWorkflow('ci', { phase: 'Running' }), { attempt: 3 }));
    await stage.time.settle();
    expect(stage.github.checks).toMatchObject([{ externalId: 'rec/ci/3' }]);
  });

  it('is noted on the Workflow, and once concluded the Workflow is let go in the same patch', async () => {
    const stage = setStage();
    await write(stage, 'ci', { phase: 'Running' });
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

  it('between a check made at its end and its note, the check is adopted as concluded', async () => {
    const stage = setStage();
    stage.cluster.answer = (method) => (method === 'patch' ? { kind: 'later', message: 'killed' } : undefined);
    await write(stage, 'ci', { phase: 'Succeeded', endedAt: 5 });
    stage.cluster.answer = () => undefined;
    await stage.restart();
    expect(methods(stage)).toEqual(['create completed', 'list']);
    expect(finalizersOf(stage, 'ci')).toEqual([]);
  });

  it('between the conclusion and its note, the conclusion is written once more and the Workflow let go', async () => {
    const stage = setStage();
    await write(stage, 'ci', { phase: 'Running' });
    stage.cluster.answer = (method) => (method === 'patch' ? { kind: 'later', message: 'killed' } : undefined);
    await write(stage, 'ci', { phase: 'Failed', endedAt: 5 });
    stage.cluster.answer = () => undefined;
    await stage.restart();
    expect(methods(stage)).toEqual(['create in_progress', 'update completed', 'update completed']);
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
      { externalId: 'rec/ci/1', conclusion: 'failure' },
      { externalId: 'rec/ci/2', status: 'in_progress' },
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

  it('waits as long as GitHub asks, for the whole installation and no other', async () => {
    const stage = setStage();
    stage.github.answer = (call) =>
      call.installationId === 7 ? { kind: 'later', message: 'slow down', retryAfterMs: 60_000 } : undefined;
    await write(stage, 'one', { phase: 'Running' });
    await write(stage, 'two', { phase: 'Running' });
    stage.cluster.write(stage.sign(makeWorkflow('other', { phase: 'Running' }), { installationId: 8 }));
    await stage.time.advance(59_000);
    expect(stage.github.calls.filter((call) => call.installationId === 7)).toHaveLength(1);
    expect(stage.github.checks).toMatchObject([{ externalId: 'rec/other/1' }]);
    stage.github.answer = () => undefined;
    await stage.time.advance(1000);
    expect(stage.github.checks.map((check) => check.externalId).sort()).toEqual([
      'rec/one/1',
      'rec/other/1',
      'rec/two/1',
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
    failAll(stage, { kind: 'refused', message: 'Resource not accessible by integration' });
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
      { name: 'ci', externalId: 'rec/ci/1', conclusion: 'failure' },
      { name: 'ci', externalId: 'rec/ci/2', conclusion: 'success' },
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
    expect(stage.github.checks).toMatchObject([{ conclusion: 'cancelled', externalId: 'rec/ci/1' }]);
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
    await stage.time.advance(5000);
    const states = stage.github.checks.map((check) => [check.externalId, check.conclusion ?? check.status]);
    expect(states).toHaveLength(3);
    expect(Object.fromEntries(states)).toEqual({
      'rec/holder/1': 'in_progress',
      'rec/ci/1': 'cancelled',
      'rec/other/1': 'cancelled',
    });
  });

  it('between the check and its note is concluded', async () => {
    const stage = setStage();
    stage.cluster.answer = (method) => {
      if (method === 'patch') stage.cluster.workflows.delete('ci');
      return undefined;
    };
    await write(stage, 'ci', { phase: 'Running' });
    await stage.time.settle();
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
    expect(stage.cluster.calls).toEqual(['get', 'patch', 'get']);
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
  it('finishes the write in hand with its note and takes up nothing new', async () => {
    const stage = setStage();
    const gate = hold();
    stage.github.answer = () => gate.promise;
    await write(stage, 'one', { phase: 'Running' });
    await write(stage, 'two', { phase: 'Running' });
    const stopped = stage.reporter.stop();
    gate.open();
    await stopped;
    expect(methods(stage)).toEqual(['create in_progress']);
    expect(noteOf(stage, 'one')).toMatchObject({ checkId: 1 });
    await write(stage, 'one', { phase: 'Failed', endedAt: 5 });
    await stage.time.advance(day);
    expect(methods(stage)).toEqual(['create in_progress']);
  });
});
