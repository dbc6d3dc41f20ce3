import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { oneStep } from '../world/one-step.ts';
import { argumentsOf, concludedCheck, expectChecks, runsOf, workflowOf } from '../world/read-run.ts';
import { startWorld, type World } from '../world/start-world.ts';

/** A file whose checks are called after it, so that a check tells which commit's file decided. */
function fileNamed(name: string): string {
  return `
defaults: { workflow: .argo/ci.yaml }
pipelines:
  ${name}: { on: [push, pull_request, merge_group, release, create, delete, deployment, repository_dispatch] }
`;
}

let world: World;

beforeAll(async () => {
  world = await startWorld();
});

afterAll(() => world.close());

const workflows = { '.argo/ci.yaml': oneStep('true', ['revision', 'event']) };

/** A repository whose default branch has another file than the branch `topic` and the tag `v1`. */
async function makeRepository(): Promise<{ repository: string; main: string; topic: string }> {
  const { github } = world;
  let topic = '';
  const first = { '.argo-events.yaml': fileNamed('of-main'), ...workflows };
  const repository = await world.addRepository(first, async (name) => {
    const files = { '.argo-events.yaml': fileNamed('of-topic') };
    topic = (await github.push({ repository: name, branch: 'topic', files })).after;
    await github.createTag({ repository: name, tag: 'v1', target: 'topic' });
  });
  const { sha = '' } = await github.getRepository({ repository });
  return { repository, main: sha, topic };
}

interface Place {
  repository: string;
  main: string;
  topic: string;
}

describe.concurrent('the file that decides, and the commit of the check', () => {
  const cases: [string, string, (place: Place) => Promise<unknown>, (place: Place) => string][] = [
    ['a deployment of a branch', 'of-main', (at) => world.github.createDeployment({ ...at, ref: 'topic' }), onMain],
    ['a dispatch', 'of-main', (at) => world.github.dispatch({ ...at, eventType: 'go' }), onMain],
    ['a deleted branch', 'of-main', (at) => world.github.deleteBranch({ ...at, branch: 'topic' }), onMain],
    ['a pull request', 'of-topic', (at) => world.github.openPullRequest({ ...at, head: 'topic' }), onTopic],
    ['a release of a tag', 'of-topic', (at) => world.github.createRelease({ ...at, tag: 'v1' }), onTopic],
  ];

  function onMain({ main }: Place): string {
    return main;
  }

  function onTopic({ topic }: Place): string {
    return topic;
  }

  it.each(cases)('of %s is %s', async (_event, name, act, at) => {
    const place = await makeRepository();
    await act(place);
    await expectChecks(world, { repository: place.repository }, [`${name}: success`]);
    const check = await concludedCheck(world, at(place), name);
    expect(argumentsOf(world, check).revision).toBe(at(place));
  });

  it('of a push is that of the pushed commit, whether a branch or a tag moved', async () => {
    const { github } = world;
    const place = await makeRepository();
    await github.setRef({ repository: place.repository, ref: 'refs/heads/copy', to: 'topic' });
    await github.createTag({ repository: place.repository, tag: 'v2', target: 'topic' });
    // A created branch or tag is both a push and a create; a tag's push is none of this pipeline.
    await expectChecks(world, { repository: place.repository }, Array(3).fill('of-topic: success'));
    expect(await github.checkRuns({ repository: place.repository, sha: place.topic })).toHaveLength(3);
  });

  it('of the merge queue is the merged one', async () => {
    const { github } = world;
    const { repository } = await makeRepository();
    const { number } = await github.openPullRequest({ repository, head: 'topic' });
    const { headSha } = await github.enqueuePullRequest({ repository, number });
    const check = await github.waitForCheckRun((each) => each.headSha === headSha && each.status === 'completed');
    expect(check.name).toBe('of-topic');
  });
});

describe.concurrent('a pull request from a fork', () => {
  it('is decided by the default branch, runs nothing, and its check says why', async () => {
    const { github } = world;
    const { repository } = await makeRepository();
    const fork = await github.forkRepository({ repository, owner: 'mallory' });
    const { after } = await github.push({
      repository: fork.fullName,
      branch: 'gift',
      files: { '.argo-events.yaml': fileNamed('of-mallory'), '.argo/ci.yaml': oneStep('env') },
      sender: 'mallory',
    });
    await github.openPullRequest({ repository, head: 'mallory:gift', author: 'mallory' });

    const check = await concludedCheck(world, after);
    expect(check).toMatchObject({ name: 'of-main', conclusion: 'action_required', repository });
    expect(check.title).toContain('mallory/another');
    expect(check.summary).toContain('Nothing of it has been fetched, read or run');
    expect(check.summary).toContain('write permission');
    await expectChecks(world, { repository }, ['of-main: action_required']);
    expect(await runsOf(world, { repository })).toEqual([]);
  });

  it('asks again for each commit that it gets', async () => {
    const { github } = world;
    const { repository } = await makeRepository();
    const fork = await github.forkRepository({ repository, owner: 'trudy' });
    await github.push({ repository: fork.fullName, branch: 'gift', files: { a: 'a' }, sender: 'trudy' });
    await github.openPullRequest({ repository, head: 'trudy:gift', author: 'trudy' });
    const { after } = await github.push({
      repository: fork.fullName,
      branch: 'gift',
      files: { b: 'b' },
      sender: 'trudy',
    });
    expect(await concludedCheck(world, after)).toMatchObject({ name: 'of-main', conclusion: 'action_required' });
    await expectChecks(world, { repository }, ['of-main: action_required', 'of-main: action_required']);
  });

  it('runs once a person of the repository pushes its commit to a branch', async () => {
    const { github } = world;
    const { repository } = await makeRepository();
    const fork = await github.forkRepository({ repository, owner: 'peggy' });
    const gift = await github.push({ repository: fork.fullName, branch: 'gift', files: { a: 'a' }, sender: 'peggy' });
    await github.openPullRequest({ repository, head: 'peggy:gift', author: 'peggy' });
    await github.setRef({ repository, ref: 'refs/heads/adopted', to: gift.after });
    const check = await github.waitForCheckRun((each) => each.headSha === gift.after && each.conclusion === 'success');
    expect(workflowOf(world, check).metadata.namespace).toBe('ci');
  });
});
