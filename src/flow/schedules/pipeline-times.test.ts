import { describe, expect, it } from 'vitest';
import type { Delivery } from '../../bus/event-bus.ts';
import { routeDelivery } from '../../event/route-delivery.ts';
import { createMemoryObjects } from '../../kubernetes/testing/memory-objects.ts';
import { commit, makeDelivery, makePush, receivedAt, repository } from '../../run/testing/deliveries.ts';
import { createTicker } from '../../schedule/ticks/tick-pipelines.ts';
import { emptyWorld } from '../../trigger/testing/empty-world.ts';
import { forgetRepository } from '../leave/forget-repository.ts';
import { handleRepositoryDeliveries } from '../sources/handle-repository-deliveries.ts';
import { setStage } from '../testing/stage.ts';

const head = 'd'.repeat(40);
const workflow = JSON.stringify({
  ...{ apiVersion: 'argoproj.io/v1alpha1', kind: 'Workflow', metadata: {} },
  spec: { entrypoint: 'main', arguments: { parameters: [{ name: 'branch' }, { name: 'event' }] }, templates: [] },
});

function pipelines(text: string): Record<string, string> {
  return { '.argo-events.yaml': `pipelines: ${text}`, '.argo/ci.yaml': workflow };
}

const nightly = pipelines(
  '{ nightly: { on: { schedule: { cron: "0 2 * * *", timezone: Europe/Berlin } }, workflow: .argo/ci.yaml }, ' +
    'ci: { on: { push: , schedule: [{ cron: "30 1 * * *" }] }, paths: ["src/**"], workflow: .argo/ci.yaml } }',
);

/** A leader of one process after another, under a clock that is set by hand. */
function setUp() {
  const stage = setStage({ triggers: { ...emptyWorld, cluster: createMemoryObjects().api } });
  const published: Delivery[] = [];
  let time = receivedAt;
  const bus = {
    records: stage.records,
    async publish(delivery: Delivery) {
      const isKnown = published.some((each) => each.tenant === delivery.tenant && each.id === delivery.id);
      if (!isKnown) published.push(delivery);
      return isKnown ? ('duplicate' as const) : ('stored' as const);
    },
  };
  let look = createTicker({ bus, now: () => time });
  return {
    ...{ ...stage, published },
    async push(files: Record<string, string>, minute: number, after = commit) {
      stage.commit(files, after);
      stage.commit(files, 'HEAD');
      const pushed = { ...repository, pushed_at: Math.floor(receivedAt / 1000) - 3600 + minute * 60 };
      await stage.handle(makePush({ after, repository: pushed }, { id: `p-${minute}` }));
    },
    async lookAt(text: string) {
      time = Date.parse(text);
      await look(new AbortController().signal);
    },
    restart() {
      look = createTicker({ bus, now: () => time });
    },
    runNames: () => stage.runs().map((each) => `${each.checkName} of ${each.event} at ${each.commit[0]}`),
  };
}

describe('on.schedule', () => {
  it('starts its pipeline alone, at its time, on the head of the default branch', async () => {
    const stage = setUp();
    await stage.push(nightly, 0);
    await stage.lookAt('2026-03-05T00:00:00Z');
    await stage.lookAt('2026-03-05T00:59:59Z');
    expect(stage.published).toEqual([]);
    await stage.lookAt('2026-03-05T01:00:00Z');
    expect(stage.published).toMatchObject([
      { source: 'calendar', tenant: 'repository/7/42/schedule', name: 'schedule' },
    ]);
    const before = stage.runs().length;
    const checks = (await stage.checks()).length;
    for (const each of stage.published) expect(await stage.handle(each)).toEqual({ kind: 'done' });
    // The same again changes nothing.
    for (const each of stage.published) expect(await stage.handle(each)).toEqual({ kind: 'done' });
    expect(stage.runs().slice(before)).toMatchObject([
      { checkName: 'nightly', event: 'schedule', origin: 'calendar', commit: head, subject: 'main' },
    ]);
    const [run] = [...stage.cluster.workflows.values()].slice(-1);
    expect(run?.spec.arguments).toEqual({
      parameters: [
        { name: 'branch', value: 'main' },
        { name: 'event', value: 'schedule' },
      ],
    });
    // No other pipeline is skipped for it.
    expect(await stage.checks()).toHaveLength(checks);
  });

  it('is said on the push that changes it', async () => {
    const stage = setUp();
    await stage.push(nightly, 0);
    const [check] = (await stage.checks()).filter((each) => each.name === 'argo-events schedules');
    expect(check?.output.title).toBe('2 schedules: 2 new');
    expect(check?.output.summary).toContain(
      '**nightly** new: `0 2 * * *` in Europe/Berlin\n\n- Thu 2026-03-05 02:00 +01:00',
    );
  });

  it('comes late after a restart, once, and not at all after long', async () => {
    const stage = setUp();
    await stage.push(nightly, 0);
    await stage.lookAt('2026-03-05T00:00:00Z');
    stage.restart();
    await stage.lookAt('2026-03-05T01:45:00Z');
    await stage.lookAt('2026-03-05T01:45:01Z');
    expect(stage.published.map((each) => JSON.parse(Buffer.from(each.body).toString()).schedule)).toEqual([
      { cron: '0 2 * * *', timezone: 'Europe/Berlin', time: '2026-03-05T01:00:00.000Z' },
      { cron: '30 1 * * *', timezone: 'UTC', time: '2026-03-05T01:30:00.000Z' },
    ]);
    stage.restart();
    await stage.lookAt('2026-03-06T12:00:00Z');
    expect(stage.published).toHaveLength(2);
  });

  it('is under the same id whoever leads', async () => {
    const stage = setUp();
    await stage.push(nightly, 0);
    await stage.lookAt('2026-03-05T00:00:00Z');
    const rows = await stage.records.list('ticks', '');
    await stage.lookAt('2026-03-05T01:00:00Z');
    for (const { key, value } of rows) await stage.records.put('ticks', key, value);
    stage.restart();
    await stage.lookAt('2026-03-05T01:00:30Z');
    expect(stage.published).toHaveLength(1);
  });

  it('ends with the file, and with what is known of the repository', async () => {
    const stage = setUp();
    await stage.push(nightly, 0);
    await stage.lookAt('2026-03-05T00:00:00Z');
    await stage.push(pipelines('{ ci: { on: push, workflow: .argo/ci.yaml } }'), 1, 'e'.repeat(40));
    await stage.lookAt('2026-03-05T01:00:00Z');
    expect(stage.published).toEqual([]);
    await forgetRepository(42, stage.records);
    expect(await stage.records.list('ticks', '')).toEqual([]);
  });

  it('of a pipeline that was taken out a moment ago starts nothing', async () => {
    const stage = setUp();
    await stage.push(nightly, 0);
    await stage.lookAt('2026-03-05T00:00:00Z');
    await stage.lookAt('2026-03-05T01:00:00Z');
    const before = stage.runs().length;
    stage.commit({}, 'HEAD');
    const [tick] = stage.published;
    expect(tick && (await stage.handle(tick))).toEqual({ kind: 'done' });
    stage.commit(pipelines('{ ci: { on: push, workflow: .argo/ci.yaml } }'), 'HEAD');
    expect(tick && (await stage.handle(tick))).toEqual({ kind: 'done' });
    expect(stage.runs()).toHaveLength(before);
  });

  it('is nothing that a webhook could claim', async () => {
    const stage = setUp();
    await stage.push(nightly, 0);
    const before = stage.runs().length;
    expect(await stage.handle(makeDelivery('schedule', { pipeline: 'nightly' }))).toEqual({ kind: 'done' });
    expect(stage.runs()).toHaveLength(before);
  });

  it('has a queue of its own for each time, in the share of its installation', async () => {
    const stage = setUp();
    await stage.push(nightly, 0);
    await stage.lookAt('2026-03-05T00:00:00Z');
    await stage.lookAt('2026-03-05T01:30:00Z');
    const routes = stage.published.map(routeDelivery);
    expect(new Set(routes.map((each) => each.key)).size).toBe(2);
    expect(routes.map((each) => each.share)).toEqual(['7', '7']);
  });
});

describe('a calendar of a repository', () => {
  const source = (entry: object) =>
    JSON.stringify({
      ...{ apiVersion: 'argoproj.io/v1alpha1', kind: 'EventSource', metadata: { name: 'times' } },
      spec: { calendar: { morning: entry } },
    });
  const parameters = [
    { src: { dependencyName: 'd', dataKey: 'eventTime' }, dest: 'spec.arguments.parameters.0.value' },
  ];
  const argoWorkflow = { operation: 'submit', source: { resource: JSON.parse(workflow) }, parameters };
  const sensor = JSON.stringify({
    ...{ apiVersion: 'argoproj.io/v1alpha1', kind: 'Sensor', metadata: { name: 'waker' } },
    spec: {
      dependencies: [{ name: 'd', eventSourceName: 'times', eventName: 'morning' }],
      triggers: [{ template: { name: 'wake', argoWorkflow } }],
    },
  });

  it('is an event of its Sensors, with Argo Events’ data, in the share of the installation', async () => {
    const stage = setUp();
    const entry = { schedule: '30 9 * * *', timezone: 'Europe/Berlin', metadata: { hello: 'world' } };
    await stage.push({ '.argo-events.yaml': [source(entry), sensor].join('\n---\n') }, 0);
    await stage.lookAt('2026-03-05T08:00:00Z');
    await stage.lookAt('2026-03-05T08:30:01Z');
    const [tick] = stage.published;
    expect(tick).toMatchObject({
      ...{ source: 'calendar', tenant: 'repository/7/42/times', name: 'morning', id: 'morning/2026-03-05T08:30:00Z' },
    });
    expect(tick && Buffer.from(tick.body).toString()).toBe(
      '{"eventTime":"2026-03-05 09:30:00 +0100 CET","metadata":{"hello":"world"}}',
    );
    expect(tick && routeDelivery(tick).share).toBe('7');
    const handler = handleRepositoryDeliveries(stage.tools);
    const context = { attempt: 1, signal: new AbortController().signal };
    expect(tick && (await handler.handle(tick, context))).toEqual({ kind: 'done' });
    expect(stage.runs()).toMatchObject([{ checkName: 'waker/wake', commit: head, event: 'calendar' }]);
    const [run] = stage.cluster.workflows.values();
    expect(run?.spec.arguments).toMatchObject({
      parameters: [{ name: 'branch', value: '2026-03-05 09:30:00 +0100 CET' }, { name: 'event' }],
    });
  });

  it('begins anew where its entry changes, has one event a minute at most, and what its filter lets through', async () => {
    const stage = setUp();
    const push = (entry: object, minute: number) => stage.push({ '.argo-events.yaml': source(entry) }, minute);
    await push({ interval: '1s' }, 0);
    await stage.lookAt('2026-03-05T08:00:00Z');
    await stage.lookAt('2026-03-05T08:00:30Z');
    await stage.lookAt('2026-03-05T08:01:00Z');
    expect(stage.published.map((each) => each.id)).toEqual(['morning/2026-03-05T08:01:00Z']);
    await push({ interval: '2m' }, 1);
    await stage.lookAt('2026-03-05T08:01:30Z');
    await stage.lookAt('2026-03-05T08:03:00Z');
    expect(stage.published).toHaveLength(1);
    await stage.lookAt('2026-03-05T08:03:30Z');
    expect(stage.published).toHaveLength(2);
    await push({ interval: '2m', filter: { expression: 'eventTime contains "2027"' } }, 2);
    await stage.lookAt('2026-03-05T08:04:00Z');
    await stage.lookAt('2026-03-05T08:06:00Z');
    expect(stage.published).toHaveLength(2);
  });
});
