import { describe, expect, it } from 'vitest';
import { commit, makePullRequest, makePush, repository } from '../../run/testing/deliveries.ts';
import { makeWorkflow } from '../../run/testing/requests.ts';
import { type Stage, setStage } from '../testing/stage.ts';

const files = (on: string) => ({
  '.argo-events.yaml': `pipelines: { ci: { on: ${on}, workflow: .argo/ci.yaml } }`,
  '.argo/ci.yaml': JSON.stringify(makeWorkflow()),
});

/** Pull request 5 as GitHub lists it for a commit. */
function list(stage: Stage, changes: { state?: string; base?: string; ref?: string; repo?: number } = {}): void {
  const { state = 'open', base = 'main', ref = 'topic', repo = repository.id } = changes;
  const head = { sha: commit, ref };
  const body = {
    ...{ number: 5, state, title: 'A change', user: { login: 'ada' }, draft: false, labels: [] },
    base: { ref: base, sha: 'b'.repeat(40) },
    head: { ...head, repo: { id: repo, full_name: 'acme/shop' } },
  };
  stage.github.pullRequests.set(5, { number: 5, isOpen: state === 'open', head, body });
}

const push = makePush({ ref: 'refs/heads/topic' });

async function pushed(on: string, changes?: Parameters<typeof list>[1]) {
  const stage = setStage();
  stage.commit(files(on));
  stage.commit({}, 'HEAD');
  if (changes !== undefined) list(stage, changes);
  expect(await stage.handle(push)).toEqual({ kind: 'done' });
  return { stage, runs: stage.runs(), calls: stage.github.calls.filter((each) => each.startsWith('pulls')) };
}

describe('a pipeline with push and pull_request', () => {
  it('leaves a commit to its open pull request, with one look and without a word', async () => {
    const { stage, runs, calls } = await pushed('[push, pull_request]', {});
    expect(runs).toEqual([]);
    expect(await stage.checks()).toEqual([]);
    expect(calls).toEqual([`pulls of ${commit}`]);
    await stage.handle(makePullRequest({}, { id: 'd-2' }));
    expect(stage.runs()).toMatchObject([{ checkName: 'ci', delivery: 'd-2' }]);
  });

  it.each<[string, string, Parameters<typeof list>[1] | undefined]>([
    ['there is none', '[push, pull_request]', undefined],
    ['it is closed', '[push, pull_request]', { state: 'closed' }],
    ['it is another branch’s', '[push, pull_request]', { ref: 'other' }],
    ['it comes from a fork', '[push, pull_request]', { repo: 99 }],
    ['it goes where the pipeline does not listen', '{ push: {}, pull_request: { branches: [release] } }', {}],
    ['the pipeline does not listen to what brings commits', '{ push: {}, pull_request: { types: [labeled] } }', {}],
    ['the pipeline would miss one that is opened now', '{ push: {}, pull_request: { types: [synchronize] } }', {}],
  ])('runs for the push when %s', async (_why, on, changes) => {
    expect((await pushed(on, changes)).runs).toMatchObject([{ checkName: 'ci', event: 'push' }]);
  });

  it.each([
    ['it listens to pushes alone', 'push'],
    ['its push is kept out anyway', '{ push: { branches: [main] }, pull_request: {} }'],
  ])('asks nothing where %s', async (_why, on) => {
    expect((await pushed(on, {})).calls).toEqual([]);
  });

  it('runs for the push when GitHub does not let it look, and tries again when GitHub is away', async () => {
    const stage = setStage();
    stage.commit(files('[push, pull_request]'));
    stage.commit({}, 'HEAD');
    const answer = (kind: 'later' | 'refused') => (call: string) =>
      call.startsWith('pulls') ? { kind, message: 'no' } : undefined;
    stage.github.answer = answer('later');
    expect(await stage.handle(push)).toMatchObject({ kind: 'retry' });
    expect(stage.runs()).toEqual([]);
    stage.github.answer = answer('refused');
    expect(await stage.handle(push)).toEqual({ kind: 'done' });
    expect(stage.runs()).toHaveLength(1);
  });

  it('runs twice where the policy lets it, the push under a name of its own', async () => {
    const policy = {
      operators: [],
      defaults: { pushAndPullRequest: 'both' as const },
      untrusted: {},
      repositories: [],
    };
    const stage = setStage({ policy: () => policy });
    stage.commit(files('[push, pull_request]'));
    stage.commit({}, 'HEAD');
    list(stage);
    await stage.handle(push);
    await stage.handle(makePullRequest({}, { id: 'd-2' }));
    expect(stage.runs().map((each) => each.checkName)).toEqual(['ci (push)', 'ci']);
    expect(stage.github.calls.filter((each) => each.startsWith('pulls'))).toEqual([]);
  });
});
