import { describe, expect, it } from 'vitest';
import type { Event } from '../event/event.ts';
import { decide } from './decide.ts';
import type { Decision } from './decision.ts';
import type { Evaluators } from './filters/evaluators.ts';
import type { EventDependency, EventFilters, Sensor, SensorSpec } from './sensor.ts';

const data = JSON.stringify({
  headers: { 'X-Github-Event': ['push'] },
  body: { ref: 'refs/heads/main', number: 7, created: true, base_ref: null, token: `ghp_${'a1'.repeat(18)}` },
  github: { branch: 'main', changedFiles: { all: ['src/a.ts', 'README.md'] } },
});

const event: Event = {
  context: {
    id: '1',
    source: 'github',
    specversion: '1.0',
    type: 'github',
    datacontenttype: 'application/json',
    subject: 'push',
    time: '2026-01-31T10:00:00Z',
  },
  data,
};

const evaluators: Evaluators = {
  matchGlobs: (patterns, values) =>
    patterns.includes('bad')
      ? { ok: false, message: 'bad pattern' }
      : { ok: true, value: values.some((value) => patterns.includes(value)) },
  evaluateCondition: (text, { github }) =>
    text === 'bad'
      ? { ok: false, message: 'unknown name bad' }
      : { ok: true, value: (github as { branch: string }).branch === text },
  filterByScript: async (script) =>
    script === 'bad' ? { ok: false, message: 'bad script' } : { ok: true, value: script === 'yes' },
  transformByScript: async () => ({ ok: true, data: '{"made":"by script"}' }),
  transformByJq: async (program) =>
    program === 'bad' ? { ok: false, message: 'bad jq' } : { ok: true, data: made[program] ?? '{"made":"by jq"}' },
};
const made: Record<string, string> = { longer: JSON.stringify({ body: { text: 'a'.repeat(15_001) } }) };

function dependency(name: string, more: Partial<EventDependency> = {}): EventDependency {
  return { name, eventSourceName: 'github', eventName: 'push', ...more };
}

function sensorOf(spec: Partial<SensorSpec>): Sensor {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Sensor',
    metadata: { name: 'ci' },
    spec: { dependencies: [dependency('a')], triggers: [{ template: { name: 'run' } }], ...spec },
  };
}

/** A pattern that takes a step for each of its instructions at each character, over a long text. */
const costly = { path: 'body.text', type: 'string' as const, value: ['(?:a?){500}a{500}b'] };

const refField = { name: 'a', path: 'body.ref' };

function ask(spec: Partial<SensorSpec>, at: Event = event): Promise<Decision> {
  const eventNames = ({ eventName }: EventDependency, { context }: Event) => eventName === context.subject;
  return decide({ sensor: sensorOf(spec), event: at, eventNames, evaluators });
}

function askWith(filters: EventFilters, filtersLogicalOperator: 'and' | 'or' | '' = ''): Promise<Decision> {
  return ask({ dependencies: [dependency('a', { filters, filtersLogicalOperator })] });
}

function outcome(decision: Decision): string | undefined {
  return decision.trace.dependencies[0]?.outcome;
}

const refIsMain = { path: 'body.ref', type: 'string' as const, value: ['^refs/heads/main$'] };
const refIsTag = { path: 'body.ref', type: 'string' as const, value: ['^refs/tags/'] };
const missing = { path: 'body.missing', type: 'string' as const, value: ['x'] };

describe('decide', () => {
  it('fires the trigger with the event that its dependency matches', async () => {
    const decision = await askWith({ data: [refIsMain] });

    expect(decision.firings).toMatchObject([
      { trigger: { template: { name: 'run' } }, dependencies: ['a'], events: { a: event } },
    ]);
    expect(decision.problems).toEqual([]);
    expect(decision.sensor).toBe('ci');
    expect(decision.trace).toEqual({
      dependencies: [
        {
          dependency: 'a',
          outcome: 'matched',
          filters: [
            {
              kind: 'data',
              subject: 'body.ref',
              seen: 'refs/heads/main',
              expected: 'matches ^refs/heads/main$',
              outcome: 'passed',
            },
          ],
        },
      ],
      triggers: [{ trigger: 'run', conditions: 'a', outcome: 'fired', remembered: [], waitingFor: [] }],
    });
  });

  it('does not ask the filters of a dependency that names another event', async () => {
    const decision = await ask({
      dependencies: [dependency('a', { eventName: 'release', filters: { data: [missing] } })],
    });

    expect(decision.trace.dependencies).toEqual([{ dependency: 'a', outcome: 'other-event', filters: [] }]);
    expect(decision.trace.triggers).toEqual([
      { trigger: 'run', conditions: 'a', outcome: 'not-fired', remembered: [], waitingFor: [] },
    ]);
    expect(decision.firings).toEqual([]);
  });

  it('takes a filter that fails as no match and says why', async () => {
    const decision = await askWith({ data: [missing] });

    expect(outcome(decision)).toBe('failed');
    expect(decision.problems).toMatchObject([
      {
        code: 'sensor.filter-failed',
        severity: 'warning',
        message: expect.stringContaining("data filter error (path 'body.missing' does not exist)"),
      },
    ]);
    expect(decision.trace.dependencies[0]?.filters).toMatchObject([
      { outcome: 'failed', message: "path 'body.missing' does not exist" },
    ]);
  });

  it.each<[string, EventFilters, 'and' | 'or' | '', string]>([
    ['nothing given', {}, '', 'matched'],
    ['nothing given, with or', {}, 'or', 'filtered'],
    ['data that rejects', { data: [refIsTag] }, '', 'filtered'],
    ['both must pass', { data: [refIsMain], context: { type: 'gitlab' } }, 'and', 'filtered'],
    ['one may pass', { data: [refIsTag], context: { type: 'github' } }, 'or', 'matched'],
    ['a failure rejects even when another passed', { data: [missing], context: { type: 'github' } }, 'or', 'failed'],
    ['an empty list passes', { data: [], context: { type: 'gitlab' } }, 'or', 'matched'],
    ['data, first rejection before a failure', { data: [refIsTag, missing] }, '', 'filtered'],
    ['data with or, a match after a failure', { data: [missing, refIsMain], dataLogicalOperator: 'or' }, '', 'matched'],
    ['data with or, only failures', { data: [missing, refIsTag], dataLogicalOperator: 'or' }, '', 'failed'],
    ['the attributes that are not compared', { context: { id: '99', type: 'github' } }, '', 'matched'],
    ['globs over an array', { globs: [{ path: 'github.changedFiles.all', patterns: ['README.md'] }] }, '', 'matched'],
    ['globs over a string', { globs: [{ path: 'github.branch', patterns: ['dev'] }] }, '', 'filtered'],
    ['globs over nothing', { globs: [{ path: 'github.tag', patterns: ['main'] }] }, '', 'filtered'],
    ['globs that cannot be read', { globs: [{ path: 'github.branch', patterns: ['bad'] }] }, '', 'failed'],
    ['a condition that is true', { if: 'main' }, '', 'matched'],
    ['a condition that is false', { if: 'dev' }, '', 'filtered'],
    ['a condition that cannot be evaluated', { if: 'bad' }, '', 'failed'],
    ['a condition beside or', { if: 'main', data: [refIsTag] }, 'or', 'matched'],
    ['exprs', { exprs: [{ expr: 'a == 1', fields: [{ path: 'a', name: 'a' }] }] }, '', 'failed'],
    ['a time that has passed', { time: { start: '09:00:00', stop: '10:00:00' } }, '', 'filtered'],
    ['a time that is now', { time: { start: '10:00:00', stop: '10:00:01' } }, '', 'matched'],
    ['a time that cannot be read', { time: { start: '10', stop: '11:00:00' } }, '', 'failed'],
    ['a script that returns true', { script: 'yes' }, '', 'matched'],
    ['a script that returns something else', { script: 'no', context: { type: 'github' } }, '', 'filtered'],
    ['a script beside or', { script: 'no', context: { type: 'github' } }, 'or', 'matched'],
    ['a script that fails beside or', { script: 'bad', context: { type: 'github' } }, 'or', 'failed'],
    ['what comes after a script', { script: 'yes', if: 'dev' }, '', 'filtered'],
  ])('filters: %s', async (_, filters, operator, expected) => {
    expect(outcome(await askWith(filters, operator))).toBe(expected);
  });

  it('fails a condition over data that is no object', async () => {
    const decision = await ask(
      { dependencies: [dependency('a', { filters: { if: 'main' } })] },
      { ...event, data: '[1]' },
    );

    expect(decision.problems[0]?.message).toContain('the event data is not a JSON object');
  });

  it('reports the error of a script alone with or, whatever failed before', async () => {
    const decision = await askWith({ data: [missing], script: 'bad', time: { start: 'x' } }, 'or');

    expect(decision.problems.map((each) => each.message)).toEqual([
      'Dependency a does not take the event because a filter failed: bad script.',
    ]);
  });

  it.each([
    ['jq', { jq: '.body', script: 'no' }],
    ['a script', { script: 'yes' }],
  ])('asks the filters about what %s made of the data', async (_, transform) => {
    const filters = { data: [{ path: 'made', type: 'string' as const, value: ['by'] }] };
    const decision = await ask({ dependencies: [dependency('a', { transform, filters })] });

    const [kind] = Object.keys(transform);
    expect(decision.trace.dependencies).toMatchObject([
      { outcome: 'matched', transform: { kind, outcome: 'changed' } },
    ]);
    expect(decision.firings[0]?.events.a).toEqual({
      ...event,
      data: JSON.stringify({ made: `by ${kind}` }),
      isOwnData: false,
    });
  });

  it('takes a transformation that fails as no match and says why', async () => {
    const decision = await ask({ dependencies: [dependency('a', { transform: { jq: 'bad' } })] });

    expect(decision.trace.dependencies).toEqual([
      {
        dependency: 'a',
        outcome: 'failed',
        transform: { kind: 'jq', outcome: 'failed', message: 'bad jq' },
        filters: [],
      },
    ]);
    expect(decision.problems).toMatchObject([{ code: 'sensor.transform-failed', severity: 'warning' }]);
  });

  it('gives the Sensor’s filters to dependencies that lack that kind', async () => {
    const filters = { data: [refIsTag], dataLogicalOperator: 'or' as const };
    const decision = await ask({
      filters,
      dependencies: [dependency('own', { filters: { data: [refIsMain] } }), dependency('none')],
      triggers: [{ template: { name: 'run', conditions: 'own || none' } }],
    });

    expect(decision.trace.dependencies.map((each) => each.outcome)).toEqual(['matched', 'filtered']);
  });

  it('shortens values in the trace and masks credentials', async () => {
    const [trace] = (await askWith({ data: [{ path: 'body.token', type: 'string', value: ['.'] }] })).trace
      .dependencies;
    const long = { ...event, data: JSON.stringify({ a: 'x'.repeat(500) }) };
    const [shortened] = (
      await ask(
        { dependencies: [dependency('a', { filters: { data: [{ path: 'a', type: 'string', value: ['x'] }] } })] },
        long,
      )
    ).trace.dependencies;

    expect(trace?.filters[0]?.seen).toBe('***');
    expect(shortened?.filters[0]?.seen).toBe(`${'x'.repeat(199)}…`);
  });

  const both = [dependency('a'), dependency('b-c')];
  it.each<[string, string, string[][]]>([
    ['fires once for each that matches', 'a || b-c', [['a'], ['b-c']]],
    ['takes - and _ as the same', 'b_c', [['b-c']]],
    ['leaves joining to what the trigger remembers', 'a && b-c', []],
    ['never fires for a constant', 'true', []],
  ])('conditions: %s', async (_, conditions, expected) => {
    const decision = await ask({ dependencies: both, triggers: [{ template: { name: 'run', conditions } }] });

    expect(decision.firings.map((firing) => firing.dependencies)).toEqual(expected);
  });

  it('masks credentials in what a failure says', async () => {
    const failing: Evaluators = {
      ...evaluators,
      transformByJq: async () => ({ ok: false, message: `not an object: ghp_${'a1'.repeat(18)}` }),
    };
    const filters: EventFilters = { exprs: [{ expr: 'a > 1', fields: [{ name: 'a', path: 'body.token' }] }] };
    const dependencies = [dependency('a', { filters }), dependency('b', { transform: { jq: '.' } })];
    const decision = await decide({
      sensor: sensorOf({ dependencies }),
      event,
      eventNames: () => true,
      evaluators: failing,
    });

    expect(JSON.stringify(decision)).not.toContain('a1a1');
    expect(decision.problems.map((each) => each.message)).toEqual([
      expect.stringMatching(/\(Value '\*\*\*' cannot be used|Value '\*\*\*'/),
      expect.stringMatching(/not an object: \*\*\*/),
    ]);
  });

  it('tells what joined conditions wait for', async () => {
    const dependencies = [dependency('a'), dependency('b', { eventName: 'release' })];
    const decision = await ask({ dependencies });

    expect(decision.firings).toEqual([]);
    expect(decision.trace.triggers).toEqual([
      { trigger: 'run', conditions: 'a&&b', outcome: 'waiting', remembered: ['a'], waitingFor: ['b'] },
    ]);
  });

  it('names conditions that cannot be read', async () => {
    const decision = await ask({ triggers: [{ template: { name: 'run', conditions: 'a && !b' } }] });

    expect(decision.problems).toMatchObject([{ code: 'sensor.conditions' }]);
    expect(decision.firings).toEqual([]);
  });

  it('counts the last of dependencies with one name', async () => {
    const decision = await ask({ dependencies: [dependency('a', { filters: { data: [refIsTag] } }), dependency('a')] });

    expect(decision.trace.dependencies.map((each) => each.outcome)).toEqual(['matched']);
  });

  it('spends no more than an event may take, and says so once for each Sensor', async () => {
    const long = { ...event, data: JSON.stringify({ body: { text: 'a'.repeat(15_000) } }) };
    const dependencies = Array.from({ length: 20 }, (_, at) =>
      dependency(`d${at}`, { filters: { data: [costly] }, ...(at % 2 === 0 ? { transform: { jq: 'longer' } } : {}) }),
    );
    const decision = await ask({ dependencies }, long);

    const codes = decision.problems.map((each) => each.code);
    expect(codes.filter((code) => code === 'sensor.too-much-work')).toHaveLength(1);
    expect(decision.trace.dependencies.filter(({ outcome }) => outcome === 'filtered').length).toBeLessThan(10);
    expect(decision.trace.dependencies.at(-1)).toEqual({ dependency: 'd19', outcome: 'failed', filters: [] });
    expect((await ask({}, long)).problems).toMatchObject([{ code: 'sensor.too-much-work' }]);
    expect((await ask({}, { ...long })).problems).toEqual([]);
  });

  it.each<[string, (at: number) => EventFilters]>([
    ['values', (at) => ({ data: [{ path: 'body.ref', type: 'string', value: [`x{999}${at}`] }] })],
    ['expressions', (at) => ({ exprs: [{ expr: `a =~ 'x{999}${at}'`, fields: [{ name: 'a', path: 'body.ref' }] }] })],
    [
      'patterns that expressions make',
      (at) => ({ exprs: [{ expr: `a =~ (b + '${at}')`, fields: [refField, { name: 'b', path: 'body.large' }] }] }),
    ],
  ])('compiles no more patterns of %s than an event may take', async (_name, filters) => {
    const at = { ...event, data: JSON.stringify({ body: { ref: 'x', large: 'x{999}' } }) };
    const dependencies = Array.from({ length: 600 }, (_, index) =>
      dependency(`d${index}`, { filters: filters(index) }),
    );
    const decision = await ask({ dependencies }, at);

    expect(decision.problems.map((each) => each.code)).toContain('sensor.too-much-work');
    const asked = decision.trace.dependencies.filter(({ outcome }) => outcome === 'filtered').length;
    expect(asked).toBeGreaterThan(100);
    expect(asked).toBeLessThan(500);
  });

  it('is the same for the same input', async () => {
    const spec = { dependencies: [dependency('a', { filters: { data: [refIsMain, missing], if: 'main' } })] };

    expect(await ask(spec)).toEqual(await ask(spec));
  });
});
