import { describe, expect, it } from 'vitest';
import type { Workflow } from '../kubernetes/workflow.ts';
import { hold, methods } from './testing/play-stage.ts';
import { readRecording } from './testing/recordings.ts';
import { identity, type Stage, setStage } from './testing/stage.ts';

const pod = 'dag-failed-bad-2155107707';
const node = 'dag-failed-2155107707';
const shortToken = `ghs_${'a1B2'.repeat(9)}`;

function lastOf(recording: string, change: (workflow: Workflow) => void = () => undefined): Workflow {
  const workflow = structuredClone(readRecording(recording).at(-1)?.object);
  if (workflow === undefined) throw new Error(`${recording} is empty`);
  change(workflow);
  return workflow;
}

async function conclude(stage: Stage, workflow = lastOf('dag-failed')): Promise<void> {
  stage.cluster.write(stage.sign(workflow));
  await stage.time.settle();
}

function textOf(stage: Stage): string {
  return stage.github.checks[0]?.output.text ?? '';
}

function withSecret(workflow: Workflow): void {
  workflow.spec.volumes = [{ name: 'v', secret: { secretName: 'deploy' } }];
}

describe('the log of a failed step', () => {
  it('stands below the summary, with the step’s name and what it failed with', async () => {
    const stage = setStage();
    stage.logs.pods.set(pod, 'npm test\n\u001b[31m✗ adds up\u001b[0m\nexpected 2, got 3\n');
    await conclude(stage);
    expect(textOf(stage)).toMatch(
      /^### ❌ test — exit code 1\n\n```text\nnpm test\n✗ adds up\nexpected 2, got 3\n```\n\n\[Whole log in Argo\]\(<https:\/\/argo\.example\/workflows\/rec\/dag-failed\?[^>]*sidePanel=logs%3Adag-failed-2155107707%3Amain>\)\n/,
    );
    expect(methods(stage)).toEqual(['create completed']);
    expect(stage.github.violations).toEqual([]);
  });

  it('is that of the last try', async () => {
    const stage = setStage();
    const tries = readRecording('retries-exhausted').at(-1)?.object.status?.nodes ?? {};
    const last = Object.values(tries).find(({ name }) => name.endsWith('(2)'));
    stage.logs.pods.set(`retries-exhausted-${last?.templateName}-${last?.id.split('-').at(-1)}`, 'third\n');
    await conclude(stage, lastOf('retries-exhausted'));
    expect(textOf(stage)).toContain('third');
  });

  it('is not asked for while the run goes on, nor for a run that was cancelled', async () => {
    const stage = setStage();
    for (const line of readRecording('stopped')) {
      stage.cluster.write(stage.sign(line.object));
      await stage.time.settle();
    }
    expect(stage.github.checks).toMatchObject([{ conclusion: 'cancelled' }]);
    expect(stage.logs.asked).toEqual([]);
  });

  it('comes from the pod by its older name where there is none of the newer', async () => {
    const stage = setStage();
    stage.logs.pods.set(node, 'old name\n');
    await conclude(
      stage,
      lastOf('dag-failed', ({ metadata }) => {
        delete metadata.annotations;
      }),
    );
    expect(textOf(stage)).toContain('old name');
    expect(stage.logs.asked).toContain(`pod ${node}/main`);
  });

  it('comes from Argo’s archive where the pod is gone', async () => {
    const stage = setStage();
    stage.logs.archive = new Map([[`${node}/main`, 'archived\n']]);
    await conclude(stage);
    expect(textOf(stage)).toContain('archived');
  });

  it.each([
    [undefined, 'Argo has archived no log'],
    [{ kind: 'forbidden', message: 'pods/log is forbidden' } as const, 'may not read logs'],
    [{ kind: 'later', message: 'kubelet is away' } as const, 'could not be read in time'],
  ])('says so where there is none: %j', async (failure, said) => {
    const stage = setStage();
    stage.logs.answer = (question) => (question.startsWith('pod') ? failure : undefined);
    await conclude(stage);
    expect(textOf(stage)).toContain(said);
    expect(stage.github.checks).toMatchObject([{ conclusion: 'failure' }]);
  });

  it('is left out for a container that never ran', async () => {
    const stage = setStage();
    stage.logs.answer = () => ({ kind: 'invalid', message: 'waiting to start' });
    await conclude(stage);
    expect(textOf(stage)).not.toContain('###');
  });

  it('cannot break out of its block, and is cut at a line', async () => {
    const stage = setStage();
    stage.logs.pods.set(pod, `${`${'x'.repeat(400)}\n`.repeat(5000)}\`\`\`\n@everyone <img src=x>\n\`\`\`\`\`\n`);
    await conclude(stage);
    const text = textOf(stage);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(65_535);
    expect(text).toMatch(/The last \d+ lines of its log:\n\n``````text\nx+\n/);
    expect(text).toMatch(/`````\n``````\n/);
  });
});

describe('secrets in a run’s texts', () => {
  it('are masked in the log: known ones, and what looks like one', async () => {
    const stage = setStage();
    stage.logs.secrets.set('deploy', ['hunter2hunter2', '{"auths":{"r":{"password":"correct-horse"}}}']);
    const encoded = Buffer.from('me:hunter2hunter2').toString('base64');
    stage.logs.pods.set(
      pod,
      `password hunter2hunter2\n${encoded}\nlogin correct-horse\ntoken ${shortToken}\n::add-mask::my-own-value\nuses my-own-value\n`,
    );
    await conclude(stage, lastOf('dag-failed', withSecret));
    const text = textOf(stage);
    expect(text).toContain('password ***\n');
    for (const secret of ['hunter2', encoded.slice(6, 18), 'correct-horse', shortToken.slice(4), 'my-own-value']) {
      expect(text).not.toContain(secret);
    }
  });

  it('are masked in titles, messages, names and sentences, before they are escaped', async () => {
    const stage = setStage();
    stage.logs.secrets.set('deploy', ['s_e*c[r]e_t']);
    const workflow = lastOf('dag-failed', (each) => {
      withSecret(each);
      const failed = each.status?.nodes?.[node];
      if (failed !== undefined) failed.message = 'main: Error (exit code 1): no s_e*c[r]e_t';
    });
    stage.cluster.write(stage.sign(workflow, { ...identity, why: [`token is ${shortToken}`] }));
    await stage.time.settle();
    const { output } = stage.github.checks[0] ?? {};
    expect(output?.title).toContain('exit code 1: no ***');
    expect(JSON.stringify(output)).not.toMatch(/e\\*\*c|a1B2/);
  });

  it('are read while the run goes on only where a message could hold one', async () => {
    const stage = setStage();
    const running = (message: string) =>
      lastOf('dag-failed', (each) => {
        withSecret(each);
        each.metadata.labels = { 'workflows.argoproj.io/phase': 'Running', 'workflows.argoproj.io/completed': 'false' };
        const failed = each.status?.nodes?.[node];
        if (each.status === undefined || failed === undefined) throw new Error('no such node');
        each.status.phase = 'Running';
        failed.message = message;
        for (const other of Object.values(each.status.nodes ?? {})) if (other !== failed) other.message = '';
      });
    stage.logs.secrets.set('deploy', ['hunter2hunter2']);
    await conclude(stage, running('main: Error (exit code 1)'));
    expect(stage.logs.asked).toEqual([]);

    const other = setStage();
    other.logs.secrets.set('deploy', ['hunter2hunter2']);
    await conclude(other, running('said hunter2hunter2'));
    expect(other.logs.asked).toEqual(['secret deploy']);
    expect(JSON.stringify(other.github.checks)).not.toContain('hunter2');
  });

  it('that the app may not read do not keep the log away', async () => {
    const stage = setStage();
    stage.logs.pods.set(pod, `hello ${shortToken}\n`);
    stage.logs.answer = (question) =>
      question.startsWith('secret') ? { kind: 'forbidden', message: 'secrets is forbidden' } : undefined;
    await conclude(stage, lastOf('dag-failed', withSecret));
    expect(textOf(stage)).toContain('hello ***');
    expect(stage.github.checks[0]?.output.summary).toMatch(
      /may not read Secrets in the namespace .*rec.*shape of a secret/,
    );
    await conclude(stage, lastOf('retries-exhausted', withSecret));
    const told = stage.logged.filter(({ code }) => code === 'report.secrets-unreadable');
    expect(told).toMatchObject([{ level: 'warn', message: expect.stringContaining('namespace rec') }]);
  });

  it('that cannot be told for now keep the log away', async () => {
    const stage = setStage();
    stage.logs.pods.set(pod, 'hello\n');
    stage.logs.answer = (question) =>
      question.startsWith('secret') ? { kind: 'later', message: 'the API is away' } : undefined;
    await conclude(stage, lastOf('dag-failed', withSecret));
    expect(textOf(stage)).not.toContain('hello');
    expect(textOf(stage)).toContain('the Secrets that it might hold could not be read');
  });
});

describe('a log that does not come', () => {
  it('keeps a conclusion waiting for four seconds at most, and completes it when it comes', async () => {
    const stage = setStage();
    stage.logs.pods.set(pod, 'late but there\n');
    const held = hold();
    stage.logs.answer = (question) => (question === `pod ${pod}/main` ? held.promise : undefined);
    await conclude(stage);
    await stage.time.advance(3999);
    expect(methods(stage)).toEqual([]);
    await stage.time.advance(1);
    expect(stage.github.checks).toMatchObject([{ conclusion: 'failure' }]);
    expect(textOf(stage)).toContain('The log did not come in time.');

    held.open();
    await stage.time.settle();
    await stage.time.settle();
    expect(textOf(stage)).toContain('late but there');
    expect(methods(stage)).toEqual(['create completed', 'update completed']);
    expect(stage.github.violations).toEqual([]);
    await stage.time.advance(3_600_000);
    expect(methods(stage)).toHaveLength(2);
  });

  /** Concludes a check whose log is held back; its answer never comes to this process. */
  async function concludeWithout(stage: Stage, log: string, more: Record<string, string> = {}): Promise<void> {
    for (const [name, text] of Object.entries({ [pod]: log, ...more })) stage.logs.pods.set(name, text);
    const never = hold();
    stage.logs.answer = (question) => (question === `pod ${pod}/main` ? never.promise : undefined);
    await conclude(stage);
    await stage.time.advance(4000);
    expect(textOf(stage)).toContain('The log did not come in time.');
    stage.logs.answer = () => undefined;
  }

  it('is asked for by the next process, where this one ends before it comes', async () => {
    const stage = setStage();
    await concludeWithout(stage, 'late but there\n::error file=src/a.ts,line=3::It is wrong.\n');
    await stage.restart();
    await stage.time.settle();
    await stage.time.settle();
    expect(textOf(stage)).toContain('late but there');
    expect(methods(stage)).toEqual(['create completed', 'update completed']);
    expect(stage.github.checks[0]?.output.annotations).toMatchObject([{ path: 'src/a.ts', startLine: 3 }]);
    expect(stage.github.violations).toEqual([]);

    stage.logs.asked.length = 0;
    await stage.restart();
    await stage.time.advance(3_600_000);
    expect(stage.logs.asked).toEqual([]);
    expect(methods(stage)).toHaveLength(2);
  });

  it('is not asked for by the next process where it came, nor a day later', async () => {
    const stage = setStage();
    await concludeWithout(stage, 'late but there\n');
    await stage.time.advance(25 * 3_600_000);
    await stage.restart();
    await stage.time.settle();
    expect(textOf(stage)).not.toContain('late but there');
    expect(methods(stage)).toEqual(['create completed']);
  });

  it('that is gone by then leaves the check as it is', async () => {
    const stage = setStage();
    await concludeWithout(stage, 'late but there\n');
    stage.logs.pods.clear();
    await stage.restart();
    await stage.time.advance(600_000);
    expect(methods(stage)).toEqual(['create completed']);
    stage.logs.asked.length = 0;
    await stage.restart();
    await stage.time.settle();
    expect(stage.logs.asked).toEqual([]);
  });

  it('is not asked for again when GitHub has to be asked again', async () => {
    const stage = setStage();
    stage.logs.pods.set(pod, 'once\n');
    stage.github.answer = () => ({ kind: 'later', message: '502' });
    await conclude(stage);
    const asked = [...stage.logs.asked];
    await stage.time.advance(60_000);
    stage.github.answer = () => undefined;
    await stage.time.advance(600_000);
    expect(textOf(stage)).toContain('once');
    expect(stage.logs.asked).toEqual(asked);
  });

  it('holds up no other run', async () => {
    const stage = setStage();
    stage.logs.answer = (question) => (question.includes('dag-failed') ? hold().promise : undefined);
    await conclude(stage);
    await conclude(stage, lastOf('retries-exhausted'));
    expect(stage.github.checks).toMatchObject([{ externalId: expect.stringContaining('rec/retries-exhausted/1') }]);
  });
});
