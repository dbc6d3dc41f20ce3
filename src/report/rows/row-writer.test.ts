import { describe, expect, it } from 'vitest';
import type { CheckAnnotation, NewCheck } from '../../github/github.ts';
import { methods } from '../testing/play-stage.ts';
import { type Stage, setStage } from '../testing/stage.ts';
import { type CheckRequest, checkRows, requestCheck } from './check-row.ts';
import { noteNamedChecks } from './named-checks.ts';

const day = 24 * 60 * 60 * 1000;

function ask(stage: Stage, check: Partial<NewCheck> = {}, more: Partial<CheckRequest> = {}): CheckRequest {
  return {
    repository: { installationId: 7, id: 42, owner: 'acme', name: 'web' },
    check: {
      name: 'argo-events',
      headSha: '0123456789abcdef0123456789abcdef01234567',
      externalId: 'argo-events/d-1',
      status: 'completed',
      conclusion: 'failure',
      output: { title: '2 problems', summary: 'The file is wrong.' },
      ...check,
    },
    requestedAt: stage.time.now(),
    ...more,
  };
}

function annotate(count: number): CheckAnnotation[] {
  return Array.from({ length: count }, (_, index) => ({
    path: '.argo-events.yaml',
    startLine: index + 1,
    endLine: index + 1,
    level: 'failure',
    message: `problem ${index + 1}`,
  }));
}

describe('a check without a Workflow', () => {
  it('is one call, however often it is asked for', async () => {
    const stage = setStage();
    await stage.reporter.requestCheck(ask(stage));
    await stage.time.settle();
    await stage.reporter.requestCheck(ask(stage));
    await stage.time.advance(day);
    await stage.restart();
    await stage.reporter.requestCheck(ask(stage));
    await stage.time.settle();
    expect(methods(stage)).toEqual(['create completed']);
    expect(stage.github.checks).toMatchObject([{ name: 'argo-events', conclusion: 'failure' }]);
  });

  it.each([
    [0, ['create completed'], 0],
    [50, ['create completed'], 50],
    [51, ['create completed', 'update completed'], 51],
    [120, ['create completed', 'update completed', 'update completed'], 120],
  ])('with %i annotations brings all of them, 50 a call', async (count, calls, arrived) => {
    const stage = setStage();
    const output = { title: 'problems', summary: 'see the lines', annotations: annotate(count) };
    await stage.reporter.requestCheck(ask(stage, { output }));
    await stage.time.settle();
    expect(methods(stage)).toEqual(calls);
    expect(stage.github.checks[0]?.allAnnotations).toBe(arrived);
    expect(stage.github.violations).toEqual([]);
  });

  it.each([1, 2, 3])('has no annotation twice when the answer to call %i is lost', async (lost) => {
    const stage = setStage();
    let count = 0;
    stage.github.answer = (call) => {
      if (call.method === 'list') return undefined;
      count += 1;
      return count === lost ? 'lost' : undefined;
    };
    const output = { title: 'problems', summary: 'see the lines', annotations: annotate(120) };
    await stage.reporter.requestCheck(ask(stage, { output }));
    await stage.time.advance(60_000);
    expect(stage.github.checks).toHaveLength(1);
    expect(stage.github.checks[0]?.allAnnotations).toBe(120);
    expect(methods(stage).filter((each) => each === 'list')).toHaveLength(1);
  });

  it.each([1, 2, 3])('has no annotation twice when the process dies after call %i', async (last) => {
    const stage = setStage();
    let count = 0;
    stage.github.answer = (call) => {
      if (call.method === 'list') return undefined;
      count += 1;
      if (count === last) stage.records.failing = true;
      return undefined;
    };
    const output = { title: 'problems', summary: 'see the lines', annotations: annotate(120) };
    await stage.reporter.requestCheck(ask(stage, { output }));
    await stage.time.settle();
    stage.records.failing = false;
    await stage.time.advance(1);
    await stage.restart();
    await stage.time.advance(60_000);
    expect(stage.github.checks).toHaveLength(1);
    expect(stage.github.checks[0]?.allAnnotations).toBe(120);
  });

  it('that another part of the app stored is written at a wake, or within the minute', async () => {
    const stage = setStage();
    await stage.time.settle();
    await requestCheck(stage.records, ask(stage));
    stage.reporter.wake();
    await stage.time.settle();
    await requestCheck(stage.records, ask(stage, { externalId: 'argo-events/d-2' }));
    await stage.time.advance(60_000);
    expect(stage.github.checks.map((check) => check.externalId)).toEqual(['argo-events/d-1', 'argo-events/d-2']);
  });

  it.each([60_000, -60_000])('that a process with a clock %i ms off left so is adopted, too', async (shiftMs) => {
    const stage = setStage();
    stage.github.answer = () => 'lost';
    await stage.reporter.requestCheck(ask(stage, {}, { requestedAt: stage.time.now() + shiftMs }));
    await stage.time.advance(1);
    stage.github.answer = () => undefined;
    await stage.restart();
    expect(methods(stage)).toEqual(['create completed', 'list']);
    expect(stage.github.checks).toHaveLength(1);
  });

  it('that a crash left between the call and its row is adopted', async () => {
    const stage = setStage();
    stage.github.answer = () => 'lost';
    await stage.reporter.requestCheck(ask(stage));
    await stage.time.advance(1);
    stage.github.answer = () => undefined;
    await stage.restart();
    expect(methods(stage)).toEqual(['create completed', 'list']);
    expect(stage.github.checks).toHaveLength(1);
  });

  it('whose answer was lost is looked for before it is made again', async () => {
    const stage = setStage();
    let isFirst = true;
    stage.github.answer = () => {
      const answer = isFirst ? 'lost' : undefined;
      isFirst = false;
      return answer;
    };
    await stage.reporter.requestCheck(ask(stage));
    await stage.time.advance(1000);
    expect(methods(stage)).toEqual(['create completed', 'list']);
  });

  it('that was stored before a crash and never sent is sent', async () => {
    const stage = setStage();
    await stage.reporter.stop();
    await requestCheck(stage.records, ask(stage));
    await stage.time.advance(1000);
    await stage.restart();
    expect(methods(stage)).toEqual(['list', 'create completed']);
  });

  it('that is not completed moves on when it is asked for in another state, and never back', async () => {
    const stage = setStage();
    const queued: NewCheck = { ...ask(stage).check, status: 'queued' };
    delete queued.conclusion;
    await stage.reporter.requestCheck({ ...ask(stage), check: queued });
    await stage.time.settle();
    await stage.reporter.requestCheck(ask(stage, { conclusion: 'cancelled' }));
    await stage.time.settle();
    await stage.reporter.requestCheck({ ...ask(stage), check: queued });
    await stage.time.settle();
    expect(methods(stage)).toEqual(['create queued', 'update completed']);
    expect(stage.github.checks).toMatchObject([{ conclusion: 'cancelled' }]);
    expect(stage.github.violations).toEqual([]);
  });

  it('keeps moving on when that happens while its first state is being written', async () => {
    const stage = setStage();
    let open = (): void => undefined;
    const gate = new Promise<undefined>((resolve) => {
      open = () => resolve(undefined);
    });
    stage.github.answer = (call) => (call.status === 'queued' ? gate : undefined);
    const queued: NewCheck = { ...ask(stage).check, status: 'queued' };
    delete queued.conclusion;
    await stage.reporter.requestCheck({ ...ask(stage), check: queued });
    await stage.time.settle();
    await stage.reporter.requestCheck(ask(stage));
    open();
    await stage.time.settle();
    expect(methods(stage)).toEqual(['create queued', 'update completed']);
    expect(stage.github.checks).toHaveLength(1);
  });

  it('is tried until GitHub takes it', async () => {
    const stage = setStage();
    stage.github.answer = () => ({ kind: 'later', message: '502' });
    await stage.reporter.requestCheck(ask(stage));
    await stage.time.advance(day);
    expect(stage.github.checks).toEqual([]);
    stage.github.answer = () => undefined;
    await stage.time.advance(5 * 60_000);
    expect(stage.github.checks).toHaveLength(1);
  });

  it.each([
    ['gone', 'report.gone'],
    ['refused', 'report.refused'],
  ] as const)('that GitHub answers with %s is dropped, and the log says so', async (kind, code) => {
    const stage = setStage();
    stage.github.answer = () => ({ kind, message: 'no' });
    await stage.reporter.requestCheck(ask(stage));
    await stage.time.advance(day);
    expect(stage.logged.map((each) => each.code)).toEqual([code]);
    expect(await stage.records.list(checkRows, '')).toEqual([]);
  });

  it('that GitHub does not permit waits for the permission, and is dropped after a week', async () => {
    const stage = setStage();
    stage.github.answer = () => ({ kind: 'refused', message: 'not accessible', isForbidden: true });
    await stage.reporter.requestCheck(ask(stage));
    await stage.time.advance(6 * day);
    expect(await stage.records.list(checkRows, '')).toHaveLength(1);
    await stage.time.advance(2 * day);
    expect(await stage.records.list(checkRows, '')).toEqual([]);
    expect(stage.logged.at(-1)?.code).toBe('report.expired');
  });

  it('has its texts cut to what GitHub takes', async () => {
    const stage = setStage();
    const annotations = [{ ...annotate(1)[0], title: 'x'.repeat(1000), message: '' }] as CheckAnnotation[];
    const output = {
      title: `${'é'.repeat(400)}\n\u001b[31m`,
      summary: '€'.repeat(70_000),
      text: '\u0000',
      annotations,
    };
    await stage.reporter.requestCheck(ask(stage, { output }));
    await stage.time.settle();
    expect(stage.github.violations).toEqual([]);
    expect(stage.github.checks[0]?.output.title).toHaveLength(200);
    expect(stage.github.checks[0]?.output.annotations).toMatchObject([{ message: 'failure' }]);
  });

  it('leaves a small row behind, which goes after eight days', async () => {
    const stage = setStage();
    const output = { title: 'problems', summary: 'x'.repeat(60_000), annotations: annotate(60) };
    await stage.reporter.requestCheck(ask(stage, { output }));
    await stage.time.advance(7 * day);
    const [row] = await stage.records.list(checkRows, '');
    expect(JSON.stringify(row).length).toBeLessThan(1000);
    await stage.time.advance(2 * day);
    expect(await stage.records.list(checkRows, '')).toEqual([]);
  });

  it('is refused when it cannot be stored', async () => {
    const stage = setStage();
    await stage.time.settle();
    stage.records.failing = true;
    await expect(stage.reporter.requestCheck(ask(stage))).rejects.toThrow('disk full');
    await stage.time.advance(120_000);
    expect(stage.logged.every((each) => each.code === 'report.unexpected')).toBe(true);
    stage.records.failing = false;
    await stage.reporter.requestCheck(ask(stage));
    await stage.time.settle();
    expect(stage.github.checks).toHaveLength(1);
  });

  it('survives a failing store between the call and its row', async () => {
    const stage = setStage();
    stage.github.answer = () => {
      stage.records.failing = true;
      return undefined;
    };
    await stage.reporter.requestCheck(ask(stage));
    await stage.time.settle();
    stage.records.failing = false;
    stage.github.answer = () => undefined;
    await stage.time.advance(5000);
    expect(stage.github.checks).toHaveLength(1);
  });

  it.each([[null], ['text'], [{ check: {} }], [{ repository: {}, check: {}, requestedAt: 0, revision: 1 }]])(
    'that cannot be read (%j) is left out and said once',
    async (value) => {
      const stage = setStage();
      await stage.records.put(checkRows, 'odd', value);
      await stage.time.advance(600_000);
      expect(stage.logged.map((each) => each.code)).toEqual(['report.unreadable-row']);
      expect(stage.github.calls).toEqual([]);
    },
  );
});

describe('a check that may come over nothing', () => {
  const place = { repositoryId: 42, commit: '0123456789abcdef0123456789abcdef01234567' };
  const note = (stage: Stage, ...names: string[]) =>
    noteNamedChecks(stage.records, place, { names, complete: true, now: stage.time.now() });

  it('is written where the commit has no other of its name', async () => {
    const stage = setStage();
    await note(stage, 'lint');
    await stage.reporter.requestCheck(ask(stage, { name: 'ci', conclusion: 'skipped' }, { unlessNamed: true }));
    await stage.time.settle();
    expect(methods(stage)).toEqual(['create completed']);
  });

  it('is dropped where it has one', async () => {
    const stage = setStage();
    await note(stage, 'ci');
    await stage.reporter.requestCheck(ask(stage, { name: 'ci', conclusion: 'skipped' }, { unlessNamed: true }));
    await stage.time.settle();
    expect(methods(stage)).toEqual([]);
    expect(await stage.records.list(checkRows, '')).toEqual([]);
  });

  it('is dropped, too, where one came while it waited for GitHub', async () => {
    const stage = setStage();
    stage.github.answer = () => ({ kind: 'later', message: 'limited', retryAfterMs: 60_000 });
    await stage.reporter.requestCheck(ask(stage, { name: 'ci', conclusion: 'skipped' }, { unlessNamed: true }));
    await stage.time.settle();
    await note(stage, 'ci');
    stage.github.answer = () => undefined;
    await stage.time.advance(day);
    expect(stage.github.checks).toEqual([]);
  });
});
