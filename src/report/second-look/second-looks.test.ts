import { beforeEach, describe, expect, it } from 'vitest';
import type { CheckState, GithubFailure, NewCheck } from '../../github/github.ts';
import { methods, write } from '../testing/play-stage.ts';
import { identity, makeWorkflow, type Stage, setStage } from '../testing/stage.ts';
import { listDoubts } from './doubted-checks.ts';

let stage: Stage;
/** Whether the replica that the test looks at leads no more. */
let isOver: boolean;

const second = 1000;
const repository = { installationId: 7, id: 42, owner: 'acme', name: 'web' };
const running: CheckState = { status: 'in_progress', output: { title: 'Running', summary: 'late' } };

beforeEach(async () => {
  isOver = false;
  stage = setStage({ lead: { isOver: () => isOver, onTheirWayMs: 18 * second } });
  await stage.time.settle();
});

/** A write of an earlier leader that reaches GitHub only now, whoever leads. */
async function landLate(what: { update: number } | { create: string }): Promise<void> {
  const { answer } = stage.github;
  stage.github.answer = () => undefined;
  if ('update' in what) await stage.github.api.updateCheckRun(repository, what.update, running);
  else {
    const check: NewCheck = { name: 'ci', headSha: identity.commit, externalId: what.create, ...running };
    await stage.github.api.createCheckRun(repository, check);
  }
  stage.github.answer = answer;
}

function shown(): string[] {
  return stage.github.checks.map((each) => `${each.conclusion ?? ''} ${each.status} ${each.output.title}`.trim());
}

describe('a leader that took over', () => {
  it('puts right what an earlier leader took back from a conclusion', async () => {
    await write(stage, 'one', { phase: 'Running' });
    await write(stage, 'one', { phase: 'Succeeded', endedAt: 9 });
    const [concluded] = shown();
    await stage.time.advance(10 * second);
    await landLate({ update: 1 });
    Object.assign(stage.github.checks[0] ?? {}, { conclusion: undefined });
    expect(shown()).toEqual(['in_progress Running']);
    await stage.time.advance(10 * second);
    expect(shown()).toEqual([concluded]);
    expect(stage.counted).toContain('corrected');
  });

  it('concludes a check that an earlier leader made beside its own', async () => {
    stage.cluster.write(stage.sign(makeWorkflow('found', { phase: 'Running' })));
    await stage.restart();
    const [own] = stage.github.checks;
    await landLate({ create: own?.externalId ?? '' });
    await stage.time.advance(60 * second);
    expect(shown()).toHaveLength(2);
    await write(stage, 'found', { phase: 'Failed', endedAt: 70 });
    await stage.time.advance(second);
    expect(stage.github.checks.map(({ conclusion }) => conclusion)).toEqual(['failure', 'failure']);
  });

  it('asks about what concluded before it led, and only about what did so lately', async () => {
    await write(stage, 'early', { phase: 'Running' });
    await write(stage, 'early', { phase: 'Succeeded', endedAt: 1 });
    await stage.time.advance(120 * second);
    await write(stage, 'lately', { phase: 'Running' });
    await write(stage, 'lately', { phase: 'Succeeded', endedAt: 119 });
    stage.github.calls.splice(0);
    await stage.restart();
    await stage.time.advance(60 * second);
    expect(methods(stage)).toEqual(['list']);
  });

  it('asks nothing of what concludes when all that was under way has arrived', async () => {
    await stage.time.advance(30 * second);
    await write(stage, 'one', { phase: 'Running' });
    await write(stage, 'one', { phase: 'Succeeded', endedAt: 39 });
    await stage.time.advance(60 * second);
    expect(methods(stage)).toEqual(['create in_progress', 'update completed']);
  });

  it('asks again where GitHub was away', async () => {
    await write(stage, 'one', { phase: 'Succeeded', endedAt: 9 });
    stage.github.answer = ({ method }) => (method === 'list' ? { kind: 'later', message: '500' } : undefined);
    await stage.time.advance(20 * second);
    stage.github.answer = () => undefined;
    await landLate({ update: 1 });
    Object.assign(stage.github.checks[0] ?? {}, { conclusion: undefined });
    await stage.time.advance(20 * second);
    expect(shown()[0]).toMatch(/^success completed/);
  });
});

describe('a replica that lost the lead while it wrote', () => {
  async function loseLeadWhileWriting(): Promise<void> {
    await stage.time.advance(60 * second);
    stage.github.answer = ({ method }) => {
      if (method === 'create') isOver = true;
      return undefined;
    };
    await write(stage, 'one', { phase: 'Running' });
    stage.github.answer = () => undefined;
  }

  it('tells the one that leads now, which looks once the run has concluded', async () => {
    await loseLeadWhileWriting();
    expect((await listDoubts(stage.records)).map(({ to }) => to.name)).toEqual(['ci']);
    isOver = false;
    await stage.restart();
    await stage.time.advance(30 * second);
    await write(stage, 'one', { phase: 'Succeeded', endedAt: 100 });
    await stage.time.advance(second);
    expect(shown()[0]).toMatch(/^success completed/);
    expect(methods(stage).slice(-2)).toEqual(['list', 'update completed']);
    expect(await listDoubts(stage.records)).toEqual([]);
  });

  it('tells it in time for a conclusion that is there already', async () => {
    await loseLeadWhileWriting();
    isOver = false;
    await stage.restart();
    await write(stage, 'one', { phase: 'Succeeded', endedAt: 100 });
    const [concluded] = shown();
    await landLate({ update: 1 });
    Object.assign(stage.github.checks[0] ?? {}, { conclusion: undefined });
    await stage.time.advance(20 * second);
    expect(shown()).toEqual([concluded]);
  });

  it('forgets a doubt about what nobody knows any more', async () => {
    await loseLeadWhileWriting();
    isOver = false;
    stage.cluster.workflows.clear();
    await stage.restart();
    await stage.time.advance(60 * second);
    expect(await listDoubts(stage.records)).toEqual([]);
  });
});

describe('a replica that stood still', () => {
  /** The leader meanwhile concluded the run and let its Workflow go. */
  async function concludeElsewhere(what: { update: number } | { create: string }): Promise<void> {
    const { answer } = stage.github;
    stage.github.answer = () => undefined;
    const ended: CheckState = { status: 'completed', conclusion: 'success', output: { title: 'Fine', summary: 'all' } };
    const { api } = stage.github;
    if ('update' in what) await api.updateCheckRun(repository, what.update, ended);
    else {
      const check: NewCheck = { name: 'ci', headSha: identity.commit, externalId: what.create, ...ended };
      await api.createCheckRun(repository, check);
    }
    stage.github.answer = answer;
  }

  it('makes no second check of a run that it hears of when it is over', async () => {
    stage.github.answer = () => ({ kind: 'later', message: 'the lease has run out' });
    await write(stage, 'one', { phase: 'Running' });
    await concludeElsewhere({ create: 'rec/one/1/d-1' });
    stage.github.answer = () => undefined;
    stage.cluster.remove('one');
    await stage.time.advance(60 * second);
    expect(shown()).toEqual(['success completed Fine']);
  });

  it('leaves a conclusion alone that another has written', async () => {
    await write(stage, 'one', { phase: 'Running' });
    await concludeElsewhere({ update: 1 });
    stage.cluster.remove('one');
    await stage.time.advance(60 * second);
    expect(shown()).toEqual(['success completed Fine']);
    expect(stage.github.violations).toEqual([]);
  });

  it('concludes what nobody else has', async () => {
    await write(stage, 'one', { phase: 'Running' });
    stage.cluster.remove('one');
    await stage.time.advance(60 * second);
    expect(stage.github.checks).toMatchObject([{ conclusion: 'cancelled' }]);
  });
});

describe('a replica that is the only one', () => {
  it('concludes a check whose request it gave up and which comes into being later', async () => {
    stage = setStage();
    failNext('create');
    await write(stage, 'one', { phase: 'Running' });
    await stage.time.advance(2 * second);
    const [own] = stage.github.checks;
    await landLate({ create: own?.externalId ?? '' });
    await write(stage, 'one', { phase: 'Failed', endedAt: 5 });
    await stage.time.advance(60 * second);
    expect(stage.github.checks.map(({ conclusion }) => conclusion)).toEqual(['failure', 'failure']);
  });

  it('puts right what a write that it gave up takes back from a conclusion', async () => {
    stage = setStage();
    await write(stage, 'one', { phase: 'Pending', message: 'a lock' });
    failNext('update');
    await write(stage, 'one', { phase: 'Running' });
    await write(stage, 'one', { phase: 'Succeeded', endedAt: 9 });
    await stage.time.advance(2 * second);
    await landLate({ update: 1 });
    Object.assign(stage.github.checks[0] ?? {}, { conclusion: undefined });
    await stage.time.advance(60 * second);
    expect(shown()[0]).toMatch(/^success completed/);
  });

  it.each([
    ['made', undefined, { create: 'rec/found/1/d-1' }],
    ['changed', 'Running', { update: 1 }],
  ])('looks at what its earlier life may have %s with its last breath', async (_, before, late) => {
    stage = setStage();
    if (before !== undefined) await write(stage, 'found', { phase: before });
    else {
      await stage.reporter.stop();
      stage.cluster.write(stage.sign(makeWorkflow('found', { phase: 'Running' })));
    }
    await stage.restart();
    await write(stage, 'found', { phase: 'Succeeded', endedAt: 5 });
    await stage.time.advance(5 * second);
    await landLate(late);
    if (before !== undefined) Object.assign(stage.github.checks[0] ?? {}, { conclusion: undefined });
    await stage.time.advance(60 * second);
    expect(new Set(stage.github.checks.map(({ conclusion }) => conclusion))).toEqual(new Set(['success']));
  });

  it('is killed before it looks, and its next life does, though the Workflow is gone', async () => {
    stage = setStage();
    failNext('create');
    await write(stage, 'one', { phase: 'Running' });
    await stage.time.advance(2 * second);
    await write(stage, 'one', { phase: 'Failed', endedAt: 5 });
    await landLate({ create: 'rec/one/1/d-1' });
    stage.cluster.remove('one');
    await stage.restart();
    await stage.time.advance(60 * second);
    expect(stage.github.checks.map(({ conclusion }) => conclusion)).toEqual(['failure', 'failure']);
    expect(await listDoubts(stage.records)).toEqual([]);
  });

  it('is killed after it found a conclusion, and its next life looks for what comes beside that', async () => {
    stage = setStage();
    await stage.reporter.stop();
    stage.cluster.write(stage.sign(makeWorkflow('found', { phase: 'Succeeded', endedAt: 5 })));
    const ended: CheckState = { status: 'completed', conclusion: 'success', output: { title: 'Fine', summary: 'all' } };
    await stage.github.api.createCheckRun(repository, {
      ...{ name: 'ci', headSha: identity.commit, externalId: 'rec/found/1/d-1' },
      ...ended,
    });
    await stage.restart();
    await stage.time.advance(5 * second);
    expect(stage.github.checks).toHaveLength(1);
    await landLate({ create: 'rec/found/1/d-1' });
    stage.cluster.remove('found');
    await stage.restart();
    await stage.time.advance(60 * second);
    expect(stage.github.checks.map(({ conclusion }) => conclusion)).toEqual(['success', 'success']);
    expect(await listDoubts(stage.records)).toEqual([]);
  });

  it('asks nothing more where GitHub said when to come again', async () => {
    stage = setStage();
    failNext('create', { kind: 'later', message: 'slow down', retryAfterMs: second });
    await write(stage, 'one', { phase: 'Running' });
    await stage.time.advance(2 * second);
    await write(stage, 'one', { phase: 'Succeeded', endedAt: 9 });
    await stage.time.advance(60 * second);
    expect(methods(stage)).toEqual(['create in_progress', 'list', 'create in_progress', 'update completed']);
  });

  function failNext(method: string, failure: GithubFailure = { kind: 'later', message: '502' }): void {
    let isFirst = true;
    stage.github.answer = (call) => {
      if (call.method !== method || !isFirst) return undefined;
      isFirst = false;
      return failure;
    };
  }

  it('looks at nothing twice', async () => {
    stage = setStage();
    await write(stage, 'one', { phase: 'Running' });
    await write(stage, 'one', { phase: 'Succeeded', endedAt: 9 });
    await stage.time.advance(60 * second);
    expect(methods(stage)).toEqual(['create in_progress', 'update completed']);
  });
});
