import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addAlways, authorized, workflowsOf } from './testing/bindings.ts';
import { type ServedEventApi, serveEventApi } from './testing/serve-event-api.ts';

let api: ServedEventApi;

beforeEach(async () => {
  api = await serveEventApi();
});

afterEach(() => api.close());

describe('an event with an id', () => {
  const keyed = (key: string) => ({
    headers: { ...authorized, 'idempotency-key': key, prefer: 'return=representation' },
    body: '{}',
  });

  it('creates once, however often it is sent, at the same time or later', async () => {
    addAlways(api, 'one');
    const answers = await Promise.all([1, 2, 3].map(() => api.send('/events/ci/x', keyed('k'))));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    api.cluster.workflows.clear();
    const later = await api.send('/events/ci/x', keyed('k'));
    expect(later.body).toMatchObject({
      workflows: [{ name: expect.stringMatching(/^t-[a-z2-7]{12}$/), repeated: true }],
    });
    expect(workflowsOf(api)).toEqual([]);
    expect(api.cluster.calls.filter((each) => each.startsWith('create'))).toHaveLength(1);
  });

  it('creates once also where nothing was noted, because its name says which event it is of', async () => {
    addAlways(api, 'one');
    await api.send('/events/ci/x', keyed('k'));
    api.records.clear();
    expect(await api.send('/events/ci/x', keyed('k'))).toMatchObject({
      status: 200,
      body: { workflows: [{ repeated: true }] },
    });
    expect(workflowsOf(api)).toHaveLength(1);
  });

  it('creates once where the binding names the Workflow, and tells another’s Workflow of that name apart', async () => {
    addAlways(api, 'one', { metadata: { name: '"fixed"' } });
    await api.send('/events/ci/x', keyed('k'));
    api.records.clear();
    expect(await api.send('/events/ci/x', keyed('k'))).toMatchObject({ status: 200 });
    const other = await api.send('/events/ci/x', keyed('another'));
    const message =
      'failed to dispatch event: [failed to create workflow: workflows.argoproj.io "fixed" already exists]';
    expect(other).toMatchObject({ status: 500, body: { code: 13, message } });
  });

  it('does at a second time what failed at the first, and only that', async () => {
    addAlways(api, 'one');
    addAlways(api, 'two', { workflowTemplateRef: { name: 'later' } });
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
    expect(workflowsOf(api)).toHaveLength(2);
  });

  it('is another for another id, another sender, another namespace', async () => {
    addAlways(api, 'one');
    api.cluster.tokens.add('other');
    await api.send('/events/ci/x', keyed('k'));
    await api.send('/events/ci/x', keyed('k2'));
    await api.send('/events/ci/x', {
      ...keyed('k'),
      headers: { ...keyed('k').headers, authorization: 'Bearer other' },
    });
    await api.send('/events/ci2/x', keyed('k'));
    expect(workflowsOf(api)).toHaveLength(4);
  });

  it('is one that GitHub delivers again, too', async () => {
    addAlways(api, 'one');
    const delivery = { headers: { ...authorized, 'X-GitHub-Delivery': 'guid' }, body: '{}' };
    await api.send('/events/ci/x', delivery);
    await api.send('/events/ci/x', delivery);
    expect(workflowsOf(api)).toHaveLength(1);
  });
});
