import { createHmac, generateKeyPairSync } from 'node:crypto';
import nock from 'nock';
import { pino } from 'pino';
import type { Probot } from 'probot';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLogger } from '../observe/create-logger.ts';
import { readSettings } from '../settings/read-settings.ts';
import type { Settings } from '../settings/settings.ts';
import { connectGithub, type GithubConnectionParts } from './connect-github.ts';
import { createSendToGithub, defaultGithubLimits } from './connection/send-to-github.ts';
import type { CheckState, RepositoryAddress } from './github.ts';
import { sendOverFetch } from './testing/send-over-fetch.ts';

const api = 'https://api.github.com';
const privateKey = generateKeyPairSync('rsa', { modulusLength: 2048 })
  .privateKey.export({ type: 'pkcs1', format: 'pem' })
  .toString();
const state: CheckState = { status: 'in_progress', output: { title: 'Running', summary: 'text of the check' } };

function settingsOf(change: Record<string, string> = {}): Settings {
  const environment = {
    APP_ID: '7',
    PRIVATE_KEY: privateKey,
    WEBHOOK_SECRET: 'a secret of the tests',
    ARGO_NAMESPACE: 'ci',
    KUBERNETES_SERVICE_HOST: '127.0.0.1',
    LOG_LEVEL: 'trace',
    ...change,
  };
  const read = readSettings(environment, { readFile: () => '' });
  if (!read.ok) {
    throw new Error(JSON.stringify(read.problems));
  }
  return read.settings;
}

function connect(parts: GithubConnectionParts = {}, change: Record<string, string> = {}) {
  return connectGithub(settingsOf(change), pino({ level: 'silent' }), {
    clock: { now: () => Date.now(), wait: async () => undefined },
    send: createSendToGithub(defaultGithubLimits, sendOverFetch),
    ...parts,
  });
}

function repositoryOf(installationId: number): RepositoryAddress {
  return { installationId, id: installationId, owner: 'acme', name: `shop${installationId}` };
}

function answerToken(installationId: number, token: string, origin = api, path = ''): void {
  nock(origin)
    .post(`${path}/app/installations/${installationId}/access_tokens`)
    .reply(201, { token, expires_at: '2099-01-01T00:00:00Z', permissions: {} });
}

function onUpdate(installationId: number): nock.Interceptor {
  return nock(api).patch(`/repos/acme/shop${installationId}/check-runs/1`);
}

/** An event whose payload is cut down to what a test needs. */
function eventOf(name: string, payload: object): Parameters<Probot['receive']>[0] {
  const event: unknown = { id: 'd1', name, payload };
  return event as Parameters<Probot['receive']>[0];
}

beforeEach(() => {
  nock.disableNetConnect();
});

afterEach(() => {
  vi.useRealTimers();
  const forgotten = nock.pendingMocks();
  nock.cleanAll();
  expect(forgotten).toEqual([]);
});

describe('connectGithub', () => {
  it('asks for one token an installation', async () => {
    const { github } = connect();
    answerToken(1, 'ghs_one');
    answerToken(2, 'ghs_two');
    onUpdate(1).matchHeader('authorization', 'token ghs_one').times(3).reply(200, { id: 1 });
    onUpdate(2).matchHeader('authorization', 'token ghs_two').reply(200, { id: 1 });
    const results = await Promise.all([1, 1, 2, 1].map((id) => github.updateCheckRun(repositoryOf(id), 1, state)));
    expect(results.every((result) => result.ok)).toBe(true);
  });

  it('asks for a new token once when GitHub no longer takes the old one', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const { github } = connect();
    answerToken(1, 'ghs_old');
    onUpdate(1).matchHeader('authorization', 'token ghs_old').reply(200, { id: 1 });
    await github.updateCheckRun(repositoryOf(1), 1, state);
    vi.setSystemTime(Date.now() + 600_000);
    onUpdate(1).matchHeader('authorization', 'token ghs_old').reply(401, { message: 'Bad credentials' });
    answerToken(1, 'ghs_new');
    onUpdate(1).matchHeader('authorization', 'token ghs_new').twice().reply(200, { id: 1 });
    expect(await github.updateCheckRun(repositoryOf(1), 1, state)).toMatchObject({ ok: true });
    expect(await github.updateCheckRun(repositoryOf(1), 1, state)).toMatchObject({ ok: true });
  });

  it('waits for GitHub to know a token that it has just given', async () => {
    const waits: number[] = [];
    const clock = { now: () => Date.now(), wait: async (ms: number) => void waits.push(ms) };
    const { github } = connect({ clock });
    answerToken(1, 'ghs_young');
    onUpdate(1).matchHeader('authorization', 'token ghs_young').twice().reply(401, { message: 'Bad credentials' });
    onUpdate(1).matchHeader('authorization', 'token ghs_young').reply(200, { id: 1 });
    expect(await github.updateCheckRun(repositoryOf(1), 1, state)).toMatchObject({ ok: true });
    expect(waits.slice(-2)).toEqual([1000, 2000]);
  });

  it('takes no number of a check that it cannot hold', async () => {
    const { github } = connect();
    answerToken(1, 'ghs_one');
    nock(api).post('/repos/acme/shop1/check-runs').reply(201, '{"id":9007199254740993}');
    const check = { ...state, name: 'ci', headSha: 'a', externalId: 'x' };
    expect(await github.createCheckRun(repositoryOf(1), check)).toMatchObject({ failure: { kind: 'later' } });
  });

  it('asks for a new token before an hour is over', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const { github } = connect();
    answerToken(1, 'ghs_first');
    onUpdate(1).matchHeader('authorization', 'token ghs_first').reply(200, { id: 1 });
    await github.updateCheckRun(repositoryOf(1), 1, state);
    vi.setSystemTime(Date.now() + 59 * 60_000 + 1000);
    answerToken(1, 'ghs_second');
    onUpdate(1).matchHeader('authorization', 'token ghs_second').reply(200, { id: 1 });
    expect(await github.updateCheckRun(repositoryOf(1), 1, state)).toMatchObject({ ok: true });
  });

  it.each([
    [404, { message: 'Not Found' }, 'gone'],
    [403, { message: 'This installation has been suspended' }, 'gone'],
    [503, { message: 'down' }, 'later'],
  ])('passes on that a token is answered %i %j as %s', async (status, body, kind) => {
    const { github } = connect();
    nock(api).post('/app/installations/1/access_tokens').reply(status, body);
    expect(await github.updateCheckRun(repositoryOf(1), 1, state)).toMatchObject({ ok: false, failure: { kind } });
  });

  it('reads again when GitHub fails, three times at most', async () => {
    const calls: string[] = [];
    const { github } = connect({ onCall: (method, outcome) => calls.push(`${method} ${outcome}`) });
    answerToken(1, 'ghs_one');
    const list = () => nock(api).get('/repos/acme/shop1/commits/abc/check-runs').query(true);
    list().reply(502, 'Bad gateway');
    list().replyWithError('socket hang up');
    list().reply(200, { check_runs: [] });
    expect(await github.listCheckRuns(repositoryOf(1), 'abc', 'ci')).toEqual({ ok: true, value: [] });
    list().times(3).reply(500, '');
    expect(await github.listCheckRuns(repositoryOf(1), 'abc', 'ci')).toMatchObject({ failure: { kind: 'later' } });
    expect(calls.map((call) => call.split(' ')[1])).toEqual(['later', 'later', 'ok', 'later', 'later', 'later']);
  });

  it('leaves an installation alone that GitHub limits, and others unaffected', async () => {
    let time = 1_000_000;
    const { github } = connect({ clock: { now: () => time, wait: async () => undefined } });
    answerToken(1, 'ghs_one');
    answerToken(2, 'ghs_two');
    onUpdate(1).reply(403, { message: 'You have exceeded a secondary rate limit' }, { 'retry-after': '30' });
    onUpdate(2).reply(200, { id: 1 });
    const limited = { ok: false, failure: { kind: 'later' } };
    expect(await github.updateCheckRun(repositoryOf(1), 1, state)).toMatchObject(limited);
    time += 10_000;
    const heldBack = await github.updateCheckRun(repositoryOf(1), 1, state);
    expect(heldBack).toMatchObject({ failure: { kind: 'later', retryAfterMs: 20_000 } });
    expect(await github.readFile(repositoryOf(1), 'abc', 'a')).toMatchObject({ failure: { retryAfterMs: 20_000 } });
    expect(await github.updateCheckRun(repositoryOf(2), 1, state)).toMatchObject({ ok: true });
    time += 20_000;
    onUpdate(1).reply(200, { id: 1 });
    expect(await github.updateCheckRun(repositoryOf(1), 1, state)).toMatchObject({ ok: true });
  });

  it('stops asking when an answer says that nothing remains of the hour', async () => {
    const { github } = connect();
    answerToken(1, 'ghs_one');
    const reset = String(Math.round(Date.now() / 1000) + 100);
    onUpdate(1).reply(200, { id: 1 }, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset });
    expect(await github.updateCheckRun(repositoryOf(1), 1, state)).toMatchObject({ ok: true });
    expect(await github.updateCheckRun(repositoryOf(1), 1, state)).toMatchObject({ failure: { kind: 'later' } });
    nock(api)
      .post('/graphql')
      .reply(200, { data: { repository: { folder: null, file: null } } });
    expect(await github.readFile(repositoryOf(1), 'abc', 'a')).toMatchObject({ ok: true });
  });

  it('lets one installation wait for its slow write while another writes at once', async () => {
    const { github } = connect();
    answerToken(1, 'ghs_one');
    answerToken(2, 'ghs_two');
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const order: string[] = [];
    onUpdate(1).reply(async () => {
      await held;
      return [200, { id: 1 }];
    });
    onUpdate(1).reply(200, { id: 1 });
    onUpdate(2).times(3).reply(200, { id: 1 });
    const first = github.updateCheckRun(repositoryOf(1), 1, state).then(() => order.push('slow 1'));
    const second = github.updateCheckRun(repositoryOf(1), 1, state).then(() => order.push('slow 2'));
    for (let index = 0; index < 3; index += 1) {
      expect(await github.updateCheckRun(repositoryOf(2), 1, state)).toMatchObject({ ok: true });
    }
    order.push('other installation done');
    release();
    await Promise.all([first, second]);
    expect(order).toEqual(['other installation done', 'slow 1', 'slow 2']);
  });

  it('follows a renamed repository on the same host, and nothing to another', async () => {
    const { github } = connect();
    answerToken(1, 'ghs_one');
    onUpdate(1).reply(307, '', { location: `${api}/repositories/5/check-runs/1` });
    nock(api).patch('/repositories/5/check-runs/1').reply(200, { id: 1 });
    expect(await github.updateCheckRun(repositoryOf(1), 1, state)).toMatchObject({ ok: true });
    onUpdate(1).reply(307, '', { location: 'https://elsewhere.example/' });
    expect(await github.updateCheckRun(repositoryOf(1), 1, state)).toMatchObject({ failure: { kind: 'later' } });
  });

  describe('with GitHub Enterprise Server', () => {
    const origin = 'http://ghe.example:8080';
    const enterprise = { GHE_HOST: 'ghe.example:8080', GHE_PROTOCOL: 'http' };

    it('sends REST, GraphQL and token requests to its host alone', async () => {
      const { github } = connect({}, enterprise);
      answerToken(1, 'ghs_one', origin, '/api/v3');
      nock(origin).patch('/api/v3/repos/acme/shop1/check-runs/1').reply(200, { id: 1 });
      nock(origin)
        .post('/api/graphql')
        .reply(200, { data: { repository: { folder: null, file: null } } });
      nock(origin).get('/api/v3/app').reply(200, { slug: 'argo' });
      expect(await github.updateCheckRun(repositoryOf(1), 1, state)).toMatchObject({ ok: true });
      expect(await github.readFile(repositoryOf(1), 'abc', 'a')).toMatchObject({ ok: true });
      expect(await github.checkCredentials()).toMatchObject({ ok: true });
    });

    it('asks it, not github.com, for the token that replaces a revoked one', async () => {
      vi.useFakeTimers({ toFake: ['Date'] });
      const { github } = connect({}, enterprise);
      answerToken(1, 'ghs_old', origin, '/api/v3');
      const update = () => nock(origin).patch('/api/v3/repos/acme/shop1/check-runs/1');
      update().reply(200, { id: 1 });
      await github.updateCheckRun(repositoryOf(1), 1, state);
      vi.setSystemTime(Date.now() + 600_000);
      update().reply(401, { message: 'Bad credentials' });
      answerToken(1, 'ghs_new', origin, '/api/v3');
      update().matchHeader('authorization', 'token ghs_new').reply(200, { id: 1 });
      expect(await github.updateCheckRun(repositoryOf(1), 1, state)).toMatchObject({ ok: true });
    });
  });

  it('writes no token, key, payload or text of a check to the log, at any level', async () => {
    const lines: string[] = [];
    const log = createLogger(settingsOf(), { write: (text) => lines.push(text) });
    const { probot, github } = connectGithub(settingsOf(), log, { send: sendOverFetch });
    answerToken(1, 'ghs_16C7e42F292c6912E7710c838347Ae178B4a');
    onUpdate(1).reply(200, { id: 1 });
    onUpdate(1).reply(422, { message: 'Validation Failed' });
    await github.updateCheckRun(repositoryOf(1), 1, state);
    await github.updateCheckRun(repositoryOf(1), 1, state);
    probot.onAny(async () => {
      throw new Error('handler failed');
    });
    const payload = { action: 'created', installation: { id: 1 }, comment: { body: 'what a stranger wrote' } };
    await expect(probot.receive(eventOf('issue_comment', payload))).rejects.toThrow('handler failed');
    const text = lines.join('');
    expect(text).toContain('GitHub request: PATCH');
    expect(text).toContain('handler failed');
    expect(text).toContain('"event":{"id":"d1","name":"issue_comment"}');
    for (const secret of [
      '16C7e42F',
      'text of the check',
      'what a stranger wrote',
      'PRIVATE KEY',
      'a secret of the tests',
      'eyJ',
    ]) {
      expect(text).not.toContain(secret);
    }
  });

  it('gives handlers of Probot an Octokit with the same token and budget', async () => {
    const { probot, github } = connect();
    answerToken(1, 'ghs_one');
    onUpdate(1).matchHeader('authorization', 'token ghs_one').reply(200, { id: 1 });
    nock(api)
      .post('/repos/acme/shop1/issues/3/comments')
      .matchHeader('authorization', 'token ghs_one')
      .reply(403, { message: 'You have exceeded a secondary rate limit' });
    probot.on('issues.opened', async (context) => {
      await context.octokit.rest.issues.createComment({ owner: 'acme', repo: 'shop1', issue_number: 3, body: 'hi' });
    });
    expect(await github.updateCheckRun(repositoryOf(1), 1, state)).toMatchObject({ ok: true });
    const payload = { action: 'opened', installation: { id: 1 } };
    await expect(probot.receive(eventOf('issues', payload))).rejects.toThrow('secondary rate limit');
    expect(await github.updateCheckRun(repositoryOf(1), 1, state)).toMatchObject({ failure: { kind: 'later' } });
  });
});

describe('the Probot of this app', () => {
  it.each([[[]], [['']]])('refuses to work with the webhook secrets %j', (webhookSecrets) => {
    const settings = { ...settingsOf(), webhookSecrets };
    expect(() => connectGithub(settings, pino({ level: 'silent' }))).toThrow('A webhook secret is required');
  });

  it('does not accept the default secret of Probot', async () => {
    const { probot } = connect();
    await probot.ready();
    const signature = await probot.webhooks.sign('{}');
    expect(await probot.webhooks.verify('{}', signature)).toBe(true);
    const forged = `sha256=${createHmac('sha256', 'development').update('{}').digest('hex')}`;
    expect(await probot.webhooks.verify('{}', forged)).toBe(false);
  });
});
