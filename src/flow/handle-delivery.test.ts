import { describe, expect, it } from 'vitest';
import type { Delivery } from '../bus/event-bus.ts';
import type { GithubFailure } from '../github/github.ts';
import { commit, makeDelivery, makePullRequest, makePush } from '../run/testing/deliveries.ts';
import { makeWorkflow } from '../run/testing/requests.ts';
import { setStage } from './testing/stage.ts';

const files = {
  '.argo-events.yaml': 'pipelines: { ci: { on: [push, pull_request], paths: ["**"], workflow: .argo/ci.yaml } }',
  '.argo/ci.yaml': JSON.stringify(makeWorkflow()),
};

describe('a delivery that cannot be read', () => {
  it.each<[string, Delivery, string]>([
    ['no JSON', makePush({}, { body: Buffer.from('{') }), 'event.not-json'],
    ['a list', makePush({}, { body: Buffer.from('[]') }), 'event.not-an-object'],
    ['nested too deep', makePush({}, { body: Buffer.from(`{"a":${'['.repeat(5000)}`) }), 'event.too-deep'],
    ['of no installation', makePush({ installation: null }), 'event.no-installation'],
    ['of half a repository', makePush({ repository: { id: 1 } }), 'event.repository-incomplete'],
  ])('is given up: %s', async (_what, delivery, code) => {
    const { handle, github } = setStage();

    expect(await handle(delivery)).toMatchObject({ kind: 'give-up', problem: { code } });
    expect(github.calls).toEqual([]);
  });
});

describe('a delivery that asks for nothing', () => {
  it.each<[string, Delivery]>([
    ['a ping', makeDelivery('ping', { repository: null, zen: 'x' })],
    ['an installation', makeDelivery('installation', { action: 'created', repository: null })],
    ['a branch that was deleted', makePush({ deleted: true, after: '0'.repeat(40) })],
    ['a comment on a pull request', makeDelivery('issue_comment', { issue: { number: 5, pull_request: {} } })],
    ['a comment on a commit', makeDelivery('commit_comment', { comment: { id: 1, commit_id: commit } })],
    ['a check run of this app', makeDelivery('check_run', { check_run: { app: { id: 9 } } })],
    ['a suite of this app', makeDelivery('check_suite', { check_suite: { app: { id: 9 } } })],
  ])('is done without a call: %s', async (_what, delivery) => {
    const { handle, github, cluster, checks } = setStage();

    expect(await handle(delivery)).toEqual({ kind: 'done' });
    expect([...github.calls, ...cluster.calls]).toEqual([]);
    expect(await checks()).toEqual([]);
  });

  it('is done after one look when the repository has no file', async () => {
    const { handle, github, cluster, checks } = setStage();

    expect(await handle(makePush())).toEqual({ kind: 'done' });
    expect(github.calls).toEqual([`files ${commit}`]);
    expect(cluster.calls).toEqual([]);
    expect(await checks()).toEqual([]);
  });

  it('costs one look for each event that the default branch decides, until it is known what is listened to', async () => {
    const { handle, github, commit: put } = setStage();
    put(files, 'HEAD');
    await handle(makeDelivery('label', {}, { id: 'd-1' }));
    await handle(makeDelivery('label', {}, { id: 'd-2' }));

    expect(github.calls).toEqual(['files HEAD']);
  });

  it('costs a look again once a push to the default branch has brought a file that listens', async () => {
    const { handle, github, commit: put } = setStage();
    put(files, 'HEAD');
    await handle(makeDelivery('repository_dispatch', { action: 'go' }, { id: 'd-1' }));
    put({
      '.argo-events.yaml': 'pipelines: { ci: { on: { repository_dispatch: { types: [go] } }, workflow: a.yaml } }',
    });
    await handle(makePush({}, { id: 'd-2' }));
    await handle(makeDelivery('repository_dispatch', { action: 'go' }, { id: 'd-3' }));

    expect(github.calls).toEqual(['files HEAD', `files ${commit}`, 'files HEAD']);
  });

  it('is not learnt from another branch', async () => {
    const { handle, github, commit: put } = setStage();
    put({
      '.argo-events.yaml': 'pipelines: { ci: { on: { repository_dispatch: { types: [go] } }, workflow: a.yaml } }',
    });
    await handle(makePush({ ref: 'refs/heads/topic' }));
    await handle(makeDelivery('label'));

    expect(github.calls).toEqual([`files ${commit}`, 'files HEAD']);
  });
});

describe('a delivery that GitHub does not let us handle', () => {
  const gone: GithubFailure = { kind: 'gone', message: 'Not Found' };
  const refused: GithubFailure = { kind: 'refused', message: 'Resource not accessible by integration' };
  const limited: GithubFailure = { kind: 'later', message: 'rate limit', retryAfterMs: 30_000 };

  it.each(['files', 'changed'])('is done when what it is about is gone (%s)', async (call) => {
    const { handle, github, cluster, commit: put } = setStage();
    put(files);
    github.answer = (each) => (each.startsWith(call) ? gone : undefined);

    expect(await handle(makePush())).toEqual({ kind: 'done' });
    expect(cluster.calls).toEqual([]);
  });

  it.each(['files', 'changed'])('is given up when GitHub refuses (%s)', async (call) => {
    const { handle, github, commit: put } = setStage();
    put(files);
    github.answer = (each) => (each.startsWith(call) ? refused : undefined);

    expect(await handle(makePush())).toMatchObject({
      kind: 'give-up',
      problem: { code: 'flow.github-refused', message: expect.stringContaining('not accessible') },
    });
  });

  it.each(['files', 'changed'])('comes again when GitHub says when (%s)', async (call) => {
    const { handle, github, commit: put } = setStage();
    put(files);
    github.answer = (each) => (each.startsWith(call) ? limited : undefined);

    expect(await handle(makePush())).toMatchObject({
      kind: 'retry',
      afterMs: 30_000,
      problem: { code: 'flow.github-away', message: expect.stringContaining('rate limit') },
    });
  });

  it('comes again when the bus decides, if GitHub does not say when', async () => {
    const { handle, github } = setStage();
    github.answer = () => ({ kind: 'later', message: 'ECONNRESET' });

    expect(await handle(makePush())).not.toHaveProperty('afterMs');
  });
});

describe('a delivery that starts a run', () => {
  it.each([
    ['a push', makePush()],
    ['a pull request', makePullRequest()],
  ])('is done when the run is there: %s', async (_what, delivery) => {
    const { handle, github, commit: put, runs } = setStage();
    put(files);
    github.changed = [{ path: 'a', status: 'added' }];

    expect(await handle(delivery)).toEqual({ kind: 'done' });
    expect(github.calls).toContain(`files ${commit}`);
    expect(runs()).toMatchObject([{ checkName: 'ci', commit }]);
  });

  it('comes again, and still tells of the file’s problems, when the cluster is away', async () => {
    const { handle, cluster, github, commit: put, checks } = setStage();
    put({ ...files, '.argo-events.yaml': `${files['.argo-events.yaml']}\n---\npipelines: { cd: {} }\n` });
    github.changed = [{ path: 'a', status: 'added' }];
    cluster.answer = () => ({ kind: 'later', message: 'busy', retryAfterMs: 10 });

    expect(await handle(makePush())).toMatchObject({
      kind: 'retry',
      afterMs: 10,
      problem: { code: 'run.cluster-away' },
    });
    expect(await checks()).toMatchObject([{ name: 'argo-events', conclusion: 'failure' }]);
  });

  it('fails as a whole, to be tried again, when nothing can be stored', async () => {
    const { handle, records, commit: put } = setStage();
    put(files);
    records.failing = true;

    await expect(handle(makePush())).rejects.toThrow('disk full');
  });
});
