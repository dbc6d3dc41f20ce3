import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { oneStep } from '../../world/one-step.ts';
import { type ProposalOptions, proposeFromFork } from '../../world/propose-from-fork.ts';
import { argumentsOf, type Check, concludedCheck, expectChecks, runsOf, workflowOf } from '../../world/read-run.ts';
import { startWorld, type World } from '../../world/start-world.ts';

/** A file whose only check is called so, that a check tells which branch's file decided. */
function fileNamed(name: string, keys = ''): Record<string, string> {
  return {
    '.argo-events.yaml': `pipelines: { ${name}: { on: pull_request, workflow: .argo/ci.yaml, ${keys} } }\n`,
    '.argo/ci.yaml': oneStep('echo of the base', ['revision', 'base-ref']),
  };
}

/** What a stranger would like: a file that starts by itself, and another workflow. */
const gift = {
  '.argo-events.yaml': 'pipelines: { of-mallory: { on: [push, pull_request, create], workflow: .argo/ci.yaml } }\n',
  '.argo/ci.yaml': oneStep('echo of the fork', ['revision', 'base-ref']),
};

function press(world: World, { id }: Check, sender = 'ada'): Promise<unknown> {
  return world.github.pressAction({ id, identifier: 'approve', sender });
}

function pass(world: World, sha: string, name: string): Promise<Check> {
  return world.github.waitForCheckRun(
    (each) => each.headSha === sha && each.name === name && each.conclusion === 'success',
    20_000,
  );
}

function refusalOn(world: World, { id }: Check, code: string): Promise<Check> {
  return world.github.waitForCheckRun((each) => each.id === id && each.summary?.includes(code) === true, 20_000);
}

describe('the branch that a pull request from a fork goes into', { timeout: 60_000 }, () => {
  let world: World;

  beforeAll(async () => {
    world = await startWorld({ policy: 'defaults: { baseBranchFiles: ["release/*"] }\n' });
  });
  afterAll(() => world.close());

  /** `stale` was forgotten years ago, and its file lets in whatever comes; that of `release/1` is looked after. */
  async function addRepository(): Promise<string> {
    const { github } = world;
    const repository = await world.addRepository(fileNamed('of-main'), async (name) => {
      await github.push({ repository: name, branch: 'stale', files: fileNamed('of-stale') });
      await github.push({ repository: name, branch: 'release/1', files: fileNamed('of-release') });
    });
    await github.setRole({ repository, login: 'ada', role: 'write' });
    return repository;
  }

  function propose(options: Omit<ProposalOptions, 'files'>) {
    return proposeFromFork(world, { ...options, files: gift });
  }

  it.each([
    ['stale', 'of-main'],
    ['release/1', 'of-release'],
  ])('%s: %s decides, and what it decides waits for a person', async (base, name) => {
    const repository = await addRepository();
    const { sha } = await propose({ repository, base });
    const waiting = await concludedCheck(world, sha);
    expect(waiting).toMatchObject({ name, conclusion: 'action_required' });
    await expectChecks(world, { repository }, [`${name}: action_required`]);
    expect(await runsOf(world, { repository })).toEqual([]);

    await press(world, waiting);
    expect(argumentsOf(world, await pass(world, sha, name))).toEqual({ revision: sha, 'base-ref': base });
    await expectChecks(world, { repository }, [`${name}: action_required`, `${name}: success`]);
  });

  it('does not decide about what was approved for another one', async () => {
    const repository = await addRepository();
    const { sha, number } = await propose({ repository });
    const waiting = await concludedCheck(world, sha, 'of-main');
    await press(world, waiting);
    await pass(world, sha, 'of-main');

    // Approved for main, by main's file: neither the laxer branch nor the one that decides for itself gets anything from that.
    for (const base of ['stale', 'release/1']) {
      await world.github.editPullRequest({ repository, number, base });
      await world.github.closePullRequest({ repository, number });
      await world.github.reopenPullRequest({ repository, number });
    }
    await expectChecks(world, { repository }, [
      ...['of-main: action_required', 'of-main: success'],
      'of-main: action_required',
      // Once for the new base, because that of `stale` waits still, and once for the pull request that is open again.
      ...['of-release: action_required', 'of-release: action_required'],
    ]);
    expect(await runsOf(world, { repository })).toHaveLength(1);

    // Whoever presses the check that asked about main has not seen what asks now.
    await press(world, waiting);
    await refusalOn(world, waiting, 'approval.asked-anew');
    expect(await runsOf(world, { repository })).toHaveLength(1);
  });

  it('asks again when its own file changes, and not when that of another branch does', async () => {
    const { github } = world;
    const repository = await addRepository();
    const { sha } = await propose({ repository, base: 'release/1' });
    const waiting = await concludedCheck(world, sha, 'of-release');
    await github.push({ repository, branch: 'release/1', files: fileNamed('of-release', 'timeout: 5m') });
    await press(world, waiting);
    await refusalOn(world, waiting, 'approval.file-changed');
    const isAnew = (each: Check) => each.headSha === sha && each.id > waiting.id;
    const anew = await github.waitForCheckRun((each) => isAnew(each) && each.conclusion === 'action_required', 20_000);
    await press(world, waiting);
    await refusalOn(world, waiting, 'approval.asked-anew');
    expect(await runsOf(world, { repository })).toEqual([]);

    await github.push({ repository, files: fileNamed('of-main', 'timeout: 5m') });
    await press(world, anew);
    await pass(world, sha, 'of-release');
  });
});

describe('a policy that lets an author in once', { timeout: 60_000 }, () => {
  let world: World;

  beforeAll(async () => {
    world = await startWorld({
      namespaces: ['ci-untrusted'],
      policy: 'defaults: { approve: author-once }\nuntrusted: { namespace: ci-untrusted }\n',
    });
  });
  afterAll(() => world.close());

  async function addRepository(): Promise<string> {
    const repository = await world.addRepository(fileNamed('ci'));
    await world.github.setRole({ repository, login: 'ada', role: 'write' });
    return repository;
  }

  /** A pull request that a person has let in, and its run. */
  async function letIn(repository: string) {
    const proposal = await proposeFromFork(world, { repository, files: gift });
    await press(world, await concludedCheck(world, proposal.sha, 'ci'));
    await pass(world, proposal.sha, 'ci');
    return proposal;
  }

  async function pushMore({ fork }: { fork: string }, sender: string): Promise<Check> {
    const { after } = await world.github.push({
      repository: fork,
      branch: 'gift',
      files: { more: crypto.randomUUID() },
      sender,
    });
    return await concludedCheck(world, after, 'ci');
  }

  it('asks for the first commit, and runs what the author pushes after it, still as a stranger', async () => {
    const proposal = await letIn(await addRepository());
    const next = await pushMore(proposal, proposal.author);
    expect(next).toMatchObject({ conclusion: 'success' });
    expect(workflowOf(world, next).metadata.namespace).toBe('ci-untrusted');
  });

  it('asks for what somebody else pushes to the pull request of that author', async () => {
    const proposal = await letIn(await addRepository());
    const pushed = await pushMore(proposal, 'eve');
    expect(pushed).toMatchObject({ conclusion: 'action_required' });
    expect(await runsOf(world, { repository: proposal.repository, sha: pushed.headSha })).toEqual([]);
    // What the author does to that commit afterwards is no word for it.
    await world.github.labelPullRequest({ ...proposal, add: ['please'], sender: proposal.author });
    await expectChecks(world, { repository: proposal.repository, sha: pushed.headSha }, ['ci: action_required']);
  });

  it('asks for the pull request of another author, and for those of this one in another repository', async () => {
    const { repository, author } = await letIn(await addRepository());
    const other = await proposeFromFork(world, { repository, files: gift });
    expect(await concludedCheck(world, other.sha, 'ci')).toMatchObject({ conclusion: 'action_required' });
    const elsewhere = await addRepository();
    const same = await proposeFromFork(world, { repository: elsewhere, files: gift, author });
    expect(await concludedCheck(world, same.sha, 'ci')).toMatchObject({ conclusion: 'action_required' });
    expect(await runsOf(world, { repository: elsewhere })).toEqual([]);
  });

  it('does not take the press of the author, nor of whoever may only read', async () => {
    const repository = await addRepository();
    const { sha, author } = await proposeFromFork(world, { repository, files: gift });
    const waiting = await concludedCheck(world, sha, 'ci');
    for (const sender of [author, 'eve']) {
      await press(world, waiting, sender);
      await refusalOn(world, waiting, 'command.not-permitted');
    }
    expect(await runsOf(world, { repository })).toEqual([]);
  });
});
