import { describe, expect, it } from 'vitest';
import type { Workflow } from '../../kubernetes/workflow.ts';
import type { RunIdentity } from '../../run/identity/run-identity.ts';
import { createFakeTime } from '../testing/fake-time.ts';
import { hold, methods } from '../testing/play-stage.ts';
import { makeWorkflow, type Stage, setStage } from '../testing/stage.ts';
import { createLivePace, liveTimes } from './live-pace.ts';

type Phase = 'Pending' | 'Running' | 'Succeeded' | 'Failed';

/** A Workflow of steps in these phases; once none of them runs and one failed, it has failed. */
function stepping(name: string, phases: Phase[], spec: Record<string, unknown> = {}): Workflow {
  const isOver = phases.every((phase) => phase === 'Succeeded' || phase === 'Failed');
  const workflow = makeWorkflow(name, isOver ? { phase: 'Failed', endedAt: 60 } : { phase: 'Running' });
  const steps = phases.map((phase, at) => ({
    id: `${name}-${at}`,
    name: `${name}.step-${at}`,
    displayName: `step-${at}`,
    type: 'Pod',
    templateName: 'main',
    boundaryID: name,
    phase,
  }));
  const root = { id: name, name, type: 'DAG', phase: 'Running', children: steps.map(({ id }) => id) };
  const nodes = Object.fromEntries([root, ...steps].map((node) => [node.id, node]));
  return { ...workflow, spec, status: { ...workflow.status, nodes } };
}

async function put(stage: Stage, workflow: Workflow, identity: Partial<RunIdentity> = {}): Promise<void> {
  stage.cluster.write(stage.sign(workflow, identity));
  await stage.time.settle();
}

const tableOf = (stage: Stage, at = 0) => stage.github.checks[at]?.output.summary ?? '';

describe('a check of a run that goes on', () => {
  it('shows each step as it comes, once some time has passed, and keeps its state', async () => {
    const stage = setStage();
    await put(stage, stepping('ci', ['Running', 'Pending']));
    await put(stage, stepping('ci', ['Succeeded', 'Running']));
    expect(tableOf(stage)).toContain('| ⏳ | step-0 |');
    await stage.time.advance(liveTimes.afterWrite);
    expect(methods(stage)).toEqual(['create in_progress', 'update']);
    expect(tableOf(stage)).toContain('| ✅ | step-0 |');
    expect(stage.github.checks).toMatchObject([
      { status: 'in_progress', output: { title: 'Running — step-1 (1 of 2 steps done)' } },
    ]);
    await stage.time.advance(3_600_000);
    expect(methods(stage)).toHaveLength(2);
  });

  it('is not written where nothing to be seen has changed', async () => {
    const stage = setStage();
    for (let change = 0; change < 50; change += 1) {
      const workflow = stepping('ci', ['Running', 'Pending']);
      await put(stage, { ...workflow, spec: { change } });
      await stage.time.advance(5000);
    }
    expect(methods(stage)).toEqual(['create in_progress']);
  });

  it('is written at most five times a minute, all of an installation’s together, each in its turn', async () => {
    const stage = setStage();
    const runs = Array.from({ length: 20 }, (_, at) => `ci-${at}`);
    for (let tick = 0; tick < 100; tick += 1) {
      const phases = Array.from({ length: 1 + (tick % 9) }, (): Phase => 'Running');
      for (const name of runs) stage.cluster.write(stage.sign(stepping(name, phases)));
      await stage.time.advance(6000);
    }
    const updates = methods(stage).filter((each) => each === 'update');
    expect(updates.length).toBeLessThanOrEqual(51);
    expect(updates.length).toBeGreaterThan(40);
  });

  it('of one installation does not wait for those of another', async () => {
    const stage = setStage();
    for (let at = 0; at < 10; at += 1) await put(stage, stepping(`busy-${at}`, ['Running', 'Pending']));
    await put(stage, stepping('other', ['Running', 'Pending']), { installationId: 8 });
    for (let at = 0; at < 10; at += 1) await put(stage, stepping(`busy-${at}`, ['Succeeded', 'Running']));
    await put(stage, stepping('other', ['Succeeded', 'Running']), { installationId: 8 });
    await stage.time.advance(liveTimes.afterWrite);
    expect(tableOf(stage, 10)).toContain('| ✅ | step-0 |');
  });

  it('is left alone after it concluded', async () => {
    const stage = setStage();
    await put(stage, stepping('ci', ['Running', 'Pending']));
    await put(stage, stepping('ci', ['Succeeded', 'Running']));
    await put(stage, stepping('ci', ['Succeeded', 'Failed']));
    await stage.time.advance(600_000);
    expect(methods(stage)).toEqual(['create in_progress', 'update completed']);
  });
});

describe('a live update', () => {
  async function begin(stage: Stage): Promise<() => void> {
    const held = hold();
    await put(stage, stepping('ci', ['Running', 'Pending']));
    stage.github.answer = (call) => (call.method === 'update' && call.status === undefined ? held.promise : undefined);
    await put(stage, stepping('ci', ['Succeeded', 'Running']));
    await stage.time.advance(liveTimes.afterWrite);
    expect(methods(stage)).toEqual(['create in_progress', 'update']);
    return held.open;
  }

  it('that hangs holds up a conclusion of its own run for a second, and never opens it again', async () => {
    const stage = setStage();
    const open = await begin(stage);
    await put(stage, stepping('ci', ['Succeeded', 'Failed']));
    await stage.time.advance(1000);
    expect(stage.github.checks).toMatchObject([{ status: 'completed', conclusion: 'failure' }]);
    open();
    await stage.time.advance(60_000);
    expect(stage.github.checks).toMatchObject([{ status: 'completed', conclusion: 'failure' }]);
    expect(stage.github.violations).toEqual([]);
  });

  it('that hangs holds up a conclusion of another run for a second', async () => {
    const stage = setStage();
    await begin(stage);
    await put(stage, stepping('other', ['Failed']));
    await stage.time.advance(1000);
    expect(stage.github.checks[1]).toMatchObject({ status: 'completed' });
  });

  it('that hangs is given up', async () => {
    const stage = setStage();
    await begin(stage);
    await put(stage, stepping('other', ['Running']));
    await stage.time.advance(5000);
    expect(stage.github.checks).toHaveLength(2);
  });

  it('is not made while GitHub limits the installation, and not within the minute after a failure', async () => {
    const stage = setStage();
    await put(stage, stepping('ci', ['Running', 'Pending', 'Pending']));
    stage.github.answer = () => ({ kind: 'later', message: 'secondary rate limit', retryAfterMs: 300_000 });
    await put(stage, stepping('ci', ['Succeeded', 'Running', 'Pending']));
    await stage.time.advance(liveTimes.afterWrite);
    expect(methods(stage)).toEqual(['create in_progress', 'update']);
    stage.github.answer = () => undefined;
    await put(stage, stepping('ci', ['Succeeded', 'Succeeded', 'Running']));
    await stage.time.advance(299_000);
    expect(methods(stage)).toHaveLength(2);
    await stage.time.advance(61_000);
    expect(methods(stage)).toEqual(['create in_progress', 'update', 'update']);
    expect(tableOf(stage)).toContain('| ✅ | step-1 |');
  });

  it('that GitHub refuses is not tried again; the conclusion is', async () => {
    const stage = setStage();
    await put(stage, stepping('ci', ['Running', 'Pending']));
    stage.github.answer = (call) => (call.status === undefined ? { kind: 'refused', message: '422' } : undefined);
    await put(stage, stepping('ci', ['Succeeded', 'Running']));
    await stage.time.advance(60_000);
    await put(stage, stepping('ci', ['Failed', 'Running']));
    await stage.time.advance(600_000);
    await put(stage, stepping('ci', ['Failed', 'Failed']));
    await stage.time.settle();
    expect(methods(stage)).toEqual(['create in_progress', 'update', 'update completed']);
  });
});

describe('the log of a step whose pod goes while the Workflow runs', () => {
  it('is read at once and shown at the end', async () => {
    const stage = setStage();
    const spec = { podGC: { strategy: 'OnPodCompletion' } };
    let gone = false;
    stage.logs.answer = (question) => {
      const pod = /^pod (ci-main-\d+)\/main$/.exec(question)?.[1];
      if (pod !== undefined && !gone) stage.logs.pods.set(pod, 'why it failed\n');
      return undefined;
    };
    await put(stage, stepping('ci', ['Running', 'Running'], spec));
    await put(stage, stepping('ci', ['Failed', 'Running'], spec));
    await stage.time.advance(2000);
    gone = true;
    stage.logs.pods.clear();
    await put(stage, stepping('ci', ['Failed', 'Succeeded'], spec));
    await stage.time.settle();
    expect(stage.github.checks[0]?.output.text).toContain('why it failed');
  });
});

describe('createLivePace', () => {
  it('gives turns in the order in which they were asked for, and back what was not used', async () => {
    const time = createFakeTime(1_000_000);
    const due: string[] = [];
    const pace = createLivePace<string>({ ...time, pausedUntil: () => 0, onDue: (run) => due.push(run) });
    for (const run of ['a', 'b', 'c', 'd']) pace.ask(run, { installationId: 1, earliest: 0 });
    pace.leave('b', 1);
    await time.advance(0);
    expect(due).toEqual(['a']);
    pace.giveBack(1);
    await time.advance(0);
    expect(due).toEqual(['a', 'c']);
    await time.advance(liveTimes.spacing - 1);
    expect(due).toEqual(['a', 'c']);
    await time.advance(1);
    expect(due).toEqual(['a', 'c', 'd']);
    pace.ask('e', { installationId: 1, earliest: 0 });
    pace.stop();
    await time.advance(1_000_000);
    expect(due).toEqual(['a', 'c', 'd']);
  });
});
