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
};

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

function ask(spec: Partial<SensorSpec>, at: Event = event): Decision {
  const eventNames = ({ eventName }: EventDependency, { context }: Event) => eventName === context.subject;
  return decide({ sensor: sensorOf(spec), event: at, eventNames, evaluators });
}

function askWith(filters: EventFilters, filtersLogicalOperator: 'and' | 'or' | '' = ''): Decision {
  return ask({ dependencies: [dependency('a', { filters, filtersLogicalOperator })] });
}

function outcome(decision: Decision): string | undefined {
  return decision.trace.dependencies[0]?.outcome;
}

const refIsMain = { path: 'body.ref', type: 'string' as const, value: ['^refs/heads/main$'] };
const refIsTag = { path: 'body.ref', type: 'string' as const, value: ['^refs/tags/'] };
const missing = { path: 'body.missing', type: 'string' as const, value: ['x'] };

describe('decide', () => {
  it('fires the trigger with the event that its dependency matches', () => {
    const decision = askWith({ data: [refIsMain] });

    expect(decision.firings).toEqual([
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
      triggers: [{ trigger: 'run', conditions: 'a', outcome: 'fired', waitingFor: [] }],
    });
  });

  it('does not ask the filters of a dependency that names another event', () => {
    const decision = ask({ dependencies: [dependency('a', { eventName: 'release', filters: { data: [missing] } })] });

    expect(decision.trace.dependencies).toEqual([{ dependency: 'a', outcome: 'other-event', filters: [] }]);
    expect(decision.trace.triggers).toEqual([
      { trigger: 'run', conditions: 'a', outcome: 'not-fired', waitingFor: [] },
    ]);
    expect(decision.firings).toEqual([]);
  });

  it('takes a filter that fails as no match and says why', () => {
    const decision = askWith({ data: [missing] });

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
    ['time', { time: { start: '09:00:00', stop: '10:00:00' } }, '', 'failed'],
    ['script', { script: 'return true', context: { type: 'github' } }, 'or', 'failed'],
  ])('filters: %s', (_, filters, operator, expected) => {
    expect(outcome(askWith(filters, operator))).toBe(expected);
  });

  it('fails a condition over data that is no object', () => {
    const decision = ask({ dependencies: [dependency('a', { filters: { if: 'main' } })] }, { ...event, data: '[1]' });

    expect(decision.problems[0]?.message).toContain('the event data is not a JSON object');
  });

  it('refuses a transform', () => {
    const decision = ask({ dependencies: [dependency('a', { transform: { jq: '.' } })] });

    expect(outcome(decision)).toBe('failed');
    expect(decision.problems).toMatchObject([{ code: 'sensor.not-supported' }]);
  });

  it('gives the Sensor’s filters to dependencies that lack that kind', () => {
    const filters = { data: [refIsTag], dataLogicalOperator: 'or' as const };
    const decision = ask({
      filters,
      dependencies: [dependency('own', { filters: { data: [refIsMain] } }), dependency('none')],
      triggers: [{ template: { name: 'run', conditions: 'own || none' } }],
    });

    expect(decision.trace.dependencies.map((each) => each.outcome)).toEqual(['matched', 'filtered']);
  });

  it('shortens values in the trace and masks credentials', () => {
    const [trace] = askWith({ data: [{ path: 'body.token', type: 'string', value: ['.'] }] }).trace.dependencies;
    const long = { ...event, data: JSON.stringify({ a: 'x'.repeat(500) }) };
    const [shortened] = ask(
      { dependencies: [dependency('a', { filters: { data: [{ path: 'a', type: 'string', value: ['x'] }] } })] },
      long,
    ).trace.dependencies;

    expect(trace?.filters[0]?.seen).toBe('***');
    expect(shortened?.filters[0]?.seen).toBe(`${'x'.repeat(199)}…`);
  });

  const both = [dependency('a'), dependency('b-c')];
  it.each<[string, string, string[][]]>([
    ['fires once for each that matches', 'a || b-c', [['a'], ['b-c']]],
    ['takes - and _ as the same', 'b_c', [['b-c']]],
    ['joins what one event matches', 'a && b-c', [['a', 'b-c']]],
    ['never fires for a constant', 'true', []],
  ])('conditions: %s', (_, conditions, expected) => {
    const decision = ask({ dependencies: both, triggers: [{ template: { name: 'run', conditions } }] });

    expect(decision.firings.map((firing) => firing.dependencies)).toEqual(expected);
  });

  it('tells what joined conditions wait for', () => {
    const dependencies = [dependency('a'), dependency('b', { eventName: 'release' })];
    const decision = ask({ dependencies });

    expect(decision.firings).toEqual([]);
    expect(decision.trace.triggers).toEqual([
      { trigger: 'run', conditions: 'a&&b', outcome: 'waiting', waitingFor: ['b'] },
    ]);
  });

  it('names conditions that cannot be read', () => {
    const decision = ask({ triggers: [{ template: { name: 'run', conditions: 'a && !b' } }] });

    expect(decision.problems).toMatchObject([{ code: 'sensor.conditions' }]);
    expect(decision.firings).toEqual([]);
  });

  it('counts the last of dependencies with one name', () => {
    const decision = ask({ dependencies: [dependency('a', { filters: { data: [refIsTag] } }), dependency('a')] });

    expect(decision.trace.dependencies.map((each) => each.outcome)).toEqual(['matched']);
  });

  it('is the same for the same input', () => {
    const spec = { dependencies: [dependency('a', { filters: { data: [refIsMain, missing], if: 'main' } })] };

    expect(ask(spec)).toEqual(ask(spec));
  });
});
