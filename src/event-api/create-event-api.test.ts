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

  it('runs every binding in the order of their names, and one that fails does not touch the others', async () => {
    addAlways(api, 'b');
    addAlways(api, 'd');
    api.cluster.addBinding('a', { event: { selector: 'payload.x.y' } });
    api.cluster.addBinding('c', { event: { selector: '1' } });
    const answer = await api.send('/events/ci/x', { body: '{}' });
    expect(answer).toMatchObject({ status: 500, body: { code: 13 } });
    const { message } = answer.body as { message: string };
    expect(message).toMatch(/^failed to dispatch event: \[failed to evaluate workflow template expression: .* fail/s);
    expect(workflowsOf(api)).toHaveLength(2);
    expect(api.cluster.events).toMatchObject([
      {
        involvedObject: { kind: 'WorkflowEventBinding', name: 'a', uid: 'uid-a' },
        type: 'Warning',
        reason: 'WorkflowEventBindingError',
        message: expect.stringContaining('failed to dispatch event: failed to evaluate workflow template expression: '),
      },
      { involvedObject: { name: 'c' } },
    ]);
  });

  it.each<[string, object, string]>([
    [
      'a template that is missing',
      { workflowTemplateRef: { name: 'none' } },
      'failed to get workflow template: workflowtemplates.argoproj.io "none" not found',
    ],
    [
      'a template’s name that leads elsewhere',
      { workflowTemplateRef: { name: '..' } },
      'failed to get workflow template: invalid name',
    ],
    [
      'a parameter without an expression',
      { arguments: { parameters: [{ name: 'p', value: 'x' }] } },
      'malformed workflow template parameter "p": valueFrom is nil',
    ],
    [
      'a parameter that does not compile',
      { arguments: { parameters: [{ name: 'p', valueFrom: { event: 'nothing' } }] } },
      'failed to compile workflow template parameter p expression: unknown name nothing',
    ],
    [
      'a parameter that fails',
      { arguments: { parameters: [{ name: 'p', valueFrom: { event: 'payload.x.y' } }] } },
      'failed to evaluate workflow template parameter "p" expression: ',
    ],
    [
      'a name that is no text',
      { metadata: { name: 'payload.n' } },
      'workflow name expression must evaluate to a string, not a float64',
    ],
    [
      'a label that fails',
      { metadata: { labels: { a: 'payload.x.y' } } },
      'failed to evaluate workflow label "a" expression: ',
    ],
  ])('fails at %s as Argo does', async (_what, submit, message) => {
    addAlways(api, 'one', submit);
    const answer = await api.send('/events/ci/x', { body: '{"n": 1}' });
    expect(answer).toMatchObject({ status: 500, body: { code: 13, message: expect.stringContaining(message) } });
    expect(workflowsOf(api)).toEqual([]);
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
