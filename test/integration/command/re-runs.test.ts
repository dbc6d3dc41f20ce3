import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeGate } from '../../world/make-gate.ts';
import { oneStep } from '../../world/one-step.ts';
import {
  argumentsOf,
  type Check,
  concludedCheck,
  expectChecks,
  released,
  runsOf,
  workflowOf,
} from '../../world/read-run.ts';
import { startWorld, type World } from '../../world/start-world.ts';

let world: World;

beforeAll(async () => {
  world = await startWorld();
});

afterAll(() => world.close());

const pipelines = `
defaults: { on: push, workflow: .argo/ci.yaml }
pipelines:
  ci: { parameters: { message: "{{ .Input.body.head_commit.message }}" } }
  lint: { workflow: .argo/lint.yaml }
`;

/** A repository of its own, where ada may write, and eve and the whole world may read. */
async function addRepository(files: Record<string, string> = {}): Promise<string> {
  const repository = await world.addRepository({
    '.argo-events.yaml': pipelines,
    '.argo/ci.yaml': oneStep('exit 3', ['revision', 'message']),
    '.argo/lint.yaml': oneStep('true'),
    ...files,
  });
  await world.github.setRole({ repository, login: 'ada', role: 'write' });
  return repository;
}

async function push(repository: string, message = 'Change files'): Promise<string> {
  const { after } = await world.github.push({ repository, files: { a: `${Math.random()}` }, message });
  return after;
}

/** The check after this one of the same name on the same commit, once it is concluded. */
function nextCheck(earlier: Check): Promise<Check> {
  const isNext = (each: Check) =>
    each.name === earlier.name && each.headSha === earlier.headSha && each.id > earlier.id;
  return world.github.waitForCheckRun((each) => isNext(each) && each.status === 'completed', 20_000);
}

async function checkNow({ id, repository }: Check): Promise<Check> {
  const found = (await world.github.checkRuns({ repository })).find((each) => each.id === id);
  if (found === undefined) throw new Error(`there is no check ${id}`);
  return found;
}

describe('a re-run of a check', () => {
  it('runs exactly that check again, at that commit and with the same parameters, as a new check', async () => {
    const repository = await addRepository();
    const sha = await push(repository, 'Say {{hello}}');
    const first = await concludedCheck(world, sha, 'ci');
    // What the branch holds now is not what was asked for.
    await world.github.push({ repository, files: { '.argo-events.yaml': null, '.argo/ci.yaml': null } });
    await expectChecks(world, { repository, sha }, ['ci: failure', 'lint: success']);
    await world.github.clearCalls();

    await world.github.rerunCheckRun({ id: first.id, sender: 'ada' });
    const second = await nextCheck(first);
    await expectChecks(world, { repository, sha }, ['ci: failure', 'ci: failure', 'lint: success']);

    expect(second.externalId).not.toBe(first.externalId);
    expect(second.externalId).toMatch(/^ci\/ci-[a-z2-7]{12}\/2\//);
    expect(second.summary).toContain('run again, @\u200bada asked for it');
    expect(argumentsOf(world, second)).toEqual({ revision: sha, message: 'Say { {hello}}' });
    expect(argumentsOf(world, second)).toEqual(argumentsOf(world, first));
    expect(workflowOf(world, second).spec).toEqual(workflowOf(world, first).spec);
    expect(await checkNow(first)).toEqual(first);
  });

  it('costs three calls', async () => {
    const gate = await makeGate(world.directory);
    const repository = await addRepository({ '.argo/ci.yaml': oneStep(gate.pass, ['revision', 'message']) });
    const sha = await push(repository);
    await gate.open();
    const first = await concludedCheck(world, sha, 'ci');
    await world.settle();
    await world.github.clearCalls();

    await world.github.rerunCheckRun({ id: first.id, sender: 'ada' });
    await gate.open();
    await nextCheck(first);
    await world.settle();
    const calls = (await world.calls()).map((each) => each.replaceAll(repository, 'R').replace(/\d{2,}/, 'ID'));
    expect(calls[0]).toBe('GET /repos/R/collaborators/ada/permission');
    expect(calls.slice(1).filter((each) => !/^(POST|PATCH) \/repos\/R\/check-runs/.test(each))).toEqual([]);
    expect(calls.length).toBeLessThanOrEqual(3);
  });

  it('can be repeated, each time as the next attempt, from whichever check', async () => {
    const repository = await addRepository();
    const first = await concludedCheck(world, await push(repository), 'ci');
    await world.github.rerunCheckRun({ id: first.id, sender: 'ada' });
    const second = await nextCheck(first);
    await world.github.rerunCheckRun({ id: second.id, sender: 'ada' });
    const third = await nextCheck(second);
    await world.github.rerunCheckRun({ id: first.id, sender: 'ada' });
    const fourth = await nextCheck(third);

    const attempts = [first, second, third, fourth].map(({ externalId }) => externalId.split('/')[2]);
    expect(attempts).toEqual(['1', '2', '3', '4']);
  });

  it('is one while it runs, however often and by whomever it is pressed', async () => {
    const gate = await makeGate(world.directory);
    const repository = await addRepository({ '.argo/ci.yaml': oneStep(gate.pass, ['revision', 'message']) });
    const sha = await push(repository);
    await gate.open();
    const first = await concludedCheck(world, sha, 'ci');
    await world.github.setRole({ repository, login: 'bob', role: 'maintain' });
    for (const sender of ['ada', 'bob', 'ada']) await world.github.rerunCheckRun({ id: first.id, sender });
    await world.settle();
    await gate.open();
    await nextCheck(first);
    await expectChecks(world, { repository, sha: first.headSha }, ['ci: success', 'ci: success', 'lint: success']);
  });

  it('is one, however often GitHub delivers it', async () => {
    const repository = await addRepository();
    const first = await concludedCheck(world, await push(repository), 'ci');
    await world.github.setDeliveryCopies({ copies: 3 });
    await world.github.rerunCheckRun({ id: first.id, sender: 'ada' });
    await world.github.setDeliveryCopies({ copies: 1 });
    await nextCheck(first);
    await expectChecks(world, { repository, sha: first.headSha }, ['ci: failure', 'ci: failure', 'lint: success']);
  });

  it('comes from the stored event when the Workflow is gone', async () => {
    const repository = await addRepository();
    const first = await concludedCheck(world, await push(repository, 'Tidy up'), 'ci');
    const run = workflowOf(world, first);
    await released(world, run);
    world.cluster.remove('workflows', 'ci', run.metadata.name);

    await world.github.rerunCheckRun({ id: first.id, sender: 'ada' });
    const second = await nextCheck(first);
    expect(second.externalId).toMatch(/^ci\/ci-[a-z2-7]{12}\/2\//);
    expect(argumentsOf(world, second)).toEqual({ revision: first.headSha, message: 'Tidy up' });
    await expectChecks(world, { repository, sha: first.headSha }, ['ci: failure', 'ci: failure', 'lint: success']);
  });

  it('from the stored event is one while it runs', async () => {
    const gate = await makeGate(world.directory);
    const repository = await addRepository({ '.argo/ci.yaml': oneStep(gate.pass, ['revision', 'message']) });
    const sha = await push(repository);
    await gate.open();
    const first = await concludedCheck(world, sha, 'ci');
    const run = workflowOf(world, first);
    await released(world, run);
    world.cluster.remove('workflows', 'ci', run.metadata.name);
    await world.github.rerunCheckRun({ id: first.id, sender: 'ada' });
    await world.github.rerunCheckRun({ id: first.id, sender: 'ada' });
    await world.settle();
    await gate.open();
    await nextCheck(first);
    await world.settle();
    await expectChecks(world, { repository, sha }, ['ci: success', 'ci: success', 'lint: success']);
  });

  it('of a check without a Workflow is one for a double click', async () => {
    const repository = await addRepository({ '.argo/ci.yaml': 'kind: Nothing\n' });
    const sha = await push(repository);
    const first = await concludedCheck(world, sha, 'ci');
    await world.github.rerunCheckRun({ id: first.id, sender: 'ada' });
    await world.github.rerunCheckRun({ id: first.id, sender: 'ada' });
    const second = await nextCheck(first);
    await world.settle();
    await expectChecks(world, { repository, sha }, ['ci: failure', 'ci: failure', 'lint: success']);
    // The check that came of it is another wish.
    await world.github.rerunCheckRun({ id: second.id, sender: 'ada' });
    await nextCheck(second);
  });

  it('of a run that could not be created tries it again', async () => {
    const repository = await addRepository({ '.argo/ci.yaml': 'kind: Nothing' });
    const first = await concludedCheck(world, await push(repository), 'ci');
    expect(first).toMatchObject({ conclusion: 'failure' });
    await world.github.rerunCheckRun({ id: first.id, sender: 'ada' });
    const second = await nextCheck(first);
    expect(second).toMatchObject({ conclusion: 'failure', title: first.title });
    expect(await runsOf(world, { repository, sha: first.headSha })).toHaveLength(1);
  });

  it('of something that was skipped decides it again', async () => {
    const repository = await addRepository({
      '.argo-events.yaml': pipelines.replace('ci: {', 'ci: { paths: ["x/**"],'),
    });
    const first = await concludedCheck(world, await push(repository), 'ci');
    expect(first).toMatchObject({ conclusion: 'skipped' });
    await world.github.rerunCheckRun({ id: first.id, sender: 'ada' });
    expect(await nextCheck(first)).toMatchObject({ conclusion: 'skipped', title: first.title });
  });

  it('of the file’s problems says them again', async () => {
    const repository = await addRepository({ '.argo-events.yaml': `${pipelines}  odd: { onn: push }\n` });
    const first = await concludedCheck(world, await push(repository), 'argo-events');
    await world.github.rerunCheckRun({ id: first.id, sender: 'ada' });
    const second = await nextCheck(first);
    expect(second).toMatchObject({ conclusion: 'failure', title: first.title });
    const checks = ['argo-events: failure', 'argo-events: failure', 'ci: failure', 'lint: success'];
    await expectChecks(world, { repository, sha: first.headSha }, checks);
  });
});

describe('a re-run of all checks', () => {
  it('is the newest of each name, once', async () => {
    const repository = await addRepository();
    const sha = await push(repository);
    const first = await concludedCheck(world, sha, 'ci');
    await expectChecks(world, { repository, sha }, ['ci: failure', 'lint: success']);
    await world.github.rerunCheckRun({ id: first.id, sender: 'ada' });
    await expectChecks(world, { repository, sha }, ['ci: failure', 'ci: failure', 'lint: success']);
    await world.github.rerunCheckSuite({ id: first.suiteId, sender: 'ada' });
    const checks = ['ci: failure', 'ci: failure', 'ci: failure', 'lint: success', 'lint: success'];
    await expectChecks(world, { repository, sha }, checks);
  });
});

describe('a re-run that is refused', () => {
  let check: Check;
  let repository: string;

  beforeAll(async () => {
    repository = await addRepository();
    check = await concludedCheck(world, await push(repository), 'ci');
  });

  beforeEach(() => world.settle());

  it.each([
    ['a stranger', 'eve', 'read'],
    ['somebody who may triage', 'tim', 'triage'],
  ] as const)('is so for %s, and the check says who and why, and keeps its conclusion', async (_who, login, role) => {
    await world.github.setRole({ repository, login, role });
    await world.github.rerunCheckRun({ id: check.id, sender: login });
    const told = await world.github.waitForCheckRun(
      (each) => each.id === check.id && each.summary?.includes(`@\u200b${login}`) === true,
    );
    expect(told).toMatchObject({ conclusion: 'failure', title: check.title, externalId: check.externalId });
    expect(told.summary).toContain('command.not-permitted');
    expect(told.summary?.endsWith(check.summary ?? '')).toBe(true);
    expect(told.summary?.split('command.not-permitted')).toHaveLength(2);
    expect(await runsOf(world, { repository })).toHaveLength(2);
  });

  it('is so for a bot', async () => {
    await world.github.rerunCheckRun({ id: check.id, sender: 'argo-events-app[bot]' });
    const told = await world.github.waitForCheckRun(
      (each) => each.id === check.id && each.summary?.includes('command.bot') === true,
    );
    expect(told.conclusion).toBe('failure');
    expect(await runsOf(world, { repository })).toHaveLength(2);
  });

  it('of all checks is said once', async () => {
    await world.github.rerunCheckSuite({ id: check.suiteId, sender: 'mallory' });
    await world.github.waitForCheckRun((each) => each.summary?.includes('@\u200bmallory') === true);
    await world.settle();
    const told = (await world.github.checkRuns({ repository })).filter((each) => each.summary?.includes('mallory'));
    expect(told).toHaveLength(1);
    expect(await runsOf(world, { repository })).toHaveLength(2);
  });
});
