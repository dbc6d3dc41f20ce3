import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Gate, makeGate } from '../world/make-gate.ts';
import { oneStep } from '../world/one-step.ts';
import { concludedCheck, expectChecks, released, runsOf } from '../world/read-run.ts';
import { type HeldCall, holdClusterCall, holdGithubCall } from './hold-call.ts';
import { type ProcessWorld, startProcessWorld } from './start-process-world.ts';

let world: ProcessWorld;

beforeAll(async () => {
  world = await startProcessWorld();
  await world.startApp();
});

afterAll(() => world.close());

/** A repository of an account of its own, so that what is held for it holds up nothing else. */
interface Subject {
  repository: string;
  installationId: number;
  /** Where its Workflow waits. */
  gate: Gate;
  /** What the names of its Workflows begin with. */
  prefix: string;
}

/** Arranges that the app gets no further than one step with this subject. */
type Hold = (subject: Subject) => Promise<HeldCall> | HeldCall;

let made = 0;

async function makeSubject(script: (gate: Gate) => string, workflow = '.argo/ci.yaml'): Promise<Subject> {
  made += 1;
  const { github, directory } = world;
  const account = `owner-${made}`;
  const gate = await makeGate(directory);
  const prefix = `${account}-`;
  const files = {
    '.argo-events.yaml': `pipelines: { ci: { on: push, workflow: ${workflow} } }\n`,
    '.argo/ci.yaml': oneStep(script(gate), [], { generateName: prefix }),
  };
  await github.createRepository({ repository: `${account}/shop`, files });
  const { id } = await github.installApp({ account });
  return { repository: `${account}/shop`, installationId: id, gate, prefix };
}

async function push({ repository }: Subject): Promise<string> {
  return (await world.github.push({ repository, files: { a: 'a' } })).after;
}

function making({ repository }: Subject) {
  return { method: 'POST', path: new RegExp(`^/repos/${repository}/check-runs$`) };
}

function changing({ repository }: Subject) {
  return { method: 'PATCH', path: new RegExp(`^/repos/${repository}/check-runs/`) };
}

function patching({ prefix }: Subject) {
  const where = ({ name }: { name?: string }) => name?.startsWith(prefix) ?? false;
  return { verb: 'patch', resource: 'workflows', where } as const;
}

const creating = { verb: 'create', resource: 'workflows' } as const;

/** The call is carried out, but its answer never comes, nor that of any later call about checks of the repository. */
async function loseAnswer(
  { repository }: Subject,
  match: { method: string; path: RegExp },
  isDone: () => Promise<unknown>,
): Promise<HeldCall> {
  await world.github.fail({ match, reset: true, after: true, times: 1 });
  await world.github.fail({ match: { path: new RegExp(`^/repos/${repository}/.*check-runs`) }, reset: true });
  return { reached: isDone() };
}

function checkOf({ repository }: Subject, status?: string): Promise<unknown> {
  return world.github.waitForCheckRun(
    (each) => each.repository === repository && (status === undefined || each.status === status),
  );
}

/** kill -9, everything well again, and a new process on the same store. */
async function killAndRestart(meanwhile: () => Promise<unknown> = async () => undefined): Promise<void> {
  expect(await world.endApp('SIGKILL')).toMatchObject({ signal: 'SIGKILL' });
  await world.github.clearFaults();
  world.cluster.clearFaults();
  await meanwhile();
  await world.startApp();
}

/** One Workflow, one check that concluded, and the Workflow let go. */
async function expectOneOutcome({ repository }: Subject, sha: string, outcome: string): Promise<void> {
  await concludedCheck(world, sha);
  await expectChecks(world, { repository }, [outcome]);
  const runs = await runsOf(world, { repository });
  expect(runs).toHaveLength(1);
  await Promise.all(runs.map((each) => released(world, each)));
}

describe('kill -9 before the run ends', () => {
  const steps: [string, Hold][] = [
    [
      'a token is asked for',
      (one) => holdGithubCall(world, { method: 'POST', path: new RegExp(`/${one.installationId}/access_tokens$`) }),
    ],
    [
      'the file is read',
      ({ installationId }) => holdGithubCall(world, { method: 'POST', path: /^\/graphql$/, installationId }),
    ],
    ['the Workflow is about to be created', () => holdClusterCall(world, creating, { afterEffect: false })],
    ['the Workflow has been created', () => holdClusterCall(world, creating, { afterEffect: true })],
    ['the check is about to be made', (one) => holdGithubCall(world, making(one))],
    ['the check has been made', (one) => loseAnswer(one, making(one), () => checkOf(one))],
    ['the run goes on', (one) => ({ reached: checkOf(one, 'in_progress') })],
    ['the webhook has just been answered', () => ({ reached: Promise.resolve() })],
  ];
  const subjects = new Map<string, { subject: Subject; sha: string }>();

  beforeAll(async () => {
    for (const [when, hold] of steps) {
      const subject = await makeSubject(({ pass }) => pass);
      const { reached } = await hold(subject);
      subjects.set(when, { subject, sha: await push(subject) });
      await reached;
    }
    await killAndRestart();
  });

  it.each(steps)('while %s: the run exists once and its one check concludes', async (when) => {
    const found = subjects.get(when);
    if (found === undefined) throw new Error('not set up');
    await found.subject.gate.open();
    await expectOneOutcome(found.subject, found.sha, 'ci: success');
  });
});

describe('kill -9 while the note of a check is written, which a run has that goes on for a minute', () => {
  const steps: [string, Hold][] = [
    ['the check is about to be noted', (one) => holdClusterCall(world, patching(one), { afterEffect: false })],
    ['the check has been noted', (one) => holdClusterCall(world, patching(one), { afterEffect: true })],
  ];
  const subjects = new Map<string, { subject: Subject; sha: string }>();

  beforeAll(async () => {
    const reached = steps.map(async ([when, hold]) => {
      const subject = await makeSubject(({ pass }) => pass);
      const held = await hold(subject);
      subjects.set(when, { subject, sha: await push(subject) });
      await held.reached;
    });
    await Promise.all(reached);
    await killAndRestart();
  }, 240_000);

  it.each(steps)('and %s: the run exists once and its one check concludes', async (when) => {
    const found = subjects.get(when);
    if (found === undefined) throw new Error('not set up');
    await found.subject.gate.open();
    await expectOneOutcome(found.subject, found.sha, 'ci: success');
  });
});

describe('kill -9 while the run ends', () => {
  const steps: [string, Hold][] = [
    ['the check is about to be concluded', (one) => holdGithubCall(world, changing(one))],
    ['the check has been concluded', (one) => loseAnswer(one, changing(one), () => checkOf(one, 'completed'))],
    ['the Workflow is about to be let go', (one) => holdClusterCall(world, patching(one), { afterEffect: false })],
    ['the Workflow has been let go', (one) => holdClusterCall(world, patching(one), { afterEffect: true })],
  ];
  const subjects = new Map<string, { subject: Subject; sha: string }>();

  beforeAll(async () => {
    for (const [when, hold] of steps) {
      const subject = await makeSubject(({ pass }) => `${pass}; exit 3`);
      const sha = await push(subject);
      // The next patch is the one that lets it go: the note of its check waits for that.
      await checkOf(subject, 'in_progress');
      const { reached } = await hold(subject);
      await subject.gate.open();
      await reached;
      subjects.set(when, { subject, sha });
    }
    const away = await makeSubject(({ pass }) => `${pass}; exit 3`);
    subjects.set('nobody looks', { subject: away, sha: await push(away) });
    await checkOf(away, 'in_progress');
    await killAndRestart(away.gate.open);
  });

  it.each([...steps.map(([when]) => when), 'nobody looks'])(
    'when %s: the run exists once and its one check concludes',
    async (when) => {
      const found = subjects.get(when);
      if (found === undefined) throw new Error('not set up');
      await expectOneOutcome(found.subject, found.sha, 'ci: failure');
    },
  );
});

describe('kill -9 while a check without a Workflow is written', () => {
  const steps: [string, Hold][] = [
    ['about to be made', (one) => holdGithubCall(world, making(one))],
    ['made already', (one) => loseAnswer(one, making(one), () => checkOf(one))],
  ];
  const subjects = new Map<string, Subject>();

  beforeAll(async () => {
    for (const [when, hold] of steps) {
      const subject = await makeSubject(() => 'true', '.argo/missing.yaml');
      const { reached } = await hold(subject);
      subjects.set(when, subject);
      await push(subject);
      await reached;
    }
    await killAndRestart();
  });

  it.each(steps)('and is %s: it is there once', async (when) => {
    const repository = subjects.get(when)?.repository ?? '';
    await expectChecks(world, { repository }, ['ci: failure']);
  });
});

describe('kill -9 while many events are in every state', () => {
  it('gives each its one outcome', async () => {
    const subjects = await Promise.all(Array.from({ length: 4 }, () => makeSubject(() => 'true')));
    const pushed = await Promise.all(
      subjects.flatMap(({ repository }) =>
        ['one', 'two', 'three'].map((branch) => world.github.push({ repository, branch, files: { a: branch } })),
      ),
    );
    await killAndRestart();
    await Promise.all(pushed.map(({ after }) => concludedCheck(world, after)));
    const thrice = Array(3).fill('ci: success');
    for (const { repository } of subjects) await expectChecks(world, { repository }, thrice);
  });
});
