import { createHmac } from 'node:crypto';
import { fetch } from 'undici';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { namespace } from '../../world/start-surroundings.ts';
import { startWorld, type World } from '../../world/start-world.ts';

let world: World;
let token: string;

const rules = [
  { apiGroups: ['argoproj.io'], resources: ['workfloweventbindings'], verbs: ['list'] },
  { apiGroups: ['argoproj.io'], resources: ['workflowtemplates'], verbs: ['get'] },
  { apiGroups: ['argoproj.io'], resources: ['workflows'], verbs: ['create'] },
];

beforeAll(async () => {
  world = await startWorld({ environment: { METRICS_PORT: '0' } });
  token = world.cluster.addAccount({ namespace, name: 'caller' }, rules);
  const container = { image: 'busybox', command: ['true'] };
  world.cluster.create({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'WorkflowTemplate',
    metadata: { name: 'hello', namespace },
    spec: {
      entrypoint: 'main',
      arguments: { parameters: [{ name: 'who' }] },
      templates: [{ name: 'main', container }],
    },
  });
  world.cluster.create({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'WorkflowEventBinding',
    metadata: { name: 'hello', namespace },
    spec: {
      event: { selector: 'discriminator == "hello"' },
      submit: {
        workflowTemplateRef: { name: 'hello' },
        arguments: { parameters: [{ name: 'who', valueFrom: { event: 'payload.who' } }] },
      },
    },
  });
});

afterAll(() => world.close());

async function send(headers: Record<string, string>, body: string): Promise<{ status: number; body: unknown }> {
  const url = `http://127.0.0.1:${world.app().port}/api/v1/events/${namespace}/hello`;
  const response = await fetch(url, { method: 'POST', headers, body });
  return { status: response.status, body: await response.json() };
}

function workflows(): string[] {
  return world.cluster.list('workflows', namespace).map(({ metadata }) => metadata.name);
}

describe('the Event API of the app', () => {
  it('creates a Workflow with the caller’s token before it answers, and the cluster runs it', async () => {
    const before = workflows().length;
    expect(await send({ authorization: `Bearer ${token}` }, '{"who":"ada"}')).toEqual({ status: 200, body: {} });
    expect(workflows()).toHaveLength(before + 1);
    const name = workflows().at(-1) ?? '';
    await world.cluster.waitFor(
      { plural: 'workflows', namespace, name },
      (object) => object?.metadata.labels?.['workflows.argoproj.io/phase'] === 'Succeeded',
    );
  });

  it('creates once for one delivery, also after the app was started anew', async () => {
    const before = workflows().length;
    const headers = { authorization: `Bearer ${token}`, 'x-github-delivery': 'one-delivery' };
    await send(headers, '{"who":"ada"}');
    await world.stopApp();
    await world.startApp();
    expect(await send(headers, '{"who":"ada"}')).toEqual({ status: 200, body: {} });
    expect(workflows()).toHaveLength(before + 1);
  });

  it('lets the cluster refuse: a wrong token, and an account without the right to list', async () => {
    expect(await send({ authorization: 'Bearer garbage' }, '{}')).toMatchObject({ status: 401, body: { code: 16 } });
    const nobody = world.cluster.addAccount({ namespace, name: 'nobody' }, []);
    expect(await send({ authorization: `Bearer ${nobody}` }, '{}')).toMatchObject({ status: 403, body: { code: 7 } });
  });

  it('takes a webhook that is signed for a service account, with a token of the API server', async () => {
    const body = '{"who":"a hook"}';
    expect(await send({ 'x-github-event': 'push' }, body)).toMatchObject({ status: 403 });
    world.cluster.create({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'argo-workflows-webhook-clients', namespace },
      data: { caller: Buffer.from('type: github\nsecret: "shh, shh"').toString('base64') },
    });
    const signature = `sha256=${createHmac('sha256', 'shh, shh').update(body).digest('hex')}`;
    const headers = { 'x-github-event': 'repository_dispatch', 'x-hub-signature-256': signature };
    await vi.waitFor(async () => expect(await send(headers, body)).toEqual({ status: 200, body: {} }), 10_000);
    const [created] = world.cluster.requests({ verb: 'create', resource: 'workflows' }).slice(-1);
    expect(created?.code).toBe(201);
    expect(world.logged.join('')).not.toContain('shh, shh');
  });
});
