import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { signJwt } from '../../testing/sign-jwt.ts';
import { type Stage, startStage } from '../../testing/start-stage.ts';

let stage: Stage;
let number: number;
const repository = 'acme/demo';
const demo = `/repos/${repository}`;

beforeAll(async () => {
  stage = await startStage();
  await stage.github.push({ repository, branch: 'topic', files: { 't.txt': 't' } });
  ({ number } = await stage.github.openPullRequest({ repository, head: 'topic' }));
});
beforeEach(async () => {
  await stage.github.idle();
  stage.receiver.clear();
});
afterAll(() => stage.close());

describe('comments', () => {
  it('of people on a pull request reach the App as issue comments', async () => {
    const { github, receiver } = stage;
    const { id } = await github.comment({ repository, number, body: '/test', author: 'bob' });
    await github.changeComment({ repository, id, body: '/retest', sender: 'bob' });
    await github.changeComment({ repository, id, body: null, sender: 'bob' });
    expect(receiver.names()).toEqual(['issue_comment.created', 'issue_comment.edited', 'issue_comment.deleted']);
    expect(receiver.last('issue_comment.created')).toMatchObject({
      sender: { login: 'bob' },
      issue: { number, pull_request: { url: expect.stringContaining(`/pulls/${number}`) } },
      comment: { id, body: '/test', author_association: 'NONE', user: { login: 'bob' } },
    });
    expect(receiver.last('issue_comment.edited')).toMatchObject({ changes: { body: { from: '/test' } } });
  });

  it('on an issue carry no pull request', async () => {
    const { github, receiver } = stage;
    const issue = await github.createIssue({ repository });
    await github.comment({ repository, number: issue.number, body: 'hello' });
    expect(receiver.last('issue_comment').issue).not.toHaveProperty('pull_request');
    await expect(github.comment({ repository, number: 99, body: 'x' })).rejects.toThrow(/no issue or pull request 99/);
  });

  it('on a commit reach the App as commit comments', async () => {
    const { github, receiver } = stage;
    const { id } = await github.comment({ repository, sha: stage.firstSha, body: '/test' });
    expect(receiver.last('commit_comment')).toMatchObject({
      comment: { id, commit_id: stage.firstSha, body: '/test' },
    });
    expect(await github.comments({ repository, sha: stage.firstSha })).toMatchObject([{ id }]);
  });

  it('of the App are written, read, changed and removed', async () => {
    const { call, github, receiver } = stage;
    const made = await call(`POST ${demo}/issues/${number}/comments`, { body: { body: 'Because of that.' } });
    expect(made).toMatchObject({
      status: 201,
      json: { user: { login: 'argo-events-app[bot]' }, performed_via_github_app: { slug: 'argo-events-app' } },
    });
    expect(receiver.last('issue_comment')).toMatchObject({ sender: { type: 'Bot' } });
    const { id } = made.json;
    expect((await call(`PATCH ${demo}/issues/comments/${id}`, { body: { body: 'Better' } })).json.body).toBe('Better');
    expect((await call(`GET ${demo}/issues/comments/${id}`)).json.body).toBe('Better');
    expect((await call(`GET ${demo}/issues/${number}/comments`)).json).toMatchObject([{ id }]);
    expect((await call(`GET ${demo}/issues/${number}`)).json.comments).toBe(1);
    expect((await call(`DELETE ${demo}/issues/comments/${id}`)).status).toBe(204);
    expect(await github.comments({ repository, number })).toEqual([]);
    const onCommit = await call(`POST ${demo}/commits/${stage.firstSha}/comments`, { body: { body: 'Here.' } });
    expect(onCommit).toMatchObject({ status: 201, json: { commit_id: stage.firstSha } });
    const listed = await call(`GET ${demo}/commits/${stage.firstSha}/comments`);
    expect(listed.json.at(-1)).toMatchObject({ id: onCommit.json.id, body: 'Here.' });
    expect((await call(`GET ${demo}/commits/none/comments`)).status).toBe(422);
  });

  it.each<[string, string, unknown, number]>([
    ['without text', `POST ${demo}/issues/1/comments`, {}, 422],
    ['of more than 65536 characters', `POST ${demo}/issues/1/comments`, { body: 'x'.repeat(65_537) }, 422],
    ['on nothing', `POST ${demo}/issues/99/comments`, { body: 'x' }, 404],
    ['on no commit', `POST ${demo}/commits/none/comments`, { body: 'x' }, 422],
    ['that are not there', `PATCH ${demo}/issues/comments/9`, { body: 'x' }, 404],
  ])('%s are refused', async (_case, route, body, status) => {
    expect((await stage.call(route, { body })).status).toBe(status);
  });

  it('need one of two permissions', async () => {
    const { callWith, createToken } = stage;
    const reader = callWith(await createToken({ permissions: { issues: 'read' } }));
    expect((await reader(`GET ${demo}/issues/${number}/comments`)).status).toBe(200);
    expect((await reader(`POST ${demo}/issues/${number}/comments`, { body: { body: 'x' } })).status).toBe(403);
  });
});

describe('reactions', () => {
  it('are given once by each account', async () => {
    const { call, github } = stage;
    const { id } = await github.comment({ repository, number, body: '/test' });
    const route = `${demo}/issues/comments/${id}/reactions`;
    expect((await call(`POST ${route}`, { body: { content: 'eyes' } })).status).toBe(201);
    expect((await call(`POST ${route}`, { body: { content: 'eyes' } })).status).toBe(200);
    expect((await call(`POST ${route}`, { body: { content: 'shrug' } })).status).toBe(422);
    expect((await call(`GET ${route}`)).json).toMatchObject([{ content: 'eyes', user: { type: 'Bot' } }]);
    const [seen] = await github.comments({ repository, number });
    expect(seen?.reactions).toEqual([{ content: 'eyes', author: 'argo-events-app[bot]' }]);
    expect((await call(`POST ${demo}/issues/comments/9/reactions`, { body: { content: 'eyes' } })).status).toBe(404);
  });

  it('are given to comments on commits', async () => {
    const { call, github } = stage;
    const { id } = await github.comment({ repository, sha: stage.firstSha, body: '/test' });
    const route = `${demo}/comments/${id}/reactions`;
    expect((await call(`POST ${route}`, { body: { content: '-1' } })).status).toBe(201);
    expect((await call(`GET ${route}`)).json).toHaveLength(1);
  });
});

describe('what a person may do', () => {
  it.each([
    ['admin', 'admin'],
    ['maintain', 'write'],
    ['write', 'write'],
    ['triage', 'read'],
    ['read', 'read'],
  ] as const)('as %s is %s', async (role, permission) => {
    const { call, github } = stage;
    await github.setRole({ repository, login: 'dora', role });
    const answer = await call(`GET ${demo}/collaborators/dora/permission`);
    expect(answer.json).toMatchObject({ permission, role_name: role, user: { login: 'dora' } });
  });

  it('without a role is to read what is public and nothing else', async () => {
    const { call, github } = stage;
    await github.setRole({ repository, login: 'dora', role: null });
    expect((await call(`GET ${demo}/collaborators/dora/permission`)).json.permission).toBe('read');
    await github.createRepository({ repository: 'acme/secret', private: true });
    expect((await call('GET /repos/acme/secret/collaborators/dora/permission')).json.permission).toBe('none');
    expect((await call(`GET ${demo}/collaborators/nobody-at-all/permission`)).status).toBe(404);
  });
});

describe('releases, deployments and dispatches', () => {
  it('of a release make its tag and say it three times', async () => {
    const { call, github, receiver } = stage;
    const { id } = await github.createRelease({ repository, tag: 'v1', name: 'One' });
    expect(receiver.names()).toEqual(['push', 'create', 'release.created', 'release.published', 'release.released']);
    expect(receiver.last('release')).toMatchObject({ release: { id, tag_name: 'v1', name: 'One', draft: false } });
    receiver.clear();
    await github.createRelease({ repository, tag: 'v2', draft: true });
    await github.createRelease({ repository, tag: 'v1', prerelease: true });
    expect(receiver.names()).toEqual([
      'release.created',
      'release.created',
      'release.published',
      'release.prereleased',
    ]);
    expect((await call(`GET ${demo}/releases`)).json).toHaveLength(3);
  });

  it('of a deployment name its commit', async () => {
    const { call, github, receiver } = stage;
    const { id } = await github.createDeployment({ repository, ref: 'topic', environment: 'staging' });
    expect(receiver.last('deployment')).toMatchObject({
      deployment: { id, ref: 'topic', environment: 'staging', sha: expect.stringMatching(/^[0-9a-f]{40}$/) },
    });
    expect((await call(`GET ${demo}/deployments`)).json).toMatchObject([{ id }]);
    await expect(github.createDeployment({ repository, ref: 'none' })).rejects.toThrow(/no commit none/);
  });

  it('by people and by an App that may write contents', async () => {
    const { call, github, receiver } = stage;
    await github.dispatch({ repository, eventType: 'nightly', clientPayload: { deep: true } });
    expect(receiver.last('repository_dispatch')).toMatchObject({
      action: 'nightly',
      branch: 'main',
      client_payload: { deep: true },
    });
    expect((await call(`POST ${demo}/dispatches`, { body: { event_type: 'x' } })).status).toBe(403);
    const writer = await github.createApp({ slug: 'writer', permissions: { contents: 'write' } });
    const { id } = await github.installApp({ app: writer.id, account: 'acme' });
    const made = await stage.callWith(signJwt(writer.privateKey, { iss: writer.id }))(
      `POST /app/installations/${id}/access_tokens`,
    );
    const write = stage.callWith(made.json.token);
    receiver.clear();
    expect((await write(`POST ${demo}/dispatches`, { body: { event_type: 'by-app' } })).status).toBe(204);
    expect((await write(`POST ${demo}/dispatches`, { body: {} })).status).toBe(422);
    await github.idle();
    expect(receiver.last('repository_dispatch')).toMatchObject({ action: 'by-app', sender: { login: 'writer[bot]' } });
  });
});
