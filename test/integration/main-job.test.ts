import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { oneStep } from '../world/one-step.ts';
import { argumentsOf, concludedCheck, expectChecks, released, workflowOf } from '../world/read-run.ts';
import { startWorld, type World } from '../world/start-world.ts';

const filled = ['revision', 'ref', 'branch', 'tag', 'repo', 'repo-owner', 'repo-name', 'event', 'sender'];
const filledOfPullRequests = ['pull-request-number', 'base-ref', 'base-revision'];

const files = {
  '.argo-events.yaml': `
defaults: { workflow: .argo/ci.yaml }
pipelines:
  ci: { on: { push: { branches: [main, "release/**", "!release/old/**"] } } }
  tagged: { on: { push: { tags: ["v*"] } } }
  proposed: { on: { pull_request: { branches: [main] } } }
  retitled: { on: { pull_request: { types: [edited, labeled] } } }
  queued: { on: merge_group }
  released: { on: release }
  created: { on: { create: { branches: ["feature/**"] } } }
  deleted: { on: { delete: { branches: ["feature/**"] } } }
  deployed: { on: { deployment: { environments: [production] } } }
  rebuilt: { on: { repository_dispatch: { types: [rebuild] } } }
`,
  '.argo/ci.yaml': oneStep('test ! -e broken', [...filled, ...filledOfPullRequests]),
};

let world: World;

beforeAll(async () => {
  world = await startWorld({ files });
});

afterAll(() => world.close());

function head(): Promise<string> {
  return world.github.getRepository({ repository: world.repository }).then(({ sha }) => sha ?? '');
}

/** Does it and expects these checks to follow and no others, on the commit that doing it answers. */
async function expectToFollow(act: () => Promise<string>, names: string[]): Promise<void> {
  const { github, repository } = world;
  const known = await github.checkRuns({ repository });
  const sha = await act();
  const before = known.map(({ name, conclusion }) => `${name}: ${conclusion}`);
  await expectChecks(world, { repository }, [...before, ...names.map((name) => `${name}: success`)]);
  const after = await github.checkRuns({ repository });
  const fresh = after.filter(({ id }) => known.every((each) => each.id !== id));
  expect(fresh.map(({ headSha }) => headSha)).toEqual(names.map(() => sha));
}

describe('events and the pipelines that name them', () => {
  let number = 0;

  const cases: [string, string[], () => Promise<string>][] = [
    ['a push to main', ['ci'], async () => (await push('main', { 'a.txt': 'a' })).after],
    ['a push to a branch of a pattern', ['ci'], async () => (await push('release/1/0', { 'b.txt': 'b' })).after],
    ['a push to a branch that the pattern excludes', [], async () => (await push('release/old/1', { c: 'c' })).after],
    ['a push to another branch', [], async () => (await push('topic', { 'topic.txt': '1' })).after],
    [
      'a pull request that is opened',
      ['proposed'],
      async () => {
        const { repository } = world;
        const opened = await world.github.openPullRequest({ repository, head: 'topic', title: 'A topic' });
        number = opened.number;
        return opened.head.sha;
      },
    ],
    ['a push to its branch', ['proposed'], async () => (await push('topic', { 'topic.txt': '2' })).after],
    [
      'its new title',
      ['retitled'],
      async () => (await world.github.editPullRequest({ ...pullRequest(), title: 'Another' })).head.sha,
    ],
    [
      'a label',
      ['retitled'],
      async () => (await world.github.labelPullRequest({ ...pullRequest(), add: ['x'] })).head.sha,
    ],
    [
      'its becoming a draft',
      [],
      async () => (await world.github.setPullRequestDraft({ ...pullRequest(), draft: true })).head.sha,
    ],
    [
      'its way into the merge queue',
      ['queued'],
      async () => (await world.github.enqueuePullRequest(pullRequest())).headSha,
    ],
    [
      'its merge by the queue, which pushes the commit to main',
      ['ci'],
      async () => (await world.github.mergeQueuedPullRequest(pullRequest())).headSha,
    ],
    ['a tag', ['tagged'], () => tag('v1')],
    ['an annotated tag', ['tagged'], () => tag('v2', 'Second')],
    ['a tag of another name', [], () => tag('nightly')],
    [
      'a release with a tag of its own',
      ['released'],
      async () => {
        await world.github.createRelease({ repository: world.repository, tag: '3.0' });
        return await head();
      },
    ],
    [
      'a branch that is created',
      ['created'],
      async () => {
        const { repository } = world;
        return (await world.github.setRef({ repository, ref: 'refs/heads/feature/x', to: 'main' })).after;
      },
    ],
    [
      'a branch that is deleted, on the default branch',
      ['deleted'],
      async () => {
        await world.github.deleteBranch({ repository: world.repository, branch: 'feature/x' });
        return await head();
      },
    ],
    ['a deployment', ['deployed'], () => deploy('production')],
    ['a deployment to another environment', [], () => deploy('staging')],
    ['a dispatch', ['rebuilt'], () => dispatch('rebuild')],
    ['a dispatch of another type', [], () => dispatch('restock')],
  ];

  function pullRequest() {
    return { repository: world.repository, number };
  }

  function push(branch: string, changed: Record<string, string>) {
    return world.github.push({ repository: world.repository, branch, files: changed });
  }

  async function tag(name: string, message?: string): Promise<string> {
    const named = message === undefined ? {} : { message };
    await world.github.createTag({ repository: world.repository, tag: name, ...named });
    return await head();
  }

  async function deploy(environment: string): Promise<string> {
    return (await world.github.createDeployment({ repository: world.repository, ref: 'main', environment })).sha;
  }

  async function dispatch(eventType: string): Promise<string> {
    await world.github.dispatch({ repository: world.repository, eventType });
    return await head();
  }

  it.each(cases)('%s starts %j', async (_event, expected, act) => {
    await expectToFollow(act, expected);
  });
});

describe('a run', () => {
  it('of a push gets what the push tells, and empty text for what it does not', async () => {
    const { repository, github } = world;
    const { after, before } = await github.push({ repository, files: { 'd.txt': 'd' }, sender: 'grace' });
    const check = await concludedCheck(world, after, 'ci');
    expect(argumentsOf(world, check)).toEqual({
      revision: after,
      ref: 'refs/heads/main',
      branch: 'main',
      tag: '',
      repo: 'acme/shop',
      'repo-owner': 'acme',
      'repo-name': 'shop',
      event: 'push',
      sender: 'grace',
      'pull-request-number': '',
      'base-ref': '',
      'base-revision': before,
    });
  });

  it('of a pull request gets its number and its base', async () => {
    const { repository, github } = world;
    const base = await head();
    await github.push({ repository, branch: 'other', files: { 'other.txt': 'o' } });
    const { number, head: proposed } = await github.openPullRequest({ repository, head: 'other', author: 'grace' });
    const check = await concludedCheck(world, proposed.sha, 'proposed');
    expect(argumentsOf(world, check)).toMatchObject({
      revision: proposed.sha,
      repo: 'acme/shop',
      event: 'pull_request',
      sender: 'grace',
      'pull-request-number': String(number),
      'base-ref': 'main',
      'base-revision': base,
    });
  });

  it('carries labels that find it by repository, Sensor and trigger', async () => {
    const { repository, github, environment } = world;
    const { after } = await github.push({ repository, files: { 'e.txt': 'e' } });
    const { id } = await github.getRepository({ repository });
    const { metadata } = workflowOf(world, await concludedCheck(world, after, 'ci'));
    expect(metadata.namespace).toBe('ci');
    expect(metadata.name).toMatch(/^ci-[a-z2-7]{12}$/);
    expect(metadata.labels).toMatchObject({
      'events.argoproj.io/sensor': 'ci',
      'events.argoproj.io/trigger': 'ci',
      'events.argoproj.io/action-timestamp': expect.stringMatching(/^\d{13}$/),
    });
    expect(Object.values(metadata.labels)).toEqual(expect.arrayContaining([String(id), environment.APP_ID]));
  });

  it('is let go by its finalizer once its check has concluded', async () => {
    const { repository, github } = world;
    const { after } = await github.push({ repository, files: { 'f.txt': 'f' } });
    await released(world, workflowOf(world, await concludedCheck(world, after, 'ci')));
    await expectChecks(world, { repository, sha: after }, ['ci: success']);
  });
});
