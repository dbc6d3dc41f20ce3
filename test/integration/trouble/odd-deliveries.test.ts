import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { oneStep } from '../../world/one-step.ts';
import { concludedCheck, expectChecks, runsOf } from '../../world/read-run.ts';
import { listDead, readStore, sendWebhook } from '../../world/send-webhook.ts';
import { startWorld, type World } from '../../world/start-world.ts';

const files = {
  '.argo-events.yaml': 'pipelines: { ci: { on: [push, pull_request, delete], workflow: .argo/ci.yaml } }\n',
  '.argo/ci.yaml': oneStep('true'),
};

let world: World;

beforeAll(async () => {
  world = await startWorld({ files });
});

afterAll(() => world.close());

describe('the door', () => {
  const body = JSON.stringify({ zen: 'Speak like a human.' });

  it.each([
    ['a signature of another secret', { 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` }],
    ['no signature', { 'x-hub-signature-256': '' }],
    ['a signature of the old kind alone', { 'x-hub-signature-256': '', 'x-hub-signature': `sha1=${'0'.repeat(40)}` }],
  ])('answers 401 to %s, without detail, and stores nothing', async (_what, headers) => {
    const answer = await sendWebhook(world, { event: 'ping', body, headers });
    expect(answer).toMatchObject({ status: 401, text: expect.not.stringMatching(/secret|hmac|expected/i) });
    expect(await readStore(world, (bus) => bus.find('github', '', answer.id))).toBeUndefined();
  });

  it('answers 202 with the id to what is signed, and has stored it by then', async () => {
    const answer = await sendWebhook(world, { event: 'ping', body });
    expect(answer.status).toBe(202);
    expect(JSON.parse(answer.text)).toEqual({ delivery: answer.id });
    expect(await readStore(world, (bus) => bus.find('github', '', answer.id))).toMatchObject({ name: 'ping' });
  });

  it.each([
    ['a list', '[1, 2]'],
    ['a text', '"push"'],
    ['null', 'null'],
    ['no JSON', '{"ref": '],
    ['nothing', ''],
    ['bytes that are no text', '{"ref": "\uFFFD'],
  ])('takes %s that is signed, or refuses it, and goes on', async (_what, text) => {
    const answer = await sendWebhook(world, { body: text });
    expect([202, 400]).toContain(answer.status);
    await world.settle();
    if (answer.status !== 202) return;
    const letter = (await listDead(world)).find(({ delivery }) => delivery.id === answer.id);
    expect(letter?.problem.code).toMatch(/^event\.(not-json|not-an-object)$/);
  });

  it('keeps an object that says nothing of use as a dead letter, and goes on', async () => {
    const { id } = await world.github.getRepository({ repository: world.repository });
    const about = { repository: { id, full_name: 'acme/shop' } };
    const nobody = await sendWebhook(world, { body: JSON.stringify(about) });
    const nameless = await sendWebhook(world, { body: JSON.stringify({ ...about, installation: { id: 1 } }) });
    expect([nobody.status, nameless.status]).toEqual([202, 202]);
    await world.settle();
    const letters = await listDead(world);
    const codes = [nobody, nameless].map(
      (sent) => letters.find(({ delivery }) => delivery.id === sent.id)?.problem.code,
    );
    expect(codes).toEqual(['event.no-installation', 'event.repository-incomplete']);
  });

  it('lets events pass that are new, or about no repository', async () => {
    const { github, repository, installation } = world;
    const { id } = await github.getRepository({ repository });
    const described = { id, name: 'shop', full_name: repository, owner: { login: 'acme' }, default_branch: 'main' };
    const before = await runsOf(world, { repository });
    const { guid } = await github.deliver({ event: 'time_travel', payload: { repository: described }, installation });
    await github.deliver({ event: 'organization', payload: { action: 'renamed' }, installation });
    await world.settle();
    expect(await runsOf(world, { repository })).toHaveLength(before.length);
    const dead = await listDead(world);
    expect(dead.map(({ delivery }) => delivery.id)).not.toContain(guid);
  });

  it('logs nothing of a payload, a header or a secret', async () => {
    const secret = 'correct-horse-battery-staple';
    await sendWebhook(world, {
      body: JSON.stringify({ ref: secret }),
      headers: { 'x-odd': secret, authorization: secret },
    });
    await sendWebhook(world, { body: `{"token": "${secret}`, headers: { 'user-agent': secret } });
    await world.settle();
    const log = world.logged.join('');
    expect(log).not.toContain(secret);
    expect(log).not.toContain(world.webhookSecret);
    expect(log).not.toContain('PRIVATE KEY');
  });
});

describe('pushes of an unusual kind', () => {
  it('of a repository without the file are met with silence', async () => {
    const { github } = world;
    const repository = await world.addRepository({ '.argo/ci.yaml': oneStep('true') });
    const { after } = await github.push({ repository, branch: 'x', files: { a: 'a' } });
    await github.openPullRequest({ repository, head: 'x' });
    await github.createTag({ repository, tag: 'v1', target: after });
    await expectChecks(world, { repository }, []);
    expect(await runsOf(world, { repository })).toEqual([]);
  });

  it('of a commit without changes run like any other', async () => {
    const { github, repository } = world;
    const { after } = await github.push({ repository, branch: 'empty', files: {} });
    expect(await concludedCheck(world, after)).toMatchObject({ name: 'ci', conclusion: 'success' });
  });

  it('of a branch that is deleted run nothing for it, and its deletion is an event of the default branch', async () => {
    const { github, repository } = world;
    const pushed = await github.push({ repository, branch: 'short-lived', files: { a: 'a' } });
    await expectChecks(world, { repository, sha: pushed.after }, ['ci: success']);
    const { sha = '' } = await github.getRepository({ repository });
    const before = await github.checkRuns({ repository, sha });
    await github.deleteBranch({ repository, branch: 'short-lived' });
    await expectChecks(world, { repository, sha: pushed.after }, ['ci: success']);
    await expectChecks(world, { repository, sha }, Array(before.length + 1).fill('ci: success'));
  });

  it('of a commit that is gone when the app comes to it are met with silence', async () => {
    const { github, repository, installation } = world;
    const { id } = await github.getRepository({ repository });
    const before = await runsOf(world, { repository });
    const { guid } = await github.deliver({
      event: 'push',
      installation,
      payload: {
        ref: 'refs/heads/rewritten',
        before: '0'.repeat(40),
        after: 'a'.repeat(40),
        deleted: false,
        repository: { id, name: 'shop', full_name: repository, owner: { login: 'acme' }, default_branch: 'main' },
        sender: { login: 'ada' },
      },
    });
    await world.settle();
    expect(await runsOf(world, { repository })).toHaveLength(before.length);
    expect((await listDead(world)).map(({ delivery }) => delivery.id)).not.toContain(guid);
  });

  it('of a repository that the App is not installed on any more are met with silence', async () => {
    const { github, repository } = world;
    const left = 'initech/shop';
    await github.createRepository({ repository: left, files });
    const { id } = await github.installApp({ account: 'initech' });
    await github.holdDeliveries({ events: ['push'] });
    const [kept] = await Promise.all([
      github.push({ repository, files: { left: 'a' } }),
      github.push({ repository: left, files: { a: 'a' } }),
    ]);
    await github.uninstallApp({ installation: id });
    await github.releaseDeliveries();
    await expectChecks(world, { repository, sha: kept.after }, ['ci: success']);
    expect(await runsOf(world, { repository: left })).toEqual([]);
  });
});

describe('deliveries that come more than once', () => {
  it('make one run when GitHub sends each twice', async () => {
    const { github, repository } = world;
    await github.setDeliveryCopies({ copies: 3 });
    const { after } = await github.push({ repository, files: { twice: '1' } });
    await github.setDeliveryCopies({ copies: 1 });
    const sent = (await github.deliveries({ event: 'push' })).filter(({ body }) => body.includes(`"after":"${after}"`));
    expect(sent.map(({ statusCode }) => statusCode)).toEqual([202, 202, 202]);
    await expectChecks(world, { repository, sha: after }, ['ci: success']);
  });

  it('make one run when a person delivers them again', async () => {
    const { github, repository } = world;
    const { after } = await github.push({ repository, files: { again: '1' } });
    await concludedCheck(world, after);
    const before = await runsOf(world, { repository });
    const [sent] = (await github.deliveries({ event: 'push' })).filter(({ body }) =>
      body.includes(`"after":"${after}"`),
    );
    expect(await github.redeliver({ guid: sent?.guid ?? '' })).toMatchObject({ statusCode: 202 });
    await expectChecks(world, { repository, sha: after }, ['ci: success']);
    expect(await runsOf(world, { repository })).toHaveLength(before.length);
  });

  it('make one run also when the app was restarted in between', async () => {
    const { github, repository } = world;
    const { after } = await github.push({ repository, files: { restarted: '1' } });
    await concludedCheck(world, after);
    await world.stopApp();
    await world.startApp();
    const [sent] = (await github.deliveries({ event: 'push' })).filter(({ body }) =>
      body.includes(`"after":"${after}"`),
    );
    await github.redeliver({ guid: sent?.guid ?? '' });
    await expectChecks(world, { repository, sha: after }, ['ci: success']);
  });
});
