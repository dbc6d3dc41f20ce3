import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectGithub } from '../connect-github.ts';
import { type Stage, startStage } from '../testing/start-stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage.close());

describe('the controls over HTTP', () => {
  it('are those in process', async () => {
    const { github, receiver } = stage;
    const remote = connectGithub(github.url);
    expect(remote.host).toBe(github.host);
    receiver.clear();
    const pushed = await remote.push({ repository: 'acme/demo', files: { 'over.txt': 'http' } });
    expect(receiver.last('push')).toMatchObject({ after: pushed.after });
    expect(await remote.listRepositories()).toEqual(await github.listRepositories());
    expect(await remote.listBranches({ repository: 'acme/demo' })).toEqual([{ name: 'main', sha: pushed.after }]);
    expect(await remote.setDeliveryCopies({ copies: 1 })).toBeUndefined();
  });

  it('wait for check runs', async () => {
    const { call, firstSha, github } = stage;
    const remote = connectGithub(github.url);
    const waiting = remote.waitForCheckRun(({ name }) => name === 'remote');
    await call('POST /repos/acme/demo/check-runs', { body: { name: 'before', head_sha: firstSha } });
    await call('POST /repos/acme/demo/check-runs', { body: { name: 'remote', head_sha: firstSha } });
    expect(await waiting).toMatchObject({ name: 'remote', status: 'queued' });
    await expect(remote.waitForCheckRun(() => false, 30)).rejects.toThrow(/no such check run within 30 ms/);
  });

  it('take regular expressions for faults', async () => {
    const { call, github } = stage;
    await connectGithub(github.url).fail({ match: { path: /branches$/ }, status: 500, times: 1 });
    expect((await call('GET /repos/acme/demo')).status).toBe(200);
    expect((await call('GET /repos/acme/demo/branches')).status).toBe(500);
  });

  it.each([
    ['nothing', '{}', /no action nothing/],
    ['push', '{', /no JSON/],
    ['push', '{}', /push: repository: /],
    ['push', '{"repository":"demo"}', /expected owner\/name/],
    ['rerunCheckRun', '{"id":1}', /no check run 1/],
    ['rerunCheckSuite', '{"id":1}', /no check suite 1/],
    ['uninstallApp', '{"installation":1}', /no installation 1/],
    ['setWebhook', '{"app":"none"}', /no App none/],
    ['redeliver', '{"guid":"none"}', /no delivery none/],
    ['changeComment', '{"repository":"acme/demo","id":1,"body":null}', /no comment 1/],
    ['createUser', '{"login":"Ada"}', /already an account/],
    ['__proto__', '{}', /no action/],
  ])('answer %s with %s by saying what is wrong', async (name, body, message) => {
    const answer = await fetch(`${stage.github.url}/__dev/${name}`, { method: 'POST', body });
    expect(answer.status).toBe(422);
    expect(await answer.json()).toEqual({ message: expect.stringMatching(message) });
  });

  it('are closed to pages of other sites', async () => {
    const answer = await fetch(`${stage.github.url}/__dev/idle`, {
      method: 'POST',
      headers: { origin: 'https://elsewhere.example' },
    });
    expect(answer.status).toBe(403);
  });

  it('make organisations and users, and only once', async () => {
    const { github } = stage;
    const { id } = await github.createOrganization({ login: 'initech' });
    expect((await github.createUser({ login: 'bill' })).id).toBeGreaterThan(id);
    await expect(github.createOrganization({ login: 'BILL' })).rejects.toThrow(/already an account/);
  });

  it('let tokens expire at once', async () => {
    const { call, github } = stage;
    expect((await call('GET /repos/acme/demo')).status).toBe(200);
    await github.expireTokens();
    expect((await call('GET /repos/acme/demo')).status).toBe(401);
  });
});
