import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nowSeconds, signJwt } from '../testing/sign-jwt.ts';
import { type Stage, startStage } from '../testing/start-stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage.close());

describe('an App’s JWT', () => {
  it('is accepted with the App’s number or client id as issuer', async () => {
    const { app, asApp, callWith } = stage;
    const answer = await asApp('GET /app');
    expect(answer).toMatchObject({
      status: 200,
      json: { id: app.id, slug: 'argo-events-app', installations_count: 1 },
    });
    const byClientId = signJwt(app.privateKey, { iss: answer.json.client_id });
    expect((await callWith(byClientId)('GET /app')).status).toBe(200);
  });

  const otherKey = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  }).privateKey;

  it.each([
    ['signed by another key', (s: Stage) => signJwt(otherKey, { iss: s.app.id }), 401, /could not be decoded/],
    ['without an issuer', (s: Stage) => signJwt(s.app.privateKey, {}), 401, /issuer/],
    ['of an App that is not there', (s: Stage) => signJwt(s.app.privateKey, { iss: 1 }), 404, /Integration not found/],
    [
      'that expired',
      (s: Stage) => signJwt(s.app.privateKey, { iss: s.app.id, exp: nowSeconds() - 1 }),
      401,
      /'exp'\) must be a numeric value representing the future time/,
    ],
    [
      'good for more than ten minutes',
      (s: Stage) => signJwt(s.app.privateKey, { iss: s.app.id, exp: nowSeconds() + 700 }),
      401,
      /too far in the future/,
    ],
    [
      'issued in the future',
      (s: Stage) => signJwt(s.app.privateKey, { iss: s.app.id, iat: nowSeconds() + 120 }),
      401,
      /'iat'\) must be an Integer/,
    ],
    ['that is no JWT', () => 'eyJnothing', 401, /could not be decoded/],
    [
      'with a changed payload',
      (s: Stage) => s.jwt().replace(/\.[^.]+\./, `.${Buffer.from('{"iss":1}').toString('base64url')}.`),
      404,
      /Integration/,
    ],
  ])('%s is refused', async (_case, make, status, message) => {
    const answer = await stage.callWith(make(stage))('GET /app');
    expect(answer.status).toBe(status);
    expect(answer.json.message).toMatch(message);
  });

  it('opens no repository', async () => {
    expect((await stage.asApp('GET /repos/acme/demo')).status).toBe(403);
  });
});

describe('an installation’s token', () => {
  it('has the form of 2026, its lifetime and the installation’s permissions', async () => {
    const { app, asApp, installation } = stage;
    const answer = await asApp(`POST /app/installations/${installation}/access_tokens`);
    expect(answer.status).toBe(201);
    expect(answer.json.token).toMatch(new RegExp(`^ghs_${app.id}_[A-Za-z0-9._-]{480,560}$`));
    expect(answer.json.permissions).toMatchObject({ checks: 'write', contents: 'read', metadata: 'read' });
    expect(answer.json.repository_selection).toBe('all');
    const lifetime = Date.parse(answer.json.expires_at) - Date.now();
    expect(lifetime / 60_000).toBeGreaterThan(59);
    expect(lifetime / 60_000).toBeLessThanOrEqual(60);
  });

  it('is made only with the App’s JWT, and only for its own installation', async () => {
    const { asApp, call, callWith, github, installation } = stage;
    const path = `POST /app/installations/${installation}/access_tokens`;
    expect((await callWith(undefined)(path)).status).toBe(401);
    expect((await call(path)).status).toBe(401);
    expect((await asApp('POST /app/installations/1/access_tokens')).status).toBe(404);
    const other = await github.createApp({ slug: 'other' });
    expect((await callWith(signJwt(other.privateKey, { iss: other.id }))(path)).status).toBe(404);
  });

  it('narrowed to repositories does not open the others', async () => {
    const { callWith, createToken, github } = stage;
    const second = await github.createRepository({ repository: 'acme/second', files: { a: 'a' } });
    const byId = callWith(await createToken({ repository_ids: [second.id] }));
    expect((await byId('GET /repos/acme/second')).status).toBe(200);
    expect((await byId('GET /repos/acme/demo')).status).toBe(404);
    const byName = callWith(await createToken({ repositories: ['demo'] }));
    expect((await byName('GET /repos/acme/demo')).status).toBe(200);
    const listed = await byName('GET /installation/repositories');
    expect(listed.json).toMatchObject({ total_count: 1, repositories: [{ full_name: 'acme/demo' }] });
  });

  it('narrowed to permissions lacks the others', async () => {
    const { callWith, createToken } = stage;
    const narrow = callWith(await createToken({ permissions: { contents: 'read' } }));
    expect((await narrow('GET /repos/acme/demo/branches/main')).status).toBe(200);
    const refused = await narrow('POST /repos/acme/demo/check-runs', { body: { name: 'x', head_sha: stage.firstSha } });
    expect(refused).toMatchObject({ status: 403, json: { message: 'Resource not accessible by integration' } });
    expect(refused.headers.get('x-accepted-github-permissions')).toBe('checks=write');
  });

  it.each([
    [
      'a repository that is not the installation’s',
      { repositories: ['nowhere'] },
      /does not exist or is not accessible/,
    ],
    ['a permission that was not granted', { permissions: { contents: 'write' } }, /not granted/],
    ['a permission nobody knows', { permissions: { magic: 'read' } }, /not granted/],
  ])('is not made for %s', async (_case, body, message) => {
    const answer = await stage.asApp(`POST /app/installations/${stage.installation}/access_tokens`, { body });
    expect(answer.status).toBe(422);
    expect(answer.json.message).toMatch(message);
  });

  it('stops working when it expires', async () => {
    const { callWith, createToken, github } = stage;
    await github.setTokenLifetime({ seconds: 0 });
    const call = callWith(await createToken());
    await github.setTokenLifetime({ seconds: 3600 });
    expect(await call('GET /repos/acme/demo')).toMatchObject({ status: 401, json: { message: 'Bad credentials' } });
  });

  it('of nobody, or wrong in form, is refused', async () => {
    const { callWith } = stage;
    expect((await callWith('ghs_1_wrong')('GET /repos/acme/demo')).status).toBe(401);
    expect((await callWith(undefined)('GET /repos/acme/demo')).status).toBe(401);
    const basic = await callWith(undefined)('GET /app', { headers: { authorization: 'Basic abc' } });
    expect(basic.status).toBe(401);
  });
});

describe('an installation', () => {
  it('is found by its number and by its repository', async () => {
    const { asApp, installation } = stage;
    expect((await asApp(`GET /app/installations/${installation}`)).json.account.login).toBe('acme');
    expect((await asApp('GET /repos/acme/demo/installation')).json.id).toBe(installation);
    expect((await asApp('GET /app/installations')).json).toHaveLength(1);
    expect((await asApp('GET /repos/acme/nothing/installation')).status).toBe(404);
    expect((await asApp('GET /app/installations/7')).status).toBe(404);
  });

  it('tells of repositories that are added and removed, which its tokens then open or not', async () => {
    const { call, github, installation, receiver } = stage;
    await github.createRepository({ repository: 'acme/third', files: { a: 'a' } });
    receiver.clear();
    await github.changeInstallation({ installation, add: ['acme/demo'] });
    await github.changeInstallation({ installation, add: ['acme/third'], remove: ['acme/demo'] });
    expect(receiver.names().filter((name) => name.startsWith('installation'))).toEqual([
      'installation_repositories.added',
      'installation_repositories.added',
      'installation_repositories.removed',
    ]);
    expect(receiver.last('installation_repositories.removed').repositories_removed).toMatchObject([
      { full_name: 'acme/demo' },
    ]);
    expect((await call('GET /repos/acme/demo')).status).toBe(404);
    expect((await call('GET /repos/acme/third')).status).toBe(200);
  });

  it('that is suspended opens nothing, and that is gone even less', async () => {
    const { asApp, call, github, installation, receiver } = stage;
    const path = `POST /app/installations/${installation}/access_tokens`;
    await github.setInstallationSuspended({ installation, suspended: true });
    expect((await call('GET /repos/acme/third')).status).toBe(403);
    expect((await asApp(path)).status).toBe(403);
    await github.setInstallationSuspended({ installation, suspended: false });
    expect((await call('GET /repos/acme/third')).status).toBe(200);
    receiver.clear();
    await github.uninstallApp({ installation });
    expect(receiver.names()).toEqual(['installation.deleted']);
    expect((await call('GET /repos/acme/third')).status).toBe(401);
    expect((await asApp(path)).status).toBe(404);
    receiver.clear();
    await github.push({ repository: 'acme/third', files: { b: 'b' } });
    expect(receiver.received).toEqual([]);
  });
});
