import { describe, expect, it } from 'vitest';
import type { EventDependency, EventFilters, Sensor, Trigger } from '../../sensor.ts';
import { validateSensor } from '../../validate-sensor.ts';

const resource = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Workflow', metadata: { generateName: 'ci-' } };
const template = { name: 't', argoWorkflow: { operation: 'submit', source: { resource } } };
const push: EventDependency = { name: 'push', eventSourceName: 'github', eventName: 'push' };

interface Written {
  dependencies?: object[];
  trigger?: object;
  filters?: EventFilters;
}

function sensorOf({ dependencies = [push], trigger = { template }, filters }: Written) {
  const spec = { dependencies, triggers: [trigger], ...(filters === undefined ? {} : { filters }) };
  return { apiVersion: 'argoproj.io/v1alpha1', kind: 'Sensor', metadata: { name: 'ci' }, spec };
}

/** Code, place and text of what is found; all of it warnings unless told otherwise. */
function find(written: Written): { sensor: Sensor | undefined; found: string[]; texts: string[] } {
  const { sensor, problems } = validateSensor(sensorOf(written));
  return {
    sensor,
    found: problems.map(({ problem, path }) => `${problem.code} ${path.slice(1).join('.')}`),
    texts: problems.map(({ problem }) => `${problem.message} ${problem.hint}`),
  };
}

function findInFilters(filters: object, operator?: string) {
  return find({
    dependencies: [{ ...push, filters, ...(operator === undefined ? {} : { filtersLogicalOperator: operator }) }],
  });
}

function withConditions(conditions: string, more: Partial<Trigger['template']> = {}) {
  return find({ trigger: { template: { ...template, conditions, ...more } } });
}

const at = 'dependencies.0.filters';

describe('filters that do not do what they say', () => {
  it.each<[object, string | undefined, string, string]>([
    [
      { data: [{ path: 'body.a', type: 'string', value: ['a', 'b'], comparator: '!=' }] },
      undefined,
      `sensor.filter-always-passes ${at}.data.0.comparator`,
      'of several values one always does',
    ],
    [
      { data: [{ path: 'body.a', type: 'string', value: ['a'], comparator: '>' }] },
      undefined,
      `sensor.filter-never-passes ${at}.data.0.comparator`,
      'with = and != only',
    ],
    [
      { data: [{ path: 'body.a', type: 'bool', value: ['true'], comparator: '!=' }] },
      undefined,
      `sensor.comparator-ignored ${at}.data.0.comparator`,
      'compare for equality only',
    ],
    [
      { data: [{ path: 'body.a', type: 'bool', value: ['yes'] }] },
      undefined,
      `sensor.filter-value ${at}.data.0.value.0`,
      'yes is no bool',
    ],
    [
      { data: [{ path: 'body.a', type: 'number', value: ['1', 'x'] }] },
      undefined,
      `sensor.filter-value ${at}.data.0.value.1`,
      'x is no number',
    ],
    [
      { data: [{ path: 'body.a', type: 'integer', value: ['1'] }] },
      undefined,
      `sensor.filter-never-passes ${at}.data.0.type`,
      'knows bool, number and string',
    ],
    [{}, 'or', `sensor.filter-never-passes ${at}`, 'there is no filter that could pass'],
    [{ data: [], context: { type: 'x' } }, 'or', `sensor.filter-always-passes ${at}.data`, 'an empty list passes'],
    [
      { context: { type: 'github', id: '1' } },
      undefined,
      `sensor.context-ignored ${at}.context.id`,
      'is not compared with anything',
    ],
  ])('%j', (filters, operator, code, text) => {
    const { sensor, found, texts } = findInFilters(filters, operator);

    expect(found).toEqual([code]);
    expect(texts[0]).toContain(text);
    expect(sensor).toBeDefined();
  });

  it.each([
    { data: [{ path: 'body.a', type: 'number', value: ['1', '2'], comparator: '!=' }] },
    { data: [{ path: 'body.a', type: 'number', value: ['1', '1'], comparator: '!=' }] },
    { data: [{ path: 'body.a', type: 'string', value: ['a'], comparator: '!=' }] },
    { data: [{ path: 'body.a', type: 'bool', value: ['T'], comparator: '=' }] },
    { data: [{ path: 'body.a', type: 'number', value: ['1e3', 'Inf'], comparator: '>=' }] },
  ])('%j: says so only of what can be told', (filters) => {
    const several = filters.data[0]?.value.join() === '1,2';
    expect(findInFilters(filters).found).toHaveLength(several ? 1 : 0);
  });

  it.each<[object, string]>([
    [{ schedule: 'daily' }, `sensor.schedule ${at}.time.schedule`],
    [{ schedule: '0 9 * * *', duration: '1d' }, `sensor.schedule ${at}.time.duration`],
    [{ schedule: '0 9 * * *', start: '09:00:00', stop: '10:00:00' }, `sensor.schedule ${at}.time.schedule`],
    [{ start: '09:00:00', stop: '10:00:00', duration: '1h' }, `sensor.schedule ${at}.time.duration`],
  ])('the schedule %j is an error', (time, code) => {
    const { sensor, found } = findInFilters({ time });

    expect(found).toEqual([code]);
    expect(sensor).toBeUndefined();
  });

  it('holds the filters of the Sensor to the same rules', () => {
    const filters = { data: [{ path: 'body.a', type: 'bool' as const, value: ['yes'] }] };

    expect(find({ filters }).found).toEqual(['sensor.filter-value filters.data.0.value.0']);
    expect(find({ filters: { data: [{ path: '', type: 'bool', value: ['yes'] }] } }).found).toEqual([
      'sensor.argo-refuses filters.data.0',
    ]);
  });
});

describe('expressions', () => {
  const fields = [{ path: 'body.ref', name: 'ref' }];

  it.each([
    ["ref == 'a' and true", 'Write && for `and`.'],
    ["ref == 'a' or true", 'Write || for `or`.'],
    ['not (ref)', 'Write ! for `not`.'],
    ["ref contains 'a'", 'there are no functions'],
    ["ref matches 'a'", 'Write =~ with a regular expression'],
    ["ref = 'a'", 'Write == for equality.'],
    ["ref === 'a'", 'Write == or !=.'],
    ['ref==-1', 'Write a blank before the minus.'],
    ['len(ref) > 1', 'let the path of a field count'],
    ['ref ==', 'Expressions have ==, !='],
  ])('%s is no expression here', (expr, text) => {
    const { sensor, found, texts } = findInFilters({ exprs: [{ expr, fields }] });

    expect(found).toEqual([`sensor.expression ${at}.exprs.0.expr`]);
    expect(texts[0]).toContain(text);
    expect(sensor).toBeDefined();
  });

  it('may read only what a field gives', () => {
    const { found, texts } = findInFilters({ exprs: [{ expr: "ref == nil || reff == 'and'", fields }] });

    expect(found).toEqual([`sensor.expression-name ${at}.exprs.0.expr`, `sensor.expression-name ${at}.exprs.0.expr`]);
    expect(texts[0]).toContain('There is no null');
    expect(texts[1]).toContain('reads reff');
  });

  it('are right where they compile', () => {
    expect(findInFilters({ exprs: [{ expr: "ref =~ 'a.b and c' && !(ref in ('x','y'))", fields }] }).found).toEqual([]);
  });
});

describe('conditions', () => {
  it.each([
    ['!push', 'There is no negation'],
    ['not push', 'There is no `not`'],
    ['push and push', 'Write && for `and`.'],
    ['push or push', 'Write || for `or`.'],
    ['push & push', 'Write && for &.'],
    ['push | push', 'Write || for |.'],
    ['push, push', 'not with a comma'],
    ['pull', 'Known are push.'],
    ['true', 'Name a dependency.'],
  ])('%s can never be met', (conditions, text) => {
    const { sensor, found, texts } = withConditions(conditions);

    expect(found).toEqual(['sensor.conditions triggers.0.template.conditions']);
    expect(texts[0]).toContain(text);
    expect(sensor).toBeDefined();
  });

  it('wait for nothing without &&, so that nothing is reset', () => {
    const conditionsReset = [{ byTime: { cron: '0 0 * * *' } }];

    expect(withConditions('push', { conditionsReset }).found).toEqual([
      'sensor.reset-ignored triggers.0.template.conditionsReset',
    ]);
    expect(withConditions('push && push', { conditionsReset }).found).toEqual([]);
  });
});

describe('dependencies', () => {
  it.each([
    [[push, push], ['sensor.duplicate-dependency dependencies.0.name']],
    [
      [
        { ...push, name: 'a-b' },
        { ...push, name: 'a_b' },
      ],
      ['sensor.similar-dependency dependencies.0.name'],
    ],
    [
      [{ ...push, transform: { jq: '.', script: 'return event' } }],
      ['sensor.script-ignored dependencies.0.transform.script'],
    ],
  ])('%#: only the last or the first of two counts', (dependencies, expected) => {
    expect(find({ dependencies }).found).toEqual(expected);
  });
});

describe('triggers', () => {
  it.each<[object, string[], string]>([
    [
      { rateLimit: { requestsPerUnit: 0 } },
      ['sensor.rate-limit triggers.0.rateLimit.requestsPerUnit'],
      'it must be a whole number',
    ],
    [
      { rateLimit: { unit: 'Day', requestsPerUnit: 1 } },
      ['sensor.rate-limit-unit triggers.0.rateLimit.unit'],
      'takes for Second',
    ],
    [
      { policy: { status: { allow: [200] } } },
      ['sensor.policy-ignored triggers.0.policy.status'],
      'has no effect on argoWorkflow',
    ],
    [
      { atLeastOnce: true, retryStrategy: { factor: '2' } },
      ['sensor.retry-strategy triggers.0.retryStrategy'],
      'invalid factor',
    ],
    [
      { atLeastOnce: true, dlqTrigger: { template, atLeastOnce: true, rateLimit: {} } },
      ['sensor.rate-limit triggers.0.dlqTrigger.rateLimit.requestsPerUnit'],
      'allows 0',
    ],
  ])('%j', (changes, expected, text) => {
    const { found, texts } = find({ trigger: { template, ...changes } });

    expect(found).toEqual(expected);
    expect(texts[0]).toContain(text);
  });
});

describe('parameters', () => {
  const src = { dependencyName: 'push', dataKey: 'body.after' };

  it.each<[string, object, string, string]>([
    [
      'a field of the object',
      { src, dest: 'spec.arguments.parameters.0.value' },
      'sensor.parameter-level triggers.0.parameters.0.dest',
      'argoWorkflow.source.resource.spec',
    ],
    [
      'two selectors',
      { src: { ...src, contextKey: 'type' }, dest: 'name' },
      'sensor.context-not-read triggers.0.parameters.0.src.contextKey',
      'reads the data only',
    ],
    [
      'no selector',
      { src: { dependencyName: 'push' }, dest: 'name' },
      'sensor.whole-event triggers.0.parameters.0.src',
      'the whole event of push',
    ],
    [
      'raw data of a template',
      { src: { dependencyName: 'push', dataTemplate: 'x', useRawData: true }, dest: 'name' },
      'sensor.raw-ignored triggers.0.parameters.0.src.useRawData',
      'they are texts',
    ],
  ])('of a trigger with %s', (_, parameter, code, text) => {
    const { found, texts } = find({ trigger: { template, parameters: [parameter] } });

    expect(found).toEqual([code]);
    expect(texts[0]).toContain(text);
  });

  it('of an object do not reach its trigger', () => {
    const parameters = [{ src, dest: 'argoWorkflow.source.resource.spec.x' }];
    const { found } = find({
      trigger: { template: { name: 't', argoWorkflow: { ...template.argoWorkflow, parameters } } },
    });

    expect(found).toEqual(['sensor.parameter-level triggers.0.template.argoWorkflow.parameters.0.dest']);
  });

  it('of other kinds are looked at, too', () => {
    const payload = [{ src: { dependencyName: 'pull', dataKey: 'a' }, dest: 'spec.x' }];
    const { found } = find({ trigger: { template: { name: 't', http: { url: 'https://example.com', payload } } } });

    expect(found).toEqual(['sensor.unknown-dependency triggers.0.template.http.payload.0.src.dependencyName']);
  });
});
