import { describe, expect, it } from 'vitest';
import { eventOf, makePush } from '../run/testing/deliveries.ts';
import { builtInPolicy, dependency, makeWorkflow, submit } from '../run/testing/requests.ts';
import type { Trigger } from '../sensor/sensor.ts';
import { collection, rememberFiring } from './progress/firing-row.ts';
import { serveHttp } from './testing/serve-http.ts';
import { codesOf, ownLabels, type StageOptions, setStage } from './testing/stage.ts';

const day = 24 * 60 * 60 * 1000;

function push(id: string) {
  return eventOf(makePush({}, { id }));
}

function log(name = 'note', more: Partial<Trigger> = {}): Trigger {
  return { template: { name, log: {} }, ...more };
}

function create(name: string, metadata: object, more: Partial<Trigger> = {}): Trigger {
  const resource = { apiVersion: 'v1', kind: 'ConfigMap', metadata };
  return { template: { name, k8s: { operation: 'create', source: { resource } } }, ...more };
}

/** A host that answers each call with the next status, the last for ever. */
async function withHost(statuses: number[], policy: StageOptions['policy'] = {}) {
  const host = await serveHttp();
  const stage = await setStage({
    policy: {
      triggers: ['workflow', 'http', 'log', 'k8s'],
      kinds: ['ConfigMap'],
      hosts: [`http://127.0.0.1:${host.port}/internal`],
      ...policy,
    },
  });
  host.answer = (response) => response.writeHead((statuses.length > 1 ? statuses.shift() : statuses[0]) ?? 200).end();
  const call = (more: Partial<Trigger> = {}): Trigger => ({
    template: { name: 'call', http: { url: `http://127.0.0.1:${host.port}/` } },
    policy: { status: { allow: [200] } },
    ...more,
  });
  return { host, stage, call };
}

describe('carrying out with a retryStrategy', () => {
  const quick = { duration: '100ms', jitter: 0, factor: 2, steps: 4 };

  it('tries until it goes well, with growing pauses', async () => {
    const { host, stage, call } = await withHost([500, 503, 200]);

    const outcome = await stage.carryOut(call({ atLeastOnce: true, retryStrategy: quick }));

    expect(outcome).toEqual({ kind: 'done', again: false });
    expect(host.calls).toHaveLength(3);
    expect(stage.slept).toEqual([100, 200]);
  });

  it('gives up after its steps, and the event that comes again changes nothing', async () => {
    const { host, stage, call } = await withHost([500]);
    const trigger = call({ atLeastOnce: true, retryStrategy: quick });

    expect(codesOf(await stage.carryOut(trigger))).toEqual(['trigger.http-status']);
    expect(codesOf(await stage.carryOut(trigger))).toEqual(['trigger.http-status']);
    expect(host.calls).toHaveLength(4);
  });

  it.each<[string, Partial<Trigger>]>([
    ['without atLeastOnce', { retryStrategy: quick }],
    ['without a strategy', { atLeastOnce: true }],
  ])('tries once %s', async (_what, more) => {
    const { host, stage, call } = await withHost([500]);

    expect(codesOf(await stage.carryOut(call(more)))).toEqual(['trigger.http-status']);
    expect(host.calls).toHaveLength(1);
  });

  it('does not try again what the policy refuses', async () => {
    const { host, stage, call } = await withHost([200], { hosts: [] });

    expect(codesOf(await stage.carryOut(call({ atLeastOnce: true, retryStrategy: quick })))).toEqual([
      'trigger.http-host',
    ]);
    expect(stage.slept).toEqual([]);
    expect(host.calls).toEqual([]);
  });

  it('judges again what was refused, once the policy is mended', async () => {
    const { host, stage, call } = await withHost([200], { hosts: [] });
    const trigger = call({ atLeastOnce: true, retryStrategy: quick });
    expect(codesOf(await stage.carryOut(trigger))).toEqual(['trigger.http-host']);
    expect(codesOf(await stage.carryOut(trigger))).toEqual(['trigger.http-host']);

    const hosts = [`http://127.0.0.1:${host.port}/internal`];
    const mended = { policy: { ...builtInPolicy(), triggers: ['http'], hosts } };
    expect(await stage.carryOut(trigger, undefined, mended)).toEqual({ kind: 'done', again: false });
    expect(await stage.carryOut(trigger)).toEqual({ kind: 'done', again: true });
    expect(host.calls).toHaveLength(1);
  });

  it('waits for long pauses outside, and goes on with the try that is next', async () => {
    const { host, stage, call } = await withHost([500, 500, 200]);
    const trigger = call({ atLeastOnce: true, retryStrategy: { duration: '1m', jitter: 0 } });

    const first = await stage.carryOut(trigger);
    expect(first).toMatchObject({ kind: 'later', afterMs: 60_000, problem: { code: 'trigger.waiting' } });
    expect(await stage.carryOut(trigger)).toMatchObject({ kind: 'later', afterMs: 60_000 });
    expect(host.calls).toHaveLength(1);
    stage.passTime(60_000);
    expect(await stage.carryOut(trigger)).toMatchObject({ kind: 'later', afterMs: 60_000 });
    stage.passTime(60_000);
    expect(await stage.carryOut(trigger)).toEqual({ kind: 'done', again: false });
    expect(host.calls).toHaveLength(3);
  });

  it('gives its place to others after half a minute', async () => {
    const { host, stage, call } = await withHost([500]);
    host.answer = (response) => {
      stage.passTime(20_000);
      response.writeHead(500).end();
    };

    const outcome = await stage.carryOut(call({ atLeastOnce: true, retryStrategy: { duration: 0, steps: 50 } }));

    expect(outcome).toMatchObject({ kind: 'later', afterMs: 0 });
    expect(host.calls).toHaveLength(2);
  });

  it('carries nothing out with a strategy that cannot be read', async () => {
    const { host, stage, call } = await withHost([200]);

    const outcome = await stage.carryOut(call({ atLeastOnce: true, retryStrategy: { factor: '2' } }));

    expect(codesOf(outcome)).toEqual(['trigger.plan']);
    expect(host.calls).toEqual([]);
  });

  it('counts no try while the cluster does not answer', async () => {
    const { stage } = await withHost([200]);
    stage.cluster.injectFault({ match: { method: 'POST' }, times: 3, fault: { status: 503 } });
    const trigger = create('make', { name: 'x' }, { atLeastOnce: true, retryStrategy: { ...quick, steps: 1 } });

    for (let times = 0; times < 3; times += 1) expect(codesOf(await stage.carryOut(trigger))).toEqual(['later']);
    expect(codesOf(await stage.carryOut(trigger))).toEqual(['done']);
  });
});

describe('carrying out with a dlqTrigger', () => {
  it('turns to it when all has failed, once, and has failed all the same', async () => {
    const { host, stage, call } = await withHost([500]);
    const trigger = call({ atLeastOnce: true, dlqTrigger: log('bury', { atLeastOnce: true }) });

    expect(codesOf(await stage.carryOut(trigger))).toEqual(['trigger.http-status', 'trigger.dead-letter']);
    expect(codesOf(await stage.carryOut(trigger))).toEqual(['trigger.http-status', 'trigger.dead-letter']);
    expect(stage.logged).toMatchObject([{ fields: { trigger: 'bury', event: expect.any(String) } }]);
    expect(host.calls).toHaveLength(1);
  });

  it('is left alone when it goes well', async () => {
    const { stage, call } = await withHost([200]);

    expect(codesOf(await stage.carryOut(call({ atLeastOnce: true, dlqTrigger: log('bury') })))).toEqual(['done']);
    expect(stage.logged).toEqual([]);
  });

  it('says what went wrong in both, and goes on with it after a crash', async () => {
    const { host, stage, call } = await withHost([500]);
    const burying = create('call', { name: 'dead' }, { atLeastOnce: true });
    stage.cluster.injectFault({ match: { method: 'POST' }, fault: { status: 503 } });
    const trigger = call({ atLeastOnce: true, dlqTrigger: burying });

    expect(codesOf(await stage.carryOut(trigger))).toEqual(['later']);
    expect(codesOf(await stage.carryOut(trigger))).toEqual(['trigger.http-status', 'trigger.dead-letter']);
    expect(host.calls).toHaveLength(1);
    expect(stage.find('configmaps', 'dead')?.metadata.labels).toMatchObject({
      ...ownLabels,
      'events.argoproj.io/trigger': 'call-dlq',
    });

    const refused = call({ atLeastOnce: true, dlqTrigger: create('other', { name: 'dead' }, { atLeastOnce: true }) });
    const outcome = await stage.carryOut(refused, push('d-2'));
    expect(codesOf(outcome)).toEqual(['trigger.http-status', 'trigger.name-taken']);
  });
});

describe('carrying out with a rateLimit', () => {
  const limited = log('note', { rateLimit: { unit: 'Minute', requestsPerUnit: 2 } });

  it('lets no more through in any time of that length, and each gets its turn', async () => {
    const { stage } = await withHost([200]);
    const events = ['d-1', 'd-2', 'd-3', 'd-4', 'd-5'].map(push);

    const outcomes = [];
    for (const event of events) outcomes.push(await stage.carryOut(limited, event));

    expect(outcomes.map((each) => (each.kind === 'later' ? each.afterMs : each.kind))).toEqual([
      'done',
      'done',
      60_000,
      60_000,
      120_000,
    ]);
    stage.passTime(60_000);
    expect(codesOf(await stage.carryOut(limited, push('d-3')))).toEqual(['done']);
    expect(await stage.carryOut(limited, push('d-5'))).toMatchObject({ afterMs: 60_000 });
  });

  it('keeps one for each repository and trigger', async () => {
    const { stage } = await withHost([200]);
    const other = { ...limited, template: { ...limited.template, name: 'other' } };
    for (const id of ['d-1', 'd-2']) await stage.carryOut(limited, push(id));

    expect(codesOf(await stage.carryOut(other, push('d-3')))).toEqual(['done']);
    const elsewhere = eventOf(makePush({ repository: { ...repositoryOf(), id: 43 } }, { id: 'd-4' }));
    expect(codesOf(await stage.carryOut(limited, elsewhere))).toEqual(['done']);
  });

  it('shares its places among all who want one at once', async () => {
    const { stage } = await withHost([200]);

    const outcomes = await Promise.all(['d-1', 'd-2', 'd-3'].map((id) => stage.carryOut(limited, push(id))));

    expect(outcomes.map((each) => each.kind).sort()).toEqual(['done', 'done', 'later']);
  });

  it('keeps a limit of many requests in a small row', async () => {
    const { stage } = await withHost([200]);
    const many = log('many', { rateLimit: { unit: 'Second', requestsPerUnit: 100_000 } });

    for (let count = 0; count < 5; count += 1)
      expect(codesOf(await stage.carryOut(many, push(`d-${count}`)))).toEqual(['done']);
  });
});

describe('carrying out with policy.k8s', () => {
  const backoff = { duration: '1s', jitter: 0, steps: 3 };
  const policy = { k8s: { labels: { phase: 'ready' }, backoff, errorOnBackoffTimeout: true } };

  function setLabel(stage: Awaited<ReturnType<typeof setStage>>, name: string, labels: object): void {
    const live = stage.find('configmaps', name);
    if (live === undefined) throw new Error(`there is no ${name}`);
    stage.cluster.replace({ ...live, metadata: { ...live.metadata, labels: { ...live.metadata.labels, ...labels } } });
  }

  it('is done once the object has the labels', async () => {
    const { stage } = await withHost([200]);
    const sleep = stage.tools.sleep;
    stage.tools.sleep = async (ms) => {
      await sleep(ms);
      if (stage.slept.length === 2) setLabel(stage, 'x', { phase: 'ready' });
    };

    expect(codesOf(await stage.carryOut(create('make', { name: 'x' }, { policy })))).toEqual(['done']);
    expect(stage.slept).toEqual([1000, 1000]);
  });

  it('fails when they do not come, in the time that the backoff gives', async () => {
    const { stage } = await withHost([200]);

    const outcome = await stage.carryOut(create('make', { name: 'x' }, { policy }));

    expect(codesOf(outcome)).toEqual(['trigger.labels-not-reached']);
    expect(stage.slept).toEqual([1000, 1000]);
    expect(stage.cluster.requests({ method: 'GET', resource: 'configmaps' })).toHaveLength(3);
  });

  it('waits for nothing where a timeout is a success, as it is upstream', async () => {
    const { stage } = await withHost([200]);
    const lenient = { k8s: { labels: { phase: 'ready' }, backoff } };

    expect(codesOf(await stage.carryOut(create('make', { name: 'x' }, { policy: lenient })))).toEqual(['done']);
    expect(stage.cluster.requests({ method: 'GET', resource: 'configmaps' })).toEqual([]);
  });

  it('fails at once where the object is gone, and says what it waits for when that takes long', async () => {
    const { stage } = await withHost([200]);
    const slow = { k8s: { ...policy.k8s, backoff: { duration: '1m', jitter: 0 } } };
    const trigger = create('make', { name: 'x' }, { policy: slow });

    const waiting = await stage.carryOut(trigger);
    expect(waiting).toMatchObject({ kind: 'later', problem: { message: expect.stringContaining('labels') } });
    stage.passTime(60_000);
    stage.cluster.remove('configmaps', 'ci', 'x');
    expect(codesOf(await stage.carryOut(trigger))).toEqual(['trigger.cluster-refused']);
  });

  it('makes another Workflow when a try did not come to the labels', async () => {
    const { stage } = await withHost([200]);
    const trigger: Trigger = {
      ...submit({ resource: makeWorkflow() }),
      policy,
      atLeastOnce: true,
      retryStrategy: { duration: '1s', jitter: 0, steps: 2 },
    };

    expect(codesOf(await stage.carryOut(trigger))).toEqual(['trigger.labels-not-reached']);
    expect(stage.cluster.list('workflows', 'ci')).toHaveLength(2);
  });

  it('refuses a backoff that cannot be read', async () => {
    const { stage } = await withHost([200]);
    const broken = { k8s: { ...policy.k8s, backoff: { jitter: 'x' } } };

    expect(codesOf(await stage.carryOut(create('make', { name: 'x' }, { policy: broken })))).toEqual(['trigger.plan']);
  });
});

describe('carrying out', () => {
  it('keeps nothing of a plain run, whose name says it all', async () => {
    const { stage } = await withHost([200]);
    const trigger = submit({ resource: makeWorkflow() });

    expect(await stage.carryOut(trigger)).toMatchObject({ kind: 'done', run: { namespace: 'ci' }, again: false });
    expect(await stage.carryOut(trigger)).toMatchObject({ kind: 'done', again: true });
    expect(stage.cluster.list('workflows', 'ci')).toHaveLength(1);
    expect(await stage.records.list(collection, '')).toEqual([]);
  });

  it.each(['awsLambda', 'slack', 'pulsar', 'custom', 'email', 'openWhisk'])(
    'refuses what it knows by its name only: %s',
    async (kind) => {
      const { stage } = await withHost([200]);

      expect(codesOf(await stage.carryOut({ template: { name: 'x', [kind]: {} } }))).toEqual(['trigger.kind-unknown']);
    },
  );

  it('carries out the first of several kinds, and nothing where there is none', async () => {
    const { host, stage, call } = await withHost([200]);
    const several = { ...call(), template: { ...call().template, log: {} } };

    await stage.carryOut(several);
    expect([host.calls.length, stage.logged.length]).toEqual([1, 0]);
    expect(codesOf(await stage.carryOut({ template: { name: 'x' } }))).toEqual(['trigger.kind-unknown']);
  });

  it('fails where a parameter of the trigger itself cannot be placed', async () => {
    const { stage } = await withHost([200]);
    const parameters = [{ src: { dependencyName: dependency, dataKey: 'body.none' }, dest: 'log.x' }];

    expect(codesOf(await stage.carryOut(log('note', { parameters })))).toEqual(['sensor.parameter']);
  });

  it('forgets firings that cannot come again, and what it cannot read', async () => {
    const { stage } = await withHost([200]);
    await stage.carryOut(log('a'));
    await stage.records.put(collection, 'broken', { state: 'open?' });
    stage.passTime(10 * day);

    await stage.carryOut(log('b'), push('d-2'));

    expect(await stage.records.list(collection, '')).toHaveLength(1);
  });

  it('starts anew from a row that it cannot read', async () => {
    const { stage } = await withHost([200]);
    await stage.carryOut(log());
    const [row] = await stage.records.list(collection, '');
    await stage.records.put(collection, row?.key ?? '', 'nonsense');

    expect(await stage.carryOut(log())).toEqual({ kind: 'done', again: false });
  });

  it('fails loudly where it cannot remember', async () => {
    const { stage } = await withHost([200]);
    stage.records.failing = true;

    await expect(stage.carryOut(log())).rejects.toThrow('disk full');
    await expect(rememberFiring('x', { state: 'open', changedAt: 0, failures: 0 }, stage.tools)).rejects.toThrow();
  });
});

function repositoryOf() {
  const { facts } = eventOf(makePush());
  const { id, owner, name, fullName, url, cloneUrl } = facts.repository;
  return {
    ...{ id, name, full_name: fullName, owner: { login: owner }, html_url: url, clone_url: cloneUrl },
    default_branch: 'main',
    private: true,
  };
}
