import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Probot, ProbotOctokit } from 'probot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startGithub } from './start-github.ts';
import { type Stage, startStage } from './testing/start-stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage.close());

describe('Probot', () => {
  it('authenticates, reads and writes as against GitHub', async () => {
    const { app, firstSha, github, installation } = stage;
    const probot = new Probot({
      appId: app.id,
      privateKey: app.privateKey,
      secret: app.webhookSecret,
      baseUrl: `${github.url}/api/v3`,
      logLevel: 'fatal',
      Octokit: ProbotOctokit.defaults({ throttle: { enabled: false } }),
    });
    const asApp = await probot.auth();
    expect((await asApp.rest.apps.getAuthenticated()).data).toMatchObject({ slug: 'argo-events-app' });
    const octokit = await probot.auth(installation);
    const at = { owner: 'acme', repo: 'demo' };
    const made = await octokit.rest.checks.create({ ...at, name: 'ci', head_sha: firstSha, status: 'in_progress' });
    const output = { title: 't', summary: 's' };
    await octokit.rest.checks.update({ ...at, check_run_id: made.data.id, conclusion: 'success', output });
    expect(await github.checkRuns({ name: 'ci' })).toMatchObject([{ conclusion: 'success', title: 't' }]);
    const branches = await octokit.paginate(octokit.rest.repos.listBranches, { ...at, per_page: 1 });
    expect(branches.map(({ name }) => name)).toEqual(['main']);
    const contents = await octokit.rest.repos.getContent({ ...at, path: 'src/main.ts' });
    expect(contents.data).toMatchObject({ type: 'file', encoding: 'base64' });
    const found = await octokit.graphql(
      'query ($e: String!) { repository(owner: "acme", name: "demo") { object(expression: $e) { ... on Blob { text } } } }',
      { e: `${firstSha}:src/main.ts` },
    );
    expect(found).toEqual({ repository: { object: { text: 'export const one = 1;\n' } } });
    const tokens = (await github.calls()).filter(({ path }) => path.endsWith('/access_tokens'));
    expect(tokens).toHaveLength(1);
  });

  it('refuses what GitHub refuses', async () => {
    const { app, github, installation } = stage;
    const probot = new Probot({
      appId: app.id,
      privateKey: app.privateKey,
      secret: app.webhookSecret,
      baseUrl: `${github.url}/api/v3`,
      logLevel: 'fatal',
      Octokit: ProbotOctokit.defaults({ throttle: { enabled: false }, retry: { enabled: false } }),
    });
    const octokit = await probot.auth(installation);
    const at = { owner: 'acme', repo: 'demo' };
    await expect(octokit.rest.checks.create({ ...at, name: 'x', head_sha: 'a'.repeat(40) })).rejects.toMatchObject({
      status: 422,
    });
    await expect(octokit.rest.repos.get({ owner: 'acme', repo: 'none' })).rejects.toMatchObject({ status: 404 });
  });
});

describe('a stand-in', () => {
  it('tells in its log what went wrong inside, and answers 500', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'github-stand-in-broken-'));
    const lines: string[] = [];
    const github = await startGithub({ directory, log: (line) => lines.push(line) });
    const repository = await github.createRepository({ repository: 'acme/demo', files: { a: 'a' } });
    await rm(repository.directory, { recursive: true });
    const answer = await fetch(`${github.url}/acme/demo`);
    expect(answer.status).toBe(500);
    expect(lines.join()).toMatch(/GET \/acme\/demo: Error/);
    await github.close();
    await rm(directory, { recursive: true, force: true });
  });

  it('does not start on a port that is taken', async () => {
    const port = Number(new URL(stage.github.url).port);
    await expect(startGithub({ directory: stage.directory, port })).rejects.toThrow(/EADDRINUSE/);
  });

  it('ends what waits for a check run when it closes', async () => {
    const second = await startStage();
    const waiting = expect(second.github.waitForCheckRun(() => false)).rejects.toThrow(/closed/);
    await second.close();
    await waiting;
  });

  it('closes while a delivery is under way', async () => {
    const second = await startStage();
    const silent = createServer();
    const asked = once(silent, 'request');
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    await second.github.setWebhook({ url: `http://127.0.0.1:${port}/` });
    const tagged = second.github.createTag({ repository: 'acme/demo', tag: 'v1' });
    await asked;
    await second.close();
    expect(await tagged).toMatchObject({ ref: 'refs/tags/v1' });
    silent.closeAllConnections();
    silent.close();
  });

  it('closes while an answer is held up by a fault', async () => {
    const second = await startStage();
    const token = await second.createToken();
    await second.github.fail({ match: { path: '^/slow' }, delayMs: 60_000 });
    const socket = connect(Number(new URL(second.github.url).port), '127.0.0.1');
    const closed = once(socket, 'close');
    socket.write(`GET /api/v3/slow HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\n\r\n`);
    socket.resume();
    await second.call('GET /repos/acme/demo');
    await second.close();
    expect(await closed).toBeDefined();
  });
});
