import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Gate, makeGate } from '../integration/make-gate.ts';
import { oneStep } from '../integration/one-step.ts';
import { concludedCheck, expectChecks, released, runsOf } from '../integration/read-run.ts';
import { type HeldCall, holdClusterCall, holdGithubCall } from './hold-call.ts';
import { type ProcessWorld, startProcessWorld } from './start-process-world.ts';

let world: ProcessWorld;

beforeAll(async () => {
  world = await startProcessWorld();
  await world.startApp();
});

afterAll(() => world.close());

interface Push {
  repository: string;
  gate: Gate;
}

/** Arranges that the app gets no further than one step; resolves `reached` when it is there. */
type Hold = (repository: string) => Promise<HeldCall> | HeldCall;

const creating = { verb: 'create', resource: 'workflows' } as const;
const patching = { verb: 'patch', resource: 'workflows' } as const;

const making = /\/check-runs$/;
const changing = /\/check-runs\/\d+$/;

/** The call is carried out; its answer, and that of every try after it, never comes. */
async function loseAnswers(method: string, path: RegExp, isDone: () => Promise<unknown>): Promise<HeldCall> {
  await world.github.fail({ match: { method, path }, reset: true, after: true, times: 1 });
  await world.github.fail({ match: { path: /check-runs/ }, reset: true });
  return { reached: isDone().then(() => undefined) };
}

async function setUp(script: (gate: Gate) => string): Promise<Push> {
  const gate = await makeGate(world.directory);
  const repository = await world.addRepository({
    '.argo-events.yaml': 'pipelines: { ci: { on: push, workflow: .argo/ci.yaml } }\n',
    '.argo/ci.yaml': oneStep(script(gate)),
  });
  return { repository, gate };
}

/** kill -9, everything well again, and a new process on the same store. */
async function killAndRestart(meanwhile: () => Promise<void> = async () => undefined): Promise<void> {
  expect(await world.endApp('SIGKILL')).toMatchObject({ signal: 'SIGKILL' });
  await world.github.clearFaults();
  world.cluster.clearFaults();
  await meanwhile();
  await world.startApp();
}

/** One Workflow, one check, concluded and let go, and no second check was ever made. */
async function expectOneOutcome(repository: string, sha: string, outcome: string): Promise<void> {
  await concludedCheck(world, sha);
  await expectChecks(world, { repository }, [outcome]);
  const runs = await runsOf(world, { repository });
  expect(runs).toHaveLength(1);
  await Promise.all(runs.map((each) => released(world, each)));
}

describe('kill -9', () => {
  const beforeTheCheck: [string, Hold][] = [
    [
      'while a token is asked for',
      async () => {
        await world.github.expireTokens();
        return await holdGithubCall(world, 'POST', /\/access_tokens$/);
      },
    ],
    ['while the file is read', () => holdGithubCall(world, 'POST', /\/graphql$/)],
    ['before the Workflow is created', () => holdClusterCall(world, creating, { afterEffect: false })],
    ['after the Workflow was created', () => holdClusterCall(world, creating, { afterEffect: true })],
    ['before the check is made', () => holdGithubCall(world, 'POST', making)],
    [
      'after the check was made',
      (repository) =>
        loseAnswers('POST', making, () => world.github.waitForCheckRun((each) => each.repository === repository)),
    ],
    ['before the check is noted on the Workflow', () => holdClusterCall(world, patching, { afterEffect: false })],
    ['after the check was noted on the Workflow', () => holdClusterCall(world, patching, { afterEffect: true })],
  ];

  it.each(beforeTheCheck)('%s: the run exists once and its one check concludes', async (_when, hold) => {
    const { repository, gate } = await setUp(({ pass }) => pass);
    const { reached } = await hold(repository);
    const { after } = await world.github.push({ repository, files: { a: 'a' } });
    await reached;
    await killAndRestart();
    await gate.open();
    await expectOneOutcome(repository, after, 'ci: success');
  });

  it('right after the answer 202: the same', async () => {
    const { repository, gate } = await setUp(({ pass }) => pass);
    const { after } = await world.github.push({ repository, files: { a: 'a' } });
    await killAndRestart();
    await gate.open();
    await expectOneOutcome(repository, after, 'ci: success');
  });

  it('while the run goes on, which ends before the restart: the same', async () => {
    const { repository, gate } = await setUp(({ pass }) => `${pass}; exit 4`);
    const { after } = await world.github.push({ repository, files: { a: 'a' } });
    await world.github.waitForCheckRun((each) => each.headSha === after && each.status === 'in_progress');
    await killAndRestart(gate.open);
    await expectOneOutcome(repository, after, 'ci: failure');
  });

  const beforeTheEnd: [string, Hold][] = [
    ['before the check is concluded', () => holdGithubCall(world, 'PATCH', changing)],
    [
      'after the check was concluded',
      (repository) =>
        loseAnswers('PATCH', changing, () =>
          world.github.waitForCheckRun((each) => each.repository === repository && each.status === 'completed'),
        ),
    ],
    ['before the Workflow is let go', () => holdClusterCall(world, patching, { afterEffect: false })],
    ['after the Workflow was let go', () => holdClusterCall(world, patching, { afterEffect: true })],
  ];

  it.each(beforeTheEnd)('%s: the run exists once and its one check concludes', async (_when, hold) => {
    const { repository, gate } = await setUp(({ pass }) => `${pass}; exit 3`);
    const { after } = await world.github.push({ repository, files: { a: 'a' } });
    const noted = (object: { metadata: { annotations?: Record<string, string> } } | undefined) =>
      object?.metadata.annotations?.['argo-events-app/reported'] !== undefined;
    await world.github.waitForCheckRun((each) => each.headSha === after && each.status === 'in_progress');
    const [run] = await runsOf(world, { repository });
    const place = { plural: 'workflows', namespace: 'ci', name: run?.metadata.name ?? '' };
    await world.cluster.waitFor(place, noted);
    const { reached } = await hold(repository);
    await gate.open();
    await reached;
    await killAndRestart();
    await expectOneOutcome(repository, after, 'ci: failure');
  });

  const withoutWorkflow: [string, Hold][] = [
    ['before a check without a Workflow is made', () => holdGithubCall(world, 'POST', making)],
    [
      'after a check without a Workflow was made',
      (repository) =>
        loseAnswers('POST', making, () => world.github.waitForCheckRun((each) => each.repository === repository)),
    ],
  ];

  it.each(withoutWorkflow)('%s: it is there once', async (_when, hold) => {
    const repository = await world.addRepository({
      '.argo-events.yaml': 'pipelines: { ci: { on: push, workflow: .argo/missing.yaml } }\n',
    });
    const { reached } = await hold(repository);
    await world.github.push({ repository, files: { a: 'a' } });
    await reached;
    await killAndRestart();
    await expectChecks(world, { repository }, ['ci: failure']);
  });

  it('while many events are in every state: each has its one outcome', async () => {
    const set = await Promise.all(Array.from({ length: 6 }, () => setUp(() => 'true')));
    const pushed = await Promise.all(
      set.flatMap(({ repository }) =>
        ['one', 'two'].map((branch) => world.github.push({ repository, branch, files: { a: branch } })),
      ),
    );
    await killAndRestart();
    await Promise.all(pushed.map(({ after }) => concludedCheck(world, after)));
    for (const { repository } of set) await expectChecks(world, { repository }, ['ci: success', 'ci: success']);
  });
});
