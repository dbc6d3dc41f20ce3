import { createServer } from 'node:http';
import { verify } from '@octokit/webhooks-methods';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Stage, startStage } from '../testing/start-stage.ts';

describe('deliveries', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await startStage();
  });
  beforeEach(async () => {
    stage.receiver.answerWith(202);
    await stage.github.idle();
    stage.receiver.clear();
  });
  afterAll(() => stage.close());

  it('are signed with the secret and carry GitHub’s headers', async () => {
    const { app, github, receiver } = stage;
    await github.push({ repository: 'acme/demo', files: { 'a.txt': 'a' } });
    const [push] = receiver.received;
    expect(await verify(app.webhookSecret, push?.body ?? '', String(push?.headers['x-hub-signature-256']))).toBe(true);
    expect(push?.headers).toMatchObject({
      'content-type': 'application/json',
      'x-github-event': 'push',
      'x-github-hook-installation-target-id': String(app.id),
      'x-github-hook-installation-target-type': 'integration',
    });
    expect(push?.headers['user-agent']).toMatch(/^GitHub-Hookshot\//);
    expect(push?.headers['x-github-delivery']).toMatch(/^[0-9a-f-]{36}$/);
    expect(push?.headers['x-hub-signature']).toMatch(/^sha1=[0-9a-f]{40}$/);
  });

  it('of events that the App does not subscribe to are not made', async () => {
    const { github, receiver } = stage;
    const quiet = await github.createApp({
      slug: 'quiet',
      webhookUrl: receiver.url,
      events: ['release'],
      permissions: {},
    });
    await github.installApp({ app: quiet.id, account: 'acme' });
    receiver.clear();
    await github.push({ repository: 'acme/demo', files: { 'b.txt': 'b' } });
    expect(receiver.names()).toEqual(['push', 'check_suite.requested']);
    expect(receiver.received.map(({ headers }) => headers['x-github-hook-installation-target-id'])).not.toContain(
      String(quiet.id),
    );
  });

  it('that fail are recorded with 64-bit ids and redelivered only when asked, under the same GUID', async () => {
    const { asApp, github, receiver } = stage;
    receiver.answerWith(503);
    await github.push({ repository: 'acme/demo', files: { 'c.txt': 'c' } });
    const guid = receiver.received.find(({ event }) => event === 'push')?.guid;
    const listed = await asApp('GET /app/hook/deliveries?per_page=100');
    const line = new RegExp(`\\{"id":(\\d+),"guid":"${guid}"`).exec(listed.text);
    const id = line?.[1] ?? '';
    expect(BigInt(id) > BigInt(Number.MAX_SAFE_INTEGER)).toBe(true);
    expect(listed.json.find((one: { guid: string }) => one.guid === guid)).toMatchObject({
      event: 'push',
      redelivery: false,
      status_code: 503,
      installation_id: stage.installation,
    });
    expect((await asApp(`POST /app/hook/deliveries/${Number(id)}/attempts`)).status).toBe(404);

    receiver.answerWith(202);
    expect((await asApp(`POST /app/hook/deliveries/${id}/attempts`)).status).toBe(202);
    await github.idle();
    expect(receiver.received.filter((one) => one.guid === guid)).toHaveLength(2);
    const attempts = (await github.deliveries({ event: 'push' })).filter((one) => one.guid === guid);
    expect(attempts.map(({ redelivery, statusCode }) => [redelivery, statusCode])).toEqual([
      [false, 503],
      [true, 202],
    ]);
    const detail = await asApp(`GET /app/hook/deliveries/${id}`);
    expect(detail.text.startsWith(`{"id":${id},`)).toBe(true);
    expect(detail.json.request.payload.ref).toBe('refs/heads/main');
  });

  it('to nobody at home are recorded as failed to connect', async () => {
    const { github, receiver } = stage;
    await github.setWebhook({ url: 'http://127.0.0.1:9/' });
    await github.createTag({ repository: 'acme/demo', tag: 'lost' });
    await github.setWebhook({ url: receiver.url });
    const attempt = (await github.deliveries({ event: 'create' })).at(-1);
    expect(attempt).toMatchObject({ statusCode: 502, status: 'failed to connect to host' });
    expect(receiver.received).toEqual([]);
    await github.redeliver({ guid: attempt?.guid ?? '' });
    expect(receiver.names()).toEqual(['create']);
  });

  it('are listed by pages with a cursor, newest first', async () => {
    const { asApp, github } = stage;
    for (const tag of ['p1', 'p2', 'p3']) await github.createTag({ repository: 'acme/demo', tag });
    const first = await asApp('GET /app/hook/deliveries?per_page=2');
    const next = /<([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1] ?? '';
    const second = await asApp(`GET ${next.slice(next.indexOf('/app/hook'))}`);
    const guids = [...first.json, ...second.json].map(({ guid }: { guid: string }) => guid);
    expect(guids).toEqual(
      (await github.deliveries())
        .map(({ guid }) => guid)
        .reverse()
        .slice(0, 4),
    );
  });

  it('are known for three days', async () => {
    let aheadMs = 0;
    const later = await startStage({ now: () => new Date(Date.now() + aheadMs) });
    await later.github.createTag({ repository: 'acme/demo', tag: 'old' });
    const listed = async () => (await later.github.deliveries({ event: 'create' })).length;
    aheadMs = 3 * 24 * 3_600_000 - 60_000;
    expect(await listed()).toBe(1);
    aheadMs += 120_000;
    expect(await listed()).toBe(0);
    await later.close();
  });

  it('can be held back and released in another order', async () => {
    const { github, receiver } = stage;
    await github.holdDeliveries({ events: ['push'] });
    await github.push({ repository: 'acme/demo', branch: 'one', files: { 'one.txt': '1' } });
    await github.push({ repository: 'acme/demo', branch: 'two', files: { 'two.txt': '2' } });
    expect(receiver.names()).not.toContain('push');
    expect(await github.heldDeliveries()).toHaveLength(2);
    await github.releaseDeliveries({ order: 'reversed' });
    const pushes = receiver.received.filter(({ event }) => event === 'push');
    expect(pushes.map(({ payload }) => payload.ref)).toEqual(['refs/heads/two', 'refs/heads/one']);
  });

  it('can be doubled', async () => {
    const { github, receiver } = stage;
    await github.setDeliveryCopies({ copies: 2 });
    await github.createTag({ repository: 'acme/demo', tag: 'twice' });
    await github.setDeliveryCopies({ copies: 1 });
    const creates = receiver.received.filter(({ event }) => event === 'create');
    expect(creates).toHaveLength(2);
    expect(creates[0]?.guid).toBe(creates[1]?.guid);
  });

  it('can carry any payload', async () => {
    const { app, github, installation, receiver } = stage;
    await github.deliver({ event: 'unheard_of', payload: { action: 'done' }, installation, guid: 'chosen' });
    const [one] = receiver.received;
    expect(one).toMatchObject({ event: 'unheard_of', guid: 'chosen', payload: { installation: { id: installation } } });
    expect(await verify(app.webhookSecret, one?.body ?? '', String(one?.headers['x-hub-signature-256']))).toBe(true);
  });
});

describe('a receiver that takes too long', () => {
  it('is recorded as timed out', async () => {
    const stage = await startStage({ webhookTimeoutMs: 100 });
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const address = silent.address();
    const port = typeof address === 'object' ? address?.port : 0;
    await stage.github.setWebhook({ url: `http://127.0.0.1:${port}/` });
    await stage.github.createTag({ repository: 'acme/demo', tag: 'slow' });
    expect((await stage.github.deliveries({ event: 'create' })).at(-1)).toMatchObject({
      statusCode: 504,
      status: 'timed out',
    });
    silent.closeAllConnections();
    silent.close();
    await stage.close();
  });
});
