import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addAlways, workflowsOf } from './testing/bindings.ts';
import { type ServedEventApi, serveEventApi } from './testing/serve-event-api.ts';

let api: ServedEventApi;

beforeEach(async () => {
  api = await serveEventApi();
});

afterEach(() => api.close());

describe('what the cluster is asked', () => {
  it('is the caller’s right and the template, both for a short time only', async () => {
    addAlways(api, 'one');
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
    addAlways(api, 'one');
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
    addAlways(api, 'one');
    await api.send('/events/ci/x', { body: '{}' });
    addAlways(api, 'two');
    await api.send('/events/ci/x', { body: '{}' });
    api.cluster.removeBinding('one');
    await api.send('/events/ci/x', { body: '{}' });
    const labels = workflowsOf(api).map(
      (each) => each.metadata.labels?.['workflows.argoproj.io/workflow-event-binding'],
    );
    expect(labels).toEqual(['one', 'one', 'two', 'two']);
  });

  it('is tried again after what may pass, under the same name', async () => {
    addAlways(api, 'one');
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
