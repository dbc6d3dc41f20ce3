import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addAlways, workflowsOf } from './testing/bindings.ts';
import { type ServedEventApi, serveEventApi } from './testing/serve-event-api.ts';

let api: ServedEventApi;

beforeEach(async () => {
  api = await serveEventApi();
});

afterEach(() => api.close());

describe('a webhook', () => {
  const body = '{"ref":"refs/heads/main"}';
  const signature = `sha256=${createHmac('sha256', 'shh!').update(body).digest('hex')}`;
  const signed = { headers: { 'X-GitHub-Event': 'push', 'X-Hub-Signature-256': signature }, body };

  beforeEach(() => {
    addAlways(api, 'one', { arguments: { parameters: [{ name: 'ref', valueFrom: { event: 'payload.ref' } }] } });
    api.cluster.secrets.set('argo-workflows-webhook-clients', { bot: 'type: github\nsecret: "shh!"' });
    api.cluster.secrets.set('bot.service-account-token', { token: 'good' });
  });

  it('is the event of its client’s service account', async () => {
    expect(await api.send('/events/ci/x', signed)).toMatchObject({ status: 200, body: {} });
    expect(workflowsOf(api)).toMatchObject([{ spec: { arguments: { parameters: [{ value: 'refs/heads/main' }] } } }]);
    expect(api.counted).toContain('200 webhook');
  });

  it('uses a token of the API server where the account has no Secret', async () => {
    api.cluster.secrets.delete('bot.service-account-token');
    expect(await api.send('/events/ci/x', signed)).toMatchObject({ status: 200 });
    expect(api.cluster.calls).toContain('request token bot');
  });

  it('that nobody signed is 401', async () => {
    const headers = { ...signed.headers, 'X-Hub-Signature-256': `sha256=${'0'.repeat(64)}` };
    expect(await api.send('/events/ci/x', { headers, body })).toMatchObject({ status: 401, body: { code: 16 } });
    expect(workflowsOf(api)).toEqual([]);
  });

  it('with a token is the token’s, whoever signed it', async () => {
    const headers = { ...signed.headers, authorization: 'Bearer bad' };
    expect(await api.send('/events/ci/x', { headers, body })).toMatchObject({ status: 401 });
  });

  it.each<[string, () => void]>([
    ['the Secret is missing', () => api.cluster.secrets.delete('argo-workflows-webhook-clients')],
    [
      'an entry cannot be read and no other matches',
      () => api.cluster.secrets.set('argo-workflows-webhook-clients', { bot: 'type: x' }),
    ],
    ['the account’s Secret holds no token', () => api.cluster.secrets.set('bot.service-account-token', {})],
  ])('is 403 without a reason when %s, and the log says why', async (_what, arrange) => {
    arrange();
    const answer = await api.send('/events/ci/x', signed);
    expect(answer).toMatchObject({ status: 403, body: { message: 'failed to process webhook request' } });
    expect(api.logged).toContainEqual(
      expect.objectContaining({ level: 'warn', fields: { namespace: 'ci', reason: expect.any(String) } }),
    );
  });

  it('counts a changed Secret within a second', async () => {
    await api.send('/events/ci/x', signed);
    api.cluster.secrets.set('argo-workflows-webhook-clients', { bot: 'type: github\nsecret: another' });
    api.clock.at += 999;
    expect(await api.send('/events/ci/x', signed)).toMatchObject({ status: 401 });
  });

  it('gets a new token after the cluster refused the old one', async () => {
    api.cluster.secrets.set('bot.service-account-token', { token: 'revoked' });
    expect(await api.send('/events/ci/x', signed)).toMatchObject({ status: 401 });
    api.cluster.secrets.set('bot.service-account-token', { token: 'good' });
    expect(await api.send('/events/ci/x', signed)).toMatchObject({ status: 200 });
  });
});
