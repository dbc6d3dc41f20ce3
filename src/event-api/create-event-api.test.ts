import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ServedEventApi, serveEventApi } from './testing/serve-event-api.ts';

let api: ServedEventApi;

beforeEach(async () => {
  api = await serveEventApi();
});

afterEach(() => api.close());

const selector = 'payload.message != "" && metadata["x-argo-e2e"] == ["true"] && discriminator == "my-discriminator"';
const authorized = { authorization: 'Bearer good' };

function addExample({ cluster }: ServedEventApi = api): void {
  cluster.addTemplate('my-wf-tmple');
  cluster.addBinding('event-consumer', {
    event: { selector },
    submit: {
      workflowTemplateRef: { name: 'my-wf-tmple' },
      arguments: { parameters: [{ name: 'message', valueFrom: { event: 'payload.message' } }] },
    },
  });
}

function addAlways(name: string, submit: object = {}): void {
  api.cluster.addTemplate('t');
  api.cluster.addBinding(name, {
    event: { selector: 'true' },
    submit: { workflowTemplateRef: { name: 't' }, ...submit },
  });
}

function workflows() {
  return [...api.cluster.workflows.values()];
}

describe('an event', () => {
  it('creates the Workflow of the documented example before the answer', async () => {
    addExample();
    const answer = await api.send('/events/ci/my-discriminator', {
      headers: { ...authorized, 'X-Argo-E2E': 'true' },
      body: '{"message": "hello events"}',
    });
    expect(answer).toMatchObject({ status: 200, body: {} });
    expect(workflows()).toMatchObject([
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
    addExample();
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
    addAlways('one', { metadata: { name: '"named-" + payload.n' } });
    const headers = { ...authorized, prefer: 'return=representation' };
    const answer = await api.send('/events/ci/x', { headers, body: '{"n": "{{workflow.uid}}"}' });
    expect(answer.body).toMatchObject({
      workflows: [{ namespace: 'ci', name: 'named-{{workflow.uid}}', binding: 'one' }],
    });
  });

  it('runs every binding in the order of their names, and one that fails does not touch the others', async () => {
    addAlways('b');
    addAlways('d');
    api.cluster.addBinding('a', { event: { selector: 'payload.x.y' } });
    api.cluster.addBinding('c', { event: { selector: '1' } });
    const answer = await api.send('/events/ci/x', { body: '{}' });
    expect(answer).toMatchObject({ status: 500, body: { code: 13 } });
    const { message } = answer.body as { message: string };
    expect(message).toMatch(/^failed to dispatch event: \[failed to evaluate workflow template expression: .* fail/s);
    expect(workflows()).toHaveLength(2);
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
    addAlways('one', submit);
    const answer = await api.send('/events/ci/x', { body: '{"n": 1}' });
    expect(answer).toMatchObject({ status: 500, body: { code: 13, message: expect.stringContaining(message) } });
    expect(workflows()).toEqual([]);
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
    expect(workflows()).toMatchObject([
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

describe('the answer', () => {
  it.each<[string, string, { headers?: Record<string, string>; body?: string; method?: string }, number, object]>([
    [
      'no token, and no webhook clients',
      '/events/ci/x',
      { headers: {} },
      403,
      { message: 'failed to process webhook request' },
    ],
    [
      'no token for all namespaces',
      '/events//x',
      { headers: {} },
      403,
      { message: 'failed to process webhook request' },
    ],
    [
      'a wrong token',
      '/events/ci/x',
      { headers: { authorization: 'Bearer bad' } },
      401,
      { code: 16, message: 'Unauthorized' },
    ],
    [
      'another scheme',
      '/events/ci/x',
      { headers: { authorization: 'Digest x' } },
      401,
      { code: 16, message: 'token not valid. see https://argo-workflows.readthedocs.io/en/latest/faq/' },
    ],
    ['a body that is no JSON', '/events/ci/x', { body: 'hello' }, 400, { code: 3, message: 'the body is not JSON' }],
    ['no slash behind the namespace', '/events/ci', {}, 404, { code: 5, message: 'Not Found' }],
    ['a namespace that is none', '/events/..%2f../x', {}, 404, { code: 5, message: 'Not Found' }],
    ['a namespace of capitals', '/events/CI/x', {}, 400, { code: 3, message: 'invalid namespace' }],
    ['a broken address', '/events/ci/%zz', {}, 400, { code: 3, message: 'malformed address' }],
    ['another method', '/events/ci/x', { method: 'PUT' }, 405, { code: 12, message: 'Method Not Allowed' }],
    [
      'another method for the list',
      '/workflow-event-bindings/ci',
      {},
      405,
      { code: 12, message: 'Method Not Allowed' },
    ],
    ['nobody’s list', '/workflow-event-bindings/ci', { method: 'GET', headers: {} }, 401, { code: 16 }],
    ['an empty body', '/events/ci/x', {}, 200, {}],
  ])('to %s', async (_what, path, options, ...[status, body]) => {
    const answer = await api.send(path, options);
    expect(answer).toMatchObject({ status, body });
  });

  it('is the cluster’s where it does not let the caller list bindings', async () => {
    const message = 'workfloweventbindings.argoproj.io is forbidden: User "u" cannot list resource';
    api.cluster.failures.set('list', { status: 403, reason: 'Forbidden', message });
    expect(await api.send('/events/ci/x', { body: '{}' })).toMatchObject({ status: 403, body: { code: 7, message } });
  });

  it('says when to come again where the cluster is away or wants it slower', async () => {
    api.cluster.failures.set('list', { status: 0, reason: '', message: 'not reached' });
    const away = await api.send('/events/ci/x', { body: '{}' });
    expect(away).toMatchObject({ status: 503, body: { code: 14 } });
    expect(away.headers.get('retry-after')).toBe('1');
    api.cluster.failures.set('list', { status: 429, reason: '', message: 'slower', retryAfterMs: 2_500 });
    api.clock.at += 1_000;
    const slower = await api.send('/events/ci/x', { body: '{}' });
    expect(slower).toMatchObject({ status: 429, body: { code: 8 } });
    expect(slower.headers.get('retry-after')).toBe('3');
  });

  it('is 503 with a time to come again when the queue is full, and what is in it is still done', async () => {
    await api.close();
    api = await serveEventApi({ queueSize: 1, workerCount: 1 });
    addExample(api);
    addAlways('one');
    let open: () => void = () => undefined;
    const opened = new Promise<void>((resolve) => {
      open = resolve;
    });
    const reached = new Promise<void>((resolve) => {
      api.cluster.beforeCreate = () => {
        resolve();
        return opened;
      };
    });
    // The first asks whether its token may list; the others come when that is known.
    const first = api.send('/events/ci/x', { body: '{}' });
    await reached;
    const second = api.send('/events/ci/x', { body: '{}' });
    const third = await Promise.race([second, api.send('/events/ci/x', { body: '{}' })]);
    expect(third).toMatchObject({ status: 503, body: { code: 14, message: 'operation queue full' } });
    expect(third.headers.get('retry-after')).toBe('1');
    open();
    expect([(await first).status, (await second).status]).toEqual([200, 200]);
    expect(workflows()).toHaveLength(2);
  });

  it('is 413 for a body that is too large', async () => {
    await api.close();
    api = await serveEventApi({ maxBytes: 1_000 });
    expect(await api.send('/events/ci/x', { body: `"${'x'.repeat(2_000)}"` })).toMatchObject({ status: 413 });
  });

  it('lists bindings as the caller sees them, with the options of a list', async () => {
    addExample();
    const path = '/workflow-event-bindings/ci?listOptions.labelSelector=a%3Db&other=1';
    const answer = await api.send(path, { method: 'GET' });
    expect(answer).toMatchObject({ status: 200, body: { items: [{ metadata: { name: 'event-consumer' } }] } });
    expect(api.cluster.calls.at(-1)).toBe('list bindings ci {"labelSelector":"a=b"}');
  });
});

describe('what the cluster is asked', () => {
  it('is the caller’s right and the template, both for a short time only', async () => {
    addAlways('one');
    for (let count = 0; count < 3; count++) await api.send('/events/ci/x', { body: '{}' });
    const asked = api.cluster.calls.filter((each) => !each.startsWith('create'));
    expect(asked).toEqual([
      'list bindings ci {}',
      'watch bindings',
      'get template ci/t',
      'list bindings ci {"limit":"1","resourceVersion":"0"}',
    ]);
  });

  it('is asked again within a second after a change: a template, a right, a token', async () => {
    addAlways('one');
    await api.send('/events/ci/x', { body: '{}' });
    api.cluster.templates.delete('t');
    api.clock.at += 999;
    expect(await api.send('/events/ci/x', { body: '{}' })).toMatchObject({ status: 500 });
    api.cluster.tokens.delete('good');
    api.clock.at += 10_000;
    expect(await api.send('/events/ci/x', { body: '{}' })).toMatchObject({ status: 401 });
    api.cluster.tokens.add('good');
    api.cluster.addTemplate('t');
    api.clock.at += 999;
    expect(await api.send('/events/ci/x', { body: '{}' })).toMatchObject({ status: 200 });
  });

  it('is not what the bindings are once they are watched: a new and a removed one count at once', async () => {
    addAlways('one');
    await api.send('/events/ci/x', { body: '{}' });
    addAlways('two');
    await api.send('/events/ci/x', { body: '{}' });
    api.cluster.removeBinding('one');
    await api.send('/events/ci/x', { body: '{}' });
    const labels = workflows().map((each) => each.metadata.labels?.['workflows.argoproj.io/workflow-event-binding']);
    expect(labels).toEqual(['one', 'one', 'two', 'two']);
  });

  it('is tried again after what may pass, under the same name', async () => {
    addAlways('one');
    let failures = 2;
    api.cluster.beforeCreate = async () => {
      failures -= 1;
      if (failures === 0) api.cluster.failures.clear();
    };
    api.cluster.failures.set('create', { status: 503, reason: '', message: 'overloaded' });
    const sent = api.send('/events/ci/x', { body: '{}' });
    setTimeout(() => api.cluster.failures.clear(), 30);
    expect(await sent).toMatchObject({ status: 200 });
    const names = new Set(api.cluster.calls.filter((each) => each.startsWith('create')));
    expect(names.size).toBe(1);
  });
});

describe('an event with an id', () => {
  const keyed = (key: string) => ({
    headers: { ...authorized, 'idempotency-key': key, prefer: 'return=representation' },
    body: '{}',
  });

  it('creates once, however often it is sent, at the same time or later', async () => {
    addAlways('one');
    const answers = await Promise.all([1, 2, 3].map(() => api.send('/events/ci/x', keyed('k'))));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    api.cluster.workflows.clear();
    const later = await api.send('/events/ci/x', keyed('k'));
    expect(later.body).toMatchObject({
      workflows: [{ name: expect.stringMatching(/^t-[a-z2-7]{12}$/), repeated: true }],
    });
    expect(workflows()).toEqual([]);
    expect(api.cluster.calls.filter((each) => each.startsWith('create'))).toHaveLength(1);
  });

  it('creates once also where nothing was noted, because its name says which event it is of', async () => {
    addAlways('one');
    await api.send('/events/ci/x', keyed('k'));
    api.records.clear();
    expect(await api.send('/events/ci/x', keyed('k'))).toMatchObject({
      status: 200,
      body: { workflows: [{ repeated: true }] },
    });
    expect(workflows()).toHaveLength(1);
  });

  it('creates once where the binding names the Workflow, and tells another’s Workflow of that name apart', async () => {
    addAlways('one', { metadata: { name: '"fixed"' } });
    await api.send('/events/ci/x', keyed('k'));
    api.records.clear();
    expect(await api.send('/events/ci/x', keyed('k'))).toMatchObject({ status: 200 });
    const other = await api.send('/events/ci/x', keyed('another'));
    const message =
      'failed to dispatch event: [failed to create workflow: workflows.argoproj.io "fixed" already exists]';
    expect(other).toMatchObject({ status: 500, body: { code: 13, message } });
  });

  it('does at a second time what failed at the first, and only that', async () => {
    addAlways('one');
    addAlways('two', { workflowTemplateRef: { name: 'later' } });
    expect((await api.send('/events/ci/x', keyed('k'))).status).toBe(500);
    api.cluster.addTemplate('later');
    api.clock.at += 1_000;
    const again = await api.send('/events/ci/x', keyed('k'));
    expect(again.body).toMatchObject({
      workflows: [
        { binding: 'one', repeated: true },
        { binding: 'two', repeated: false },
      ],
    });
    expect(workflows()).toHaveLength(2);
  });

  it('is another for another id, another sender, another namespace', async () => {
    addAlways('one');
    api.cluster.tokens.add('other');
    await api.send('/events/ci/x', keyed('k'));
    await api.send('/events/ci/x', keyed('k2'));
    await api.send('/events/ci/x', {
      ...keyed('k'),
      headers: { ...keyed('k').headers, authorization: 'Bearer other' },
    });
    await api.send('/events/ci2/x', keyed('k'));
    expect(workflows()).toHaveLength(4);
  });

  it('is one that GitHub delivers again, too', async () => {
    addAlways('one');
    const delivery = { headers: { ...authorized, 'X-GitHub-Delivery': 'guid' }, body: '{}' };
    await api.send('/events/ci/x', delivery);
    await api.send('/events/ci/x', delivery);
    expect(workflows()).toHaveLength(1);
  });
});

describe('a webhook', () => {
  const body = '{"ref":"refs/heads/main"}';
  const signature = `sha256=${createHmac('sha256', 'shh!').update(body).digest('hex')}`;
  const signed = { headers: { 'X-GitHub-Event': 'push', 'X-Hub-Signature-256': signature }, body };

  beforeEach(() => {
    addAlways('one', { arguments: { parameters: [{ name: 'ref', valueFrom: { event: 'payload.ref' } }] } });
    api.cluster.secrets.set('argo-workflows-webhook-clients', { bot: 'type: github\nsecret: "shh!"' });
    api.cluster.secrets.set('bot.service-account-token', { token: 'good' });
  });

  it('is the event of its client’s service account', async () => {
    expect(await api.send('/events/ci/x', signed)).toMatchObject({ status: 200, body: {} });
    expect(workflows()).toMatchObject([{ spec: { arguments: { parameters: [{ value: 'refs/heads/main' }] } } }]);
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
    expect(workflows()).toEqual([]);
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

describe('what is kept and logged', () => {
  it('holds no token, no secret and nothing of a payload', async () => {
    addAlways('one', { arguments: { parameters: [{ name: 'p', valueFrom: { event: 'payload.private' } }] } });
    const headers = { authorization: 'Bearer good', 'idempotency-key': 'k' };
    await api.send('/events/ci/x', { headers, body: '{"private": "of the sender"}' });
    await api.send('/events/ci/x', { headers: { authorization: 'Bearer tokenofsomebody' }, body: '{}' });
    const kept = JSON.stringify([api.logged, [...api.records]]);
    expect(kept).not.toMatch(/Bearer|tokenofsomebody|of the sender/);
    expect(api.logged.some(({ message }) => message === 'took an event')).toBe(true);
  });
});
