import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addAlways, addExample, authorized, workflowsOf } from './testing/bindings.ts';
import { type ServedEventApi, serveEventApi } from './testing/serve-event-api.ts';

let api: ServedEventApi;

beforeEach(async () => {
  api = await serveEventApi();
});

afterEach(() => api.close());

describe('an event', () => {
  it('creates the Workflow of the documented example before the answer', async () => {
    addExample(api);
    const answer = await api.send('/events/ci/my-discriminator', {
      headers: { ...authorized, 'X-Argo-E2E': 'true' },
      body: '{"message": "hello events"}',
    });
    expect(answer).toMatchObject({ status: 200, body: {} });
    expect(workflowsOf(api)).toMatchObject([
      {
        metadata: {
          name: expect.stringMatching(/^my-wf-tmple-[a-z0-9]{5}$/),
          generateName: 'my-wf-tmple-',
          labels: {
            'workflows.argoproj.io/workflow-event-binding': 'event-consumer',
            'workflows.argoproj.io/workflow-template': 'my-wf-tmple',
          },
        },
        spec: {
          workflowTemplateRef: { name: 'my-wf-tmple' },
          arguments: { parameters: [{ name: 'message', value: 'hello events' }] },
        },
      },
    ]);
    expect(api.counted).toEqual(['started', '200 token']);
  });

  it('that matches nothing is answered alike, and its trace says which condition was false', async () => {
    addExample(api);
    const options = { headers: { ...authorized, prefer: 'return=representation' }, body: '{"message": ""}' };
    const answer = await api.send('/events/ci/', options);
    expect(answer.headers.get('preference-applied')).toBe('return=representation');
    expect(answer.body).toEqual({
      namespace: 'ci',
      discriminator: '',
      workflows: [],
      bindings: [
        {
          namespace: 'ci',
          name: 'event-consumer',
          outcome: 'not-matched',
          because: '`payload.message != ""` is false',
        },
      ],
      because: 'none of the 1 workflow event bindings started anything',
    });
    expect(await api.send('/events/ci/', { ...options, headers: authorized })).toMatchObject({ status: 200, body: {} });
  });

  it('names what it started for whoever prefers a representation', async () => {
    addAlways(api, 'one', { metadata: { name: '"named-" + payload.n' } });
    const headers = { ...authorized, prefer: 'return=representation' };
    const answer = await api.send('/events/ci/x', { headers, body: '{"n": "{{workflow.uid}}"}' });
    expect(answer.body).toMatchObject({
      workflows: [{ namespace: 'ci', name: 'named-{{workflow.uid}}', binding: 'one' }],
    });
  });

  it('takes what the template says of its Workflows, the binding on top, and says who sent it', async () => {
    const claims = Buffer.from(JSON.stringify({ sub: 'system:serviceaccount:ci:bot' })).toString('base64url');
    api.cluster.tokens.add(`e30.${claims}.x`);
    api.cluster.addTemplate('t', {
      workflowMetadata: { labels: { a: 'template', b: 'template' }, annotations: { c: 'template' } },
    });
    api.cluster.addBinding('one', {
      event: { selector: 'true' },
      submit: {
        workflowTemplateRef: { name: 't', clusterScope: true },
        metadata: {
          generateName: 'discriminator + "-"',
          labels: { a: 'sprig.upper("b")' },
          annotations: { d: 'payload.d' },
        },
      },
    });
    const headers = { authorization: `Bearer e30.${claims}.x` };
    await api.send('/events/ci/x', { headers, body: '{"d": "{{=1}}"}' });
    expect(workflowsOf(api)).toMatchObject([
      {
        metadata: {
          name: expect.stringMatching(/^x-[a-z0-9]{5}$/),
          labels: {
            a: 'B',
            b: 'template',
            'workflows.argoproj.io/cluster-workflow-template': 't',
            'workflows.argoproj.io/creator': 'system-serviceaccount-ci-bot',
          },
          annotations: { c: 'template', d: '{ {=1}}' },
        },
        spec: { workflowTemplateRef: { name: 't', clusterScope: true } },
      },
    ]);
  });

  it('does not see bindings and templates of another Argo instance', async () => {
    const foreign = { 'workflows.argoproj.io/controller-instanceid': 'other' };
    api.cluster.addTemplate('t', {}, foreign);
    api.cluster.addBinding('other', { event: { selector: 'nonsense(' } }, foreign);
    api.cluster.addBinding('one', { event: { selector: 'true' }, submit: { workflowTemplateRef: { name: 't' } } });
    const { body } = await api.send('/events/ci/x', { body: '{}' });
    expect(body).toMatchObject({ message: expect.stringContaining("'t' is not managed by the current Argo Server") });
  });
});

describe('what is kept and logged', () => {
  it('holds no token, no secret and nothing of a payload', async () => {
    addAlways(api, 'one', { arguments: { parameters: [{ name: 'p', valueFrom: { event: 'payload.private' } }] } });
    const headers = { authorization: 'Bearer good', 'idempotency-key': 'k' };
    await api.send('/events/ci/x', { headers, body: '{"private": "of the sender"}' });
    await api.send('/events/ci/x', { headers: { authorization: 'Bearer tokenofsomebody' }, body: '{}' });
    const kept = JSON.stringify([api.logged, [...api.records]]);
    expect(kept).not.toMatch(/Bearer|tokenofsomebody|of the sender/);
    expect(api.logged.some(({ message }) => message === 'took an event')).toBe(true);
  });
});
