import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nothingLeft } from '../expression/work/work-allowance.ts';
import { addAlways, authorized, workflowsOf } from './testing/bindings.ts';
import { type ServedEventApi, serveEventApi } from './testing/serve-event-api.ts';

let api: ServedEventApi;

beforeEach(async () => {
  api = await serveEventApi();
});

afterEach(() => api.close());

describe('a binding that cannot be carried out', () => {
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
});

describe('the Kubernetes Events of a binding', () => {
  it('are few, also where the message is another one at every event', async () => {
    api.cluster.addBinding('a', { event: { selector: 'payload.text' } });
    for (let index = 0; index < 30; index += 1) await api.send('/events/ci/x', { body: `{"text": "number ${index}"}` });
    expect(api.cluster.events).toHaveLength(10);
    api.clock.at += 10 * 60_000;
    await api.send('/events/ci/x', { body: '{"text": "later"}' });
    expect(api.cluster.events).toHaveLength(11);
  });
});

/** Takes a tenth of all the work that one event may take. */
const costly = (index: number) => `count(1..900, count(1..900, # < -${index}) > 0) > 0`;

describe('bindings that take much work', () => {
  it('leave a good one its part, and each of them says that it had too little', async () => {
    for (let index = 0; index < 200; index += 1) {
      api.cluster.addBinding(`a-${String(index).padStart(3, '0')}`, { event: { selector: costly(index) } });
    }
    addAlways(api, 'good', { arguments: { parameters: [{ name: 'p', valueFrom: { event: 'payload.list[2]' } }] } });
    const answer = await api.send('/events/ci/x', { body: '{"list": [1, 2, "three"]}' });
    expect(workflowsOf(api)).toMatchObject([{ spec: { arguments: { parameters: [{ name: 'p', value: 'three' }] } } }]);
    expect(answer).toMatchObject({ status: 500, body: { code: 13 } });
    expect((answer.body as { message: string }).message.split(nothingLeft)).toHaveLength(201);
    expect(api.counted.filter((each) => each === 'failed')).toHaveLength(200);
    expect(api.cluster.events).toHaveLength(200);
    expect(api.cluster.events).toMatchObject([
      { involvedObject: { name: 'a-000' }, message: expect.stringContaining(nothingLeft) },
      ...Array.from({ length: 199 }, () => ({ reason: 'WorkflowEventBindingError' })),
    ]);
  }, 60_000);

  it('get what the others do not need', async () => {
    const long = `discriminator in [${'"other", '.repeat(850)}discriminator]`;
    api.cluster.addBinding('a', { event: { selector: `${costly(1)} || true` } });
    api.cluster.addBinding('a-long', { event: { selector: long } });
    for (let index = 0; index < 300; index += 1) {
      api.cluster.addBinding(`b-${index}`, { event: { selector: `discriminator == "${index}"` } });
    }
    const headers = { ...authorized, prefer: 'return=representation' };
    const answer = await api.send('/events/ci/50', { headers, body: '{}' });
    expect(answer.status).toBe(200);
    const { bindings } = answer.body as { bindings: { name: string; outcome: string }[] };
    expect(bindings.filter(({ outcome }) => outcome === 'matched').map(({ name }) => name)).toEqual([
      'a',
      'a-long',
      'b-50',
    ]);
  }, 60_000);

  it.each([
    ['compiling long expressions', `payload.n in [${'1,'.repeat(2_000)}1]`],
    ['patterns', '"x" matches "(a{1,40}){1,20}" || "x" matches "(b{1,40}){1,20}"'],
  ])(
    'pay for %s, although it is done once',
    async (_what, selector) => {
      for (let index = 0; index < 400; index += 1) {
        api.cluster.addBinding(`a-${index}`, { event: { selector: `${selector} || ${index} == 0` } });
      }
      addAlways(api, 'good');
      const failed = async () => {
        api.counted.length = 0;
        await api.send('/events/ci/x', { body: '{"n": 1}' });
        return api.counted.filter((each) => each === 'failed').length;
      };
      const first = await failed();
      expect(first).toBeGreaterThan(0);
      expect(await failed()).toBe(first);
      expect(workflowsOf(api)).toHaveLength(2);
    },
    60_000,
  );

  it('make no Workflow that is too large for the API server', async () => {
    addAlways(api, 'whole', { arguments: { parameters: [{ name: 'p', valueFrom: { event: 'payload' } }] } });
    const answer = await api.send('/events/ci/x', { body: JSON.stringify({ text: 'x'.repeat(4 * 1024 * 1024) }) });
    expect(answer).toMatchObject({ status: 500, body: { message: expect.stringContaining('more than 3145728') } });
    expect(api.cluster.calls.some((each) => each.startsWith('create'))).toBe(false);
  });
});
