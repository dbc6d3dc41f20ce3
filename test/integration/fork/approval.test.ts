import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { oneStep } from '../../world/one-step.ts';
import { argumentsOf, type Check, concludedCheck, expectChecks, runsOf, workflowOf } from '../../world/read-run.ts';
import { startWorld, type World } from '../../world/start-world.ts';

let world: World;

beforeAll(async () => {
  world = await startWorld({
    namespaces: ['ci-untrusted'],
    policy: 'untrusted: { namespace: ci-untrusted }\nrepositories: { "acme/*": { trustedBots: ["sweeper[bot]"] } }\n',
  });
});

afterAll(() => world.close());

const file = `
defaults: { on: pull_request, workflow: .argo/ci.yaml }
pipelines:
  ci: {}
  docs: { if: github.pullRequest.base.ref == "release" }
  push: { on: push }
`;

const files = { '.argo-events.yaml': file, '.argo/ci.yaml': oneStep('echo of the base', ['revision', 'base-ref']) };

/** What mallory writes: the deciding file is not hers to write, the workflow file is, once it is approved. */
const gift = {
  '.argo-events.yaml': 'pipelines: { evil: { on: [push, pull_request], workflow: .argo/ci.yaml } }',
  '.argo/ci.yaml': oneStep('echo of the fork', ['revision', 'base-ref']),
};

interface Proposal {
  repository: string;
  fork: string;
  number: number;
  sha: string;
  /** The check that waits. */
  waiting: Check;
}

let forks = 0;

/** A repository where ada may write, and a pull request of a stranger from a fork of it. */
async function propose(options: { author?: string; base?: Record<string, string> } = {}): Promise<Proposal> {
  const { github } = world;
  forks += 1;
  const author = options.author ?? `mallory-${forks}`;
  const repository = await world.addRepository({ ...files, ...options.base });
  await github.setRole({ repository, login: 'ada', role: 'write' });
  const fork = (await github.forkRepository({ repository, owner: author })).fullName;
  const { after: sha } = await github.push({ repository: fork, branch: 'gift', files: gift, sender: author });
  const { number } = await github.openPullRequest({ repository, head: `${author}:gift`, author });
  const waiting = await concludedCheck(world, sha, 'ci');
  return { repository, fork, number, sha, waiting };
}

function approve(waiting: Check, sender = 'ada'): Promise<unknown> {
  return world.github.pressAction({ id: waiting.id, identifier: 'approve', sender });
}

function nextCheck(earlier: Check): Promise<Check> {
  const isNext = (each: Check) =>
    each.name === earlier.name && each.headSha === earlier.headSha && each.id > earlier.id;
  return world.github.waitForCheckRun((each) => isNext(each) && each.status === 'completed', 20_000);
}

/** The check that was pressed, once it says why it was refused. */
function refusalOn({ id }: Check, code: string): Promise<Check> {
  return world.github.waitForCheckRun((each) => each.id === id && each.summary?.includes(code) === true, 20_000);
}

describe('a pull request from a fork', { timeout: 60_000 }, () => {
  it('waits under the name of each pipeline, with a button and the line to copy, and nothing of it is read', async () => {
    await world.github.clearCalls();
    const { repository, sha, waiting, number } = await propose();
    await expectChecks(world, { repository, sha }, ['ci: action_required', 'docs: skipped']);
    expect(waiting.actions).toEqual([
      { identifier: 'approve', label: 'Approve and run', description: expect.any(String) },
    ]);
    expect(waiting.title).toContain(`pull request #${number} comes from mallory-`);
    expect(waiting.summary).toContain(`\n/ok-to-test ${sha}\n`);
    expect(waiting.text).toContain('What approving means');
    expect(await runsOf(world, { repository })).toEqual([]);
    const asked = await world.github.calls();
    expect(asked.filter((each) => JSON.stringify(each).includes(`${sha}:`))).toEqual([]);
  });

  it('runs exactly what was approved: the file of the base, the workflow of the head, as a stranger', async () => {
    const { repository, sha, waiting } = await propose();
    await approve(waiting);
    const check = await nextCheck(waiting);
    expect(check).toMatchObject({ name: 'ci', conclusion: 'success' });
    const run = workflowOf(world, check);
    expect(run.metadata.namespace).toBe('ci-untrusted');
    expect(JSON.stringify(run.spec)).toContain('echo of the fork');
    expect(argumentsOf(world, check)).toEqual({ revision: sha, 'base-ref': 'main' });
    await expectChecks(world, { repository, sha }, ['ci: action_required', 'ci: success', 'docs: skipped']);
  });

  it('is approved once, whoever presses how often', async () => {
    const { repository, sha, waiting } = await propose();
    await world.github.setRole({ repository, login: 'bob', role: 'admin' });
    await world.github.setDeliveryCopies({ copies: 2 });
    await approve(waiting);
    await world.github.setDeliveryCopies({ copies: 1 });
    await approve(waiting);
    await approve(waiting, 'bob');
    await refusalOn(waiting, 'approval.given');
    await expectChecks(world, { repository, sha }, ['ci: action_required', 'ci: success', 'docs: skipped']);
    expect(await runsOf(world, { repository })).toHaveLength(1);
  });

  it('is not approved by its author, nor by somebody who may only read', async () => {
    const { repository, waiting, fork } = await propose();
    const [author = ''] = fork.split('/');
    await approve(waiting, author);
    const told = await refusalOn(waiting, 'command.not-permitted');
    expect(told).toMatchObject({ conclusion: 'action_required', title: waiting.title });
    expect(await runsOf(world, { repository })).toEqual([]);
  });

  it('asks again for a new commit, and the old one cannot be approved any more', async () => {
    const { repository, fork, waiting } = await propose();
    const [sender = ''] = fork.split('/');
    const { after } = await world.github.push({ repository: fork, branch: 'gift', files: { more: 'x' }, sender });
    const next = await concludedCheck(world, after, 'ci');
    expect(next.conclusion).toBe('action_required');
    await approve(waiting);
    const told = await refusalOn(waiting, 'approval.head-moved');
    expect(told.summary).toContain(after);
    expect(await runsOf(world, { repository })).toEqual([]);
    await approve(next);
    expect(await nextCheck(next)).toMatchObject({ conclusion: 'success', headSha: after });
    expect(await runsOf(world, { repository })).toHaveLength(1);
  });

  it('asks again when it is given another base, for what listens to that one', async () => {
    const { github } = world;
    const { repository, number, sha, waiting } = await propose();
    await github.setRef({ repository, ref: 'refs/heads/release', to: 'main' });
    await github.holdDeliveries({ events: ['pull_request'] });
    await github.editPullRequest({ repository, number, base: 'release' });
    await approve(waiting);
    await refusalOn(waiting, 'approval.retargeted');

    await github.releaseDeliveries({});
    const anew = await nextCheck(waiting);
    expect(anew).toMatchObject({ conclusion: 'action_required' });
    expect(anew.text).toContain('`release`');
    await expectChecks(world, { repository, sha }, [
      'ci: action_required',
      'ci: action_required',
      'docs: action_required',
      'docs: skipped',
    ]);
    expect(await runsOf(world, { repository, sha })).toEqual([]);
    await approve(anew);
    const check = await github.waitForCheckRun((each) => each.headSha === sha && each.conclusion === 'success', 20_000);
    expect(argumentsOf(world, check)['base-ref']).toBe('release');
  });

  it('asks again when the deciding file has changed since', async () => {
    const { github } = world;
    const { repository, sha, waiting } = await propose();
    await github.push({ repository, files: { '.argo-events.yaml': `${file}  more: {}\n` }, sender: 'ada' });
    await approve(waiting);
    const anew = await nextCheck(waiting);
    expect(anew).toMatchObject({ conclusion: 'action_required' });
    await refusalOn(waiting, 'approval.file-changed');
    expect(await runsOf(world, { repository, sha })).toEqual([]);
    await approve(anew);
    expect(await nextCheck(anew)).toMatchObject({ conclusion: 'success' });
    await expectChecks(world, { repository, sha }, [
      ...['ci: action_required', 'ci: action_required', 'ci: success'],
      ...['more: action_required', 'more: success', 'docs: skipped'],
    ]);
  });

  it('that was approved runs for later events of the same commit, until its base changes', async () => {
    const { github } = world;
    const labelled = `${file}  labelled: { on: { pull_request: { types: [labeled] } } }\n`;
    const { repository, number, sha, waiting } = await propose({ base: { '.argo-events.yaml': labelled } });
    await approve(waiting);
    await nextCheck(waiting);
    await github.labelPullRequest({ repository, number, add: ['one'] });
    expect(await concludedCheck(world, sha, 'labelled')).toMatchObject({ conclusion: 'success' });
    await github.setRef({ repository, ref: 'refs/heads/release', to: 'main' });
    await github.editPullRequest({ repository, number, base: 'release' });
    await github.labelPullRequest({ repository, number, add: ['two'] });
    await github.waitForCheckRun((each) => each.name === 'labelled' && each.conclusion === 'action_required', 20_000);
  });

  it('that is closed cannot be approved', async () => {
    const { repository, number, waiting } = await propose();
    await world.github.closePullRequest({ repository, number });
    await approve(waiting);
    await refusalOn(waiting, 'approval.');
    expect(await runsOf(world, { repository })).toEqual([]);
  });

  it('of a bot that the policy trusts runs, as a stranger’s, as long as the bot itself pushes', async () => {
    const { github } = world;
    const author = 'sweeper[bot]';
    const repository = await world.addRepository(files);
    const fork = (await github.forkRepository({ repository, owner: 'sweeper-home' })).fullName;
    const { after } = await github.push({ repository: fork, branch: 'gift', files: gift, sender: author });
    await github.openPullRequest({ repository, head: 'sweeper-home:gift', author });
    const check = await concludedCheck(world, after, 'ci');
    expect(check).toMatchObject({ conclusion: 'success' });
    expect(workflowOf(world, check).metadata.namespace).toBe('ci-untrusted');
    const next = await github.push({ repository: fork, branch: 'gift', files: { more: 'x' }, sender: 'mallory' });
    expect(await concludedCheck(world, next.after, 'ci')).toMatchObject({ conclusion: 'action_required' });
  });
});
