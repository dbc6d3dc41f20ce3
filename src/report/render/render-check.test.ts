import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RunIdentity } from '../../run/identity/run-identity.ts';
import { type Observation, observeWorkflow } from '../state/observe-workflow.ts';
import type { Step, StepState } from '../state/step.ts';
import { readRecording } from '../testing/recordings.ts';
import { identity } from '../testing/stage.ts';
import { fitCheck } from './fit-check.ts';
import { renderSteps } from './parts/render-steps.ts';
import { reduceCheck, renderCheck } from './render-check.ts';
import type { ReportSubject } from './render-summary.ts';
import { renderTitle } from './render-title.ts';

const subject: ReportSubject = {
  namespace: 'rec',
  name: 'ci',
  uid: 'u/1',
  identity,
  attempt: 1,
  pages: { argoUiUrl: 'https://argo.example/' },
};
const early = { isOverdue: false, now: 0, canRetry: false };

function lastOf(recording: string): Observation {
  const line = readRecording(recording).at(-1);
  if (line === undefined) throw new Error(`${recording} is empty`);
  return observeWorkflow(line.object);
}

function step(more: Partial<Step> = {}): Step {
  const state: StepState = more.state ?? 'succeeded';
  return {
    id: 'a',
    name: 'a',
    depth: 0,
    state,
    message: '',
    attempts: 1,
    counts: { [state]: 1 },
    isWholeWorkflow: false,
    ...more,
  };
}

function ended(more: { because?: string; steps?: Step[] }): Observation {
  const times = { startedAt: '2026-11-22T00:00:00Z', finishedAt: '2026-11-22T00:00:05Z' };
  return { phase: 'ended', conclusion: 'cancelled', how: 'stopped', message: '', steps: [], ...times, ...more };
}

describe('the title', () => {
  it.each([
    ['continue-on-failed', 'Succeeded in 2s (1 of 2 steps)'],
    ['dag-failed', 'Failed in 2s — test: exit code 1 (2 of 4 steps)'],
    ['dag-succeeded', 'Succeeded in 3s (4 steps)'],
    ['deadline-exceeded', 'Timed out after 4s — Step exceeded its deadline'],
    ['exit-handler', 'Failed in 2s — exit code 1 (1 of 2 steps)'],
    ['failed-then-retried', 'Failed in 1s — test: exit code 1 (1 of 2 steps)'],
    ['invalid-spec', "Refused by Argo — invalid spec: template name 'nosuch' undefined"],
    ['missing-workflow-template', 'Refused by Argo — workflowtemplates.argoproj.io "nosuch" not found'],
    ['large-fan-out-compressed', 'Succeeded in 5s (60 steps)'],
    ['out-of-memory', 'Failed in 1s — OOMKilled (exit code 137)'],
    ['pod-deleted', 'Error after 11s — pod deleted'],
    ['retried-then-succeeded', 'Succeeded in 2s'],
    ['retries-exhausted', 'Failed in 3s — exit code 1 after 3 attempts'],
    ['stopped', 'Cancelled after 5s — stopped (1 of 2 steps)'],
    ['terminated', 'Cancelled after 4s — terminated'],
  ])('of %s is %j', (recording, title) => {
    expect(renderTitle(lastOf(recording), false)).toBe(title);
  });

  it.each<[string, Observation, boolean]>([
    ['Waiting for Argo to start it', { phase: 'waiting', message: '', steps: [] }, false],
    ['Not started — Argo has given no sign for two minutes', { phase: 'waiting', message: '', steps: [] }, true],
    ['Queued', { phase: 'pending', message: '', steps: [] }, false],
    ['Running', { phase: 'running', message: '', steps: [step({ state: 'running', isWholeWorkflow: true })] }, false],
    [
      'Running — test (1 of 2 steps done)',
      { phase: 'running', message: '', steps: [step(), step({ name: 'test', state: 'running' })] },
      false,
    ],
    [
      'Running — a, a, a and 2 more (0 of 5 steps done)',
      { phase: 'running', message: '', steps: Array.from({ length: 5 }, () => step({ state: 'running' })) },
      false,
    ],
    ['Cancelled by @ada after 5s', ended({ because: 'Cancelled by @ada.' }), false],
    ['Cancelled after 5s — Replaced by ci-2 of 0123456', ended({ because: 'Replaced by ci-2\nof 0123456' }), false],
    [
      'Cancelled after 5s — Replaced by ci-2 (1 of 2 steps)',
      ended({ because: 'Replaced by ci-2', steps: [step(), step({ state: 'failed' })] }),
      false,
    ],
    [
      'Waiting at approve',
      { phase: 'suspended', message: '', steps: [step({ name: 'approve', state: 'suspended' })] },
      false,
    ],
    [
      'Failed — test: failed',
      {
        phase: 'ended',
        conclusion: 'failure',
        how: 'failed',
        message: '',
        steps: [step({ name: 'test', state: 'failed' })],
      },
      false,
    ],
    [
      'Failed — Argo says no',
      { phase: 'ended', conclusion: 'failure', how: 'failed', message: 'Argo says no', steps: [] },
      false,
    ],
    [
      'Cancelled — the Workflow was deleted before it ended',
      { phase: 'ended', conclusion: 'cancelled', how: 'deleted', message: '', steps: [] },
      false,
    ],
  ])('can be %j', (title, observation, isOverdue) => {
    expect(renderTitle(observation, isOverdue)).toBe(title);
  });

  it('blames the step that Argo blames, not one whose failure was allowed', () => {
    const steps = [
      step({ id: 'x', name: 'flaky', state: 'failed', message: 'first' }),
      step({ id: 'y', name: 'deploy', state: 'failed', message: 'second' }),
    ];
    const observation: Observation = {
      phase: 'ended',
      conclusion: 'failure',
      how: 'failed',
      message: "child 'y' failed",
      steps,
    };
    expect(renderTitle(observation, false)).toBe('Failed — deploy: second (0 of 2 steps)');
  });
});

describe('the summary', () => {
  it('says what ran, for which commit, why, step by step, and where to look', () => {
    const check = renderCheck(subject, lastOf('dag-failed'), early);
    expect(check.output.summary).toBe(
      [
        '**Steps**',
        '',
        '| | Step | State | Duration | Message |',
        '|---|---|---|---|---|',
        '| ✅ | checkout | succeeded | 1s |  |',
        '| ✅ | lint | succeeded | 1s |  |',
        '| ❌ | test | failed | 1s | exit code 1 |',
        '| ⏭️ | build | omitted | under 1s | omitted: depends condition not met |',
        '',
        '[Open in Argo](<https://argo.example/workflows/rec/ci?tab=workflow&uid=u%2F1>)',
        '',
        '- Workflow: rec/ci',
        '- Commit: acme/web@0123456789ab',
        '- Event: push (main)',
        '- Decided by: ci, trigger ci',
        '',
        '**Why**',
        '',
        '- push to main',
        '',
      ].join('\n'),
    );
    expect(check).toMatchObject({
      status: 'completed',
      conclusion: 'failure',
      startedAt: '2026-11-22T00:51:37Z',
      completedAt: '2026-11-22T00:51:39Z',
      detailsUrl: 'https://argo.example/workflows/rec/ci?tab=workflow&uid=u%2F1',
    });
  });

  it('has no links without the address of Argo', () => {
    const check = renderCheck({ ...subject, pages: {} }, lastOf('dag-failed'), early);
    expect(check).not.toHaveProperty('detailsUrl');
    expect(check.output.summary).not.toContain('Open in Argo');
  });

  it('says the attempt, notes and what Argo says', () => {
    const noted: RunIdentity = { ...identity, notes: ['`{{` in title was broken'], subject: '' };
    const { summary } = renderCheck({ ...subject, identity: noted, attempt: 2 }, lastOf('invalid-spec'), early).output;
    expect(summary).toContain('Argo says: invalid spec');
    expect(summary).toContain('rec/ci (attempt 2)');
    expect(summary).toContain('**Notes**\n\n- `{{` in title was broken\n');
    expect(summary).toContain('- Event: push\n');
  });

  it('says so where the steps cannot be read', () => {
    const missing: Observation = { phase: 'running', message: '', steps: [], stepsMissing: 'They are elsewhere.' };
    expect(renderCheck(subject, missing, early).output.summary).toContain(
      'The steps cannot be shown: They are elsewhere.',
    );
  });

  it('ends a deleted run at the time of writing, and leaves out times that nobody can read', () => {
    const deleted: Observation = {
      phase: 'ended',
      conclusion: 'cancelled',
      how: 'deleted',
      message: '',
      startedAt: 'soon',
      steps: [],
    };
    const check = renderCheck(subject, deleted, { ...early, now: 1000 });
    expect(check.completedAt).toBe('1970-01-01T00:00:01.000Z');
    expect(check).not.toHaveProperty('startedAt');
  });
});

describe('the table of steps', () => {
  it('keeps failed and running steps when not all fit, and says how many are missing', () => {
    const steps = Array.from({ length: 500 }, (_, index) =>
      step({
        name: `step-${index}`,
        ...(index === 400 ? { state: 'failed', message: 'boom' } : {}),
        ...(index === 450 ? { state: 'running' } : {}),
      }),
    );
    const table = renderSteps(steps, 2000);
    expect(Buffer.byteLength(table)).toBeLessThanOrEqual(2000);
    expect(table).toContain('step-400');
    expect(table).toContain('step-450');
    expect(table).toMatch(/\n\d+ more steps are not shown here/);
    const shown = [...table.matchAll(/^\| /gm)].length - 1;
    expect(Number(/(\d+) more steps/.exec(table)?.[1])).toBe(500 - shown);
  });

  it('is left out where there is no room for a row', () => {
    expect(renderSteps([step()], 20)).toBe('');
  });

  it('shows tries and nesting', () => {
    expect(renderSteps([step({ attempts: 3, depth: 1 })], 1000)).toContain('| ✅ | \u2003a | succeeded (3 attempts) |');
  });
});

const hostile = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      '|',
      '\n',
      '\\',
      '`',
      '<script>',
      '@everyone',
      '\u001b[31m',
      '\u0000',
      '\u2028',
      '€',
      '😀',
      '{{',
      '\ud800',
    ),
    fc.string({ unit: 'binary', maxLength: 1 }),
  ),
  maxLength: 2000,
});

const anyStep: fc.Arbitrary<Step> = fc.record({
  id: fc.string(),
  name: hostile,
  depth: fc.nat(12),
  state: fc.constantFrom<StepState[]>(
    'waiting',
    'running',
    'suspended',
    'succeeded',
    'failed',
    'error',
    'skipped',
    'omitted',
  ),
  message: hostile,
  attempts: fc.nat(5),
  counts: fc.constant({}),
  isWholeWorkflow: fc.boolean(),
});

describe('whatever strangers wrote', () => {
  it('is within what GitHub takes, keeps every row whole and is plain text', () => {
    const texts = fc.array(hostile, { maxLength: 60 });
    fc.assert(
      fc.property(hostile, texts, fc.array(anyStep, { maxLength: 200 }), (text, lines, steps) => {
        const written = {
          ...identity,
          event: text,
          subject: text,
          sensor: text,
          trigger: text,
          owner: text,
          repository: text,
          commit: text,
          why: lines,
          notes: lines,
        };
        const observation: Observation = { phase: 'ended', conclusion: 'failure', how: 'failed', message: text, steps };
        const { title, summary } = renderCheck({ ...subject, identity: written }, observation, early).output;
        expect(title.length).toBeGreaterThan(0);
        expect(title.length).toBeLessThanOrEqual(255);
        expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(65_535);
        expect(summary.isWellFormed()).toBe(true);
        expect(title + summary.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
        // In a piece of code, and nowhere else, it is what it says.
        expect(summary.replaceAll(/\\.|`[^`\n]*`/gu, '')).not.toContain('<script');
        for (const row of summary.split('\n').filter((line) => line.startsWith('|'))) {
          expect(row.replaceAll(/\\./gu, '').match(/\|/g)).toHaveLength(6);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('is cut with a sentence where it is larger than GitHub takes', () => {
    const many = Array.from({ length: 40 }, () => '€'.repeat(600));
    const { summary } = renderCheck(
      { ...subject, identity: { ...identity, why: many, notes: many } },
      lastOf('dag-failed'),
      early,
    ).output;
    expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(65_535);
    expect(summary).toContain('The report was cut here');
    const listed = renderCheck(
      { ...subject, identity: { ...identity, why: Array.from({ length: 45 }, () => 'x') } },
      lastOf('dag-failed'),
      early,
    );
    expect(listed.output.summary).toContain('- and 5 more');
  });
});

describe('fitCheck', () => {
  it('fits any output of others into the limits and leaves a fitting one as it is', () => {
    const fine = renderCheck(subject, lastOf('dag-failed'), early);
    expect(fitCheck(fine)).toEqual(fine);
    fc.assert(
      fc.property(hostile, hostile, (title, text) => {
        const { output } = fitCheck({ status: 'queued', output: { title, summary: text.repeat(40), text } });
        expect(output.title.length).toBeGreaterThan(0);
        expect(output.title.length).toBeLessThanOrEqual(255);
        expect(Buffer.byteLength(output.summary)).toBeLessThanOrEqual(65_535);
        expect(output.summary).not.toBe('');
        expect(output.summary.replaceAll(/[\n\t]/g, '')).not.toMatch(/\p{Cc}/u);
      }),
      { numRuns: 60 },
    );
  });
});

describe('reduceCheck', () => {
  it.each([
    [{ status: 'queued' as const, output: { title: 't', summary: 's' } }, 'queued'],
    [{ status: 'completed' as const, conclusion: 'failure' as const, output: { title: 't', summary: 's' } }, 'failure'],
  ])('keeps the state and nothing else', (state, title) => {
    expect(reduceCheck(state).output.title).toBe(title);
    expect(reduceCheck(state).status).toBe(state.status);
  });
});
