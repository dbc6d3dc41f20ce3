import { createHmac } from 'node:crypto';
import { fetch } from 'undici';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type StartedApiServer, startApiServer } from './cluster/start-api-server.ts';
import type { PostedEvent } from './event-api/post-events.ts';
import { callerRules, type EventWorld, namespace, startEventWorld } from './event-api/start-event-world.ts';

const started: StartedApiServer = await startApiServer();
if (!started.ok) console.warn(`SKIPPED, no real API server: ${started.reason}`);

const done = { status: 200, body: {} };
const unknown = { status: 401, body: { code: 16, message: expect.any(String) } };
const refusedWebhook = { message: 'failed to process webhook request' };
const selector = 'payload.message != "" && metadata["x-argo-e2e"] == ["true"] && discriminator == "my-discriminator"';

describe.skipIf(!started.ok)('the Event API before a real API server', () => {
  let world: EventWorld;
  let token: string;

  beforeAll(async () => {
    if (!started.ok) throw new Error(started.reason);
    world = await startEventWorld(started.server);
    token = await world.server.addServiceAccount(namespace, 'caller', callerRules);
    await applyTemplate('my-wf-tmple');
    await applyBinding('event-consumer', selector, 'my-wf-tmple');
  });

  afterAll(async () => {
    await world?.close();
    if (started.ok) await started.server.stop();
  });

  function applyTemplate(name: string): Promise<void> {
    const container = { image: 'busybox', command: ['echo'], args: ['{{workflow.parameters.message}}'] };
    return world.apply('workflowtemplates', {
      kind: 'WorkflowTemplate',
      metadata: { name },
      spec: {
        entrypoint: 'main',
        arguments: { parameters: [{ name: 'message' }] },
        templates: [{ name: 'main', container }],
      },
    });
  }

  function applyBinding(name: string, text: string, template: string): Promise<void> {
    const parameters = [{ name: 'message', valueFrom: { event: 'payload.message' } }];
    return world.apply('workfloweventbindings', {
      kind: 'WorkflowEventBinding',
      metadata: { name },
      spec: {
        event: { selector: text },
        submit: { workflowTemplateRef: { name: template }, arguments: { parameters } },
      },
    });
  }

  async function send(discriminator: string, headers: Record<string, string>, body: string): Promise<PostedEvent> {
    const url = `${world.url()}/events/${namespace}/${discriminator}`;
    const response = await fetch(url, {
      method: 'POST',
      headers: { prefer: 'return=representation', ...headers },
      body,
    });
    return { status: response.status, body: (await response.json()) as PostedEvent['body'] };
  }

  /** Sends again until it starts this many Workflows: what was changed has to count within a second. */
  async function startsSoon(
    discriminator: string,
    headers: () => Record<string, string>,
    body: string,
  ): Promise<PostedEvent> {
    return await vi.waitFor(
      async () => {
        const answer = await send(discriminator, headers(), body);
        expect(answer.body.workflows).toHaveLength(1);
        return answer;
      },
      { timeout: 20_000, interval: 50 },
    );
  }

  const authorized = () => ({ authorization: `Bearer ${token}` });

  it('creates the Workflow of the documented example, for an account with the least rights', async () => {
    const headers = { ...authorized(), 'X-Argo-E2E': 'true' };
    const answer = await send('my-discriminator', headers, '{"message": "hello events"}');
    expect(answer.status).toBe(200);
    const name = answer.body.workflows?.[0]?.name ?? '';
    expect(name).toMatch(/^my-wf-tmple-[a-z0-9]{5}$/);
    const made = (await world.workflows(namespace)).find(({ metadata }) => metadata.name === name);
    expect(made?.spec.arguments.parameters).toEqual([{ name: 'message', value: 'hello events' }]);
    expect(made?.metadata.labels).toMatchObject({
      'workflows.argoproj.io/creator': `system-serviceaccount-${namespace}-caller`,
      'workflows.argoproj.io/workflow-event-binding': 'event-consumer',
    });
  });

  it('lets the cluster decide: a wrong token, another namespace, no right to create', async () => {
    expect(await send('x', { authorization: 'Bearer garbage' }, '{}')).toMatchObject({
      status: 401,
      body: { code: 16 },
    });
    const elsewhere = await fetch(`${world.url()}/events/default/x`, {
      method: 'POST',
      headers: authorized(),
      body: '{}',
    });
    expect(elsewhere.status).toBe(403);
    const lister = await world.server.addServiceAccount(namespace, 'lister', callerRules.slice(0, 2));
    const refused = await send(
      'my-discriminator',
      { authorization: `Bearer ${lister}`, 'x-argo-e2e': 'true' },
      '{"message": "x"}',
    );
    expect(refused).toMatchObject({
      status: 500,
      body: { code: 13, message: expect.stringContaining('failed to create workflow: ') },
    });
    expect(refused.body.message).toContain('cannot create resource "workflows"');
  });

  it.each<[what: string, request: { method?: string; path: string; headers?: object; body?: string }, answer: object]>([
    ['what is no JSON', { path: 'x', body: '{"message":' }, { status: 400, body: { code: 3 } }],
    ['JSON under another content type', { path: 'x', headers: { 'content-type': 'text/plain' } }, done],
    ['a form that is none', { path: 'x', headers: { 'content-type': 'application/x-www-form-urlencoded' } }, done],
    ['two values, of which the second is broken', { path: 'x', body: '{"message":"a"} {' }, done],
    ['nothing', { path: 'x', body: '' }, { status: 500, body: { code: 13 } }],
    ['26 MiB', { path: 'x', body: `"${'x'.repeat(26 * 1024 * 1024)}"` }, { status: 413, body: { code: 8 } }],
    ['no discriminator', { path: '' }, done],
    ['no discriminator and no slash', { path: '../argo-events' }, { status: 404, body: { code: 5 } }],
    ['a discriminator of two parts', { path: 'a/b' }, { status: 404, body: { code: 5 } }],
    ['a namespace that is not there', { path: '../no-such/x' }, { status: 403, body: { code: 7 } }],
    ['a namespace of another caller', { path: '../default/x' }, { status: 403, body: { code: 7 } }],
    ['a garbage token', { path: 'x', headers: { authorization: 'Bearer garbage' } }, unknown],
    ['a name and a password', { path: 'x', headers: { authorization: 'Basic YWRtaW46YWRtaW4=' } }, unknown],
    ['another scheme', { path: 'x', headers: { authorization: 'Digest x' } }, unknown],
    ['an empty token', { path: 'x', headers: { authorization: 'Bearer ' } }, unknown],
    ['no token', { path: 'x', headers: { authorization: undefined } }, { status: 403, body: refusedWebhook }],
    ['a question', { path: 'x', method: 'GET' }, { status: 405, body: { code: 12 } }],
    ['a deletion', { path: 'x', method: 'DELETE' }, { status: 405, body: { code: 12 } }],
  ])(
    'answers %s as Argo’s server, or says what is wrong',
    async (_what, { path, method = 'POST', ...given }, answer) => {
      const headers = Object.entries({ ...authorized(), ...given.headers }).filter(([, value]) => value !== undefined);
      const body = method === 'POST' ? { body: given.body ?? '{"message": "x"}' } : {};
      const response = await fetch(`${world.url()}/events/${namespace}/${path}`, {
        ...{ method, headers: Object.fromEntries(headers), ...body },
      });
      expect({ status: response.status, body: await response.json() }).toMatchObject(answer);
    },
  );

  it('lists bindings as the caller', async () => {
    const response = await fetch(`${world.url()}/workflow-event-bindings/${namespace}`, { headers: authorized() });
    expect(await response.json()).toMatchObject({ items: [{ metadata: { name: 'event-consumer' } }] });
  });

  it('counts a new and a changed binding and template soon', async () => {
    await applyTemplate('soon');
    await applyBinding('soon', 'discriminator == "soon"', 'soon');
    await startsSoon('soon', authorized, '{"message": "x"}');
    await applyBinding('soon', 'discriminator == "soon-changed"', 'soon');
    await startsSoon('soon-changed', authorized, '{"message": "x"}');
  });

  it('tells of a broken binding in a Kubernetes Event, and runs the others', async () => {
    await applyBinding('broken', 'discriminator == "broken" ? payload.x.y : false', 'soon');
    await applyBinding('whole', 'discriminator == "broken"', 'soon');
    const answer = await vi.waitFor(async () => {
      const sent = await send('broken', authorized(), '{"message": "x"}');
      expect(sent.status).toBe(500);
      expect(sent.body.workflows).toHaveLength(1);
      return sent;
    }, 20_000);
    expect(answer.body.message).toContain('failed to evaluate workflow template expression');
    await vi.waitFor(async () => {
      const list = await world.server.call({ method: 'GET', path: `/api/v1/namespaces/${namespace}/events` });
      const { items } = list as { items: { reason: string; involvedObject: { name: string } }[] };
      const reasons = items
        .filter(({ involvedObject }) => involvedObject.name === 'broken')
        .map(({ reason }) => reason);
      expect(reasons).toEqual(['WorkflowEventBindingError']);
    }, 20_000);
    await applyBinding('broken', 'false', 'soon');
  });

  it('takes signed webhooks with the rights of their service account, also events that Argo refuses', async () => {
    const body = '{"message": "from GitHub"}';
    const sign = (secret: string) => `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
    expect(await send('hook', { 'x-github-event': 'push' }, body)).toMatchObject({ status: 403 });
    const applySecret = (secret: string) =>
      world.applyCore('secrets', {
        kind: 'Secret',
        metadata: { name: 'argo-workflows-webhook-clients' },
        data: { caller: Buffer.from(`type: github\nsecret: "${secret}"`).toString('base64') },
      });
    await applyTemplate('hook');
    await applyBinding('hook', 'discriminator == "hook"', 'hook');
    await applySecret('first');
    const headers = (secret: string) => () => ({
      'x-github-event': 'merge_group',
      'x-hub-signature-256': sign(secret),
    });
    await startsSoon('hook', headers('first'), body);
    await applySecret('second');
    await startsSoon('hook', headers('second'), body);
    expect(await send('hook', headers('first')(), body)).toMatchObject({ status: 401, body: { code: 16 } });
    const made = (await world.workflows(namespace)).filter(({ metadata }) => metadata.name.startsWith('hook-'));
    expect(made[0]?.metadata.labels['workflows.argoproj.io/creator']).toBe(`system-serviceaccount-${namespace}-caller`);
  });
});
