import { describe, expect, it } from 'vitest';
import { annotations } from '../kubernetes/labels.ts';
import type { Workflow } from '../kubernetes/workflow.ts';
import { finalizersOf, methods, noteOf } from './testing/play-stage.ts';
import { readRecording } from './testing/recordings.ts';
import { type Stage, setStage } from './testing/stage.ts';

const failedPod = 'dag-failed-bad-2155107707';
const lintPod = 'dag-failed-ok-3116595594';

/** The recording's Workflow while it runs and at its end. */
function lineOf(index: number, change: (workflow: Workflow) => void = () => undefined): Workflow {
  const workflow = structuredClone(readRecording('dag-failed').at(index)?.object);
  if (workflow === undefined) throw new Error('there is no such line');
  change(workflow);
  return workflow;
}

async function write(stage: Stage, workflow: Workflow): Promise<void> {
  stage.cluster.write(stage.sign(workflow));
  await stage.time.settle();
  await stage.time.settle();
}

const compilerErrors = (count: number) =>
  Array.from({ length: count }, (_, at) => `src/a.ts(${at + 1},5): error TS2304: Cannot find name 'x'.`).join('\n');

describe('annotations', () => {
  it('are what tools said in failed steps, and in those that went well', async () => {
    const stage = setStage();
    stage.logs.pods.set(failedPod, compilerErrors(1));
    stage.logs.pods.set(lintPod, 'src/b.py:3:1: E302 expected 2 blank lines\n::notice file=README.md,line=2::Say more');
    await write(stage, lineOf(-1));
    expect(stage.github.checks[0]?.output.annotations).toEqual([
      {
        path: 'src/a.ts',
        startLine: 1,
        endLine: 1,
        startColumn: 5,
        level: 'failure',
        title: 'test: TS2304',
        message: "Cannot find name 'x'.",
      },
      {
        path: 'src/b.py',
        startLine: 3,
        endLine: 3,
        startColumn: 1,
        level: 'warning',
        title: 'lint: E302',
        message: 'E302 expected 2 blank lines',
      },
      { path: 'README.md', startLine: 2, endLine: 2, level: 'notice', title: 'lint', message: 'Say more' },
    ]);
    expect(methods(stage)).toEqual(['create completed']);
    expect(finalizersOf(stage, 'dag-failed')).toEqual([]);
  });

  it('have no secret in them', async () => {
    const stage = setStage();
    stage.logs.secrets.set('deploy', ['hunter2hunter2']);
    stage.logs.pods.set(failedPod, 'src/a.ts(1,5): error TS1: hunter2hunter2\n::error file=a,title=hunter2hunter2::x');
    await write(
      stage,
      lineOf(-1, ({ spec }) => {
        spec.volumes = [{ name: 'v', secret: { secretName: 'deploy' } }];
      }),
    );
    expect(stage.github.checks[0]?.output.annotations).toHaveLength(2);
    expect(JSON.stringify(stage.github.checks)).not.toContain('hunter2');
  });

  it('take their paths from where the step checked out and worked', async () => {
    const stage = setStage();
    stage.logs.pods.set(failedPod, '/work/repo/web/a.ts(1,5): error TS1: absolute\nb.ts(1,5): error TS1: relative');
    await write(
      stage,
      lineOf(-1, ({ spec }) => {
        spec.templates = [
          {
            name: 'bad',
            inputs: { artifacts: [{ name: 'source', path: '/work/repo', git: { repo: 'x' } }] },
            container: { image: 'x', workingDir: '/work/repo/web' },
          },
        ];
      }),
    );
    expect(stage.github.checks[0]?.output.annotations?.map(({ path }) => path)).toEqual(['web/a.ts', 'web/b.ts']);
  });

  it('come from the repository’s own matchers too', async () => {
    const stage = setStage();
    stage.logs.pods.set(failedPod, '>> a.txt @3 no');
    const problemMatcher = [
      { owner: 'mine', pattern: [{ regexp: '^>> (\\S+) @(\\d+) (.*)$', file: 1, line: 2, message: 3 }] },
    ];
    await write(
      stage,
      lineOf(-1, ({ metadata }) => {
        metadata.annotations = { [annotations.problemMatchers]: JSON.stringify({ problemMatcher }) };
      }),
    );
    expect(stage.github.checks[0]?.output.annotations).toMatchObject([{ path: 'a.txt', startLine: 3, message: 'no' }]);
  });

  it('are told when the repository’s own matchers cannot be used', async () => {
    const stage = setStage();
    await write(
      stage,
      lineOf(-1, ({ metadata }) => {
        metadata.annotations = { [annotations.problemMatchers]: '{"problemMatcher": [{"owner": "x"}]}' };
      }),
    );
    expect(stage.github.checks[0]?.output.summary).toMatch(
      /\*\*Notes\*\*\n\n- The problem matchers of this Workflow cannot/,
    );
  });

  it('are fifty a call, no more than 150, and the rest is counted', async () => {
    const stage = setStage();
    stage.logs.pods.set(failedPod, `${compilerErrors(200)}\n::error::Everything is broken`);
    await write(stage, lineOf(1));
    await write(stage, lineOf(-1));
    await stage.time.advance(1000);
    expect(methods(stage)).toEqual(['create in_progress', 'update completed', 'update completed', 'update completed']);
    expect(stage.github.checks).toHaveLength(1);
    expect(stage.github.checks[0]?.allAnnotations).toBe(150);
    expect(stage.github.checks[0]?.output.summary).toContain('50 more problems stand in the logs');
    expect(stage.github.checks[0]?.output.summary).toContain('❌ **test**: Everything is broken');
    expect(stage.github.violations).toEqual([]);
    expect(noteOf(stage, 'dag-failed')).toMatchObject({ checkId: 1, closed: 'handed-over' });
  });

  it('are not doubled by a restart at any moment', async () => {
    for (const lost of [1, 2, 3]) {
      const stage = setStage();
      stage.logs.pods.set(failedPod, compilerErrors(120));
      await write(stage, lineOf(1));
      let count = 0;
      stage.github.answer = (call) => {
        if (call.method === 'list') return undefined;
        count += 1;
        return count === lost ? 'lost' : undefined;
      };
      await write(stage, lineOf(-1));
      await stage.time.advance(1);
      await stage.restart();
      await stage.time.advance(60_000);
      expect(stage.github.checks).toHaveLength(1);
      expect(stage.github.checks[0]).toMatchObject({ conclusion: 'failure', allAnnotations: 120 });
    }
  });

  it('are made again when the Workflow runs again', async () => {
    const stage = setStage();
    stage.logs.pods.set(failedPod, compilerErrors(1));
    await write(stage, lineOf(-1));
    await write(stage, lineOf(1));
    await write(
      stage,
      lineOf(-1, ({ status }) => {
        if (status !== undefined) status.finishedAt = '2026-11-22T00:59:00Z';
      }),
    );
    await stage.time.advance(1000);
    expect(stage.github.checks.map((check) => [check.conclusion, check.allAnnotations])).toEqual([
      ['failure', 1],
      ['failure', 1],
    ]);
  });
});
