import { describe, expect, it } from 'vitest';
import { readConfiguration } from './read-configuration.ts';

const apiVersion = 'argoproj.io/v1alpha1';
const checkName = 'argo-events-app/check-name';
const report = 'argo-events-app/report';

const sensor = {
  apiVersion,
  kind: 'Sensor',
  metadata: { name: 'ci', namespace: 'ci', annotations: { [checkName]: 'a', [report]: 'always' }, labels: { a: 'b' } },
  spec: {
    filters: { if: 'true' },
    dependencies: [
      {
        name: 'push',
        eventSourceName: 'github',
        eventName: 'push',
        filtersLogicalOperator: 'and',
        filters: {
          data: [{ path: 'body.ref', type: 'string', value: ['main'], comparator: '=', template: '{{ .Input }}' }],
          dataLogicalOperator: 'and',
          context: { type: 'github' },
          globs: [{ path: 'github.branch', patterns: ['main'] }],
        },
      },
    ],
    triggers: [
      {
        parameters: [{ src: { dependencyName: 'push', dataKey: 'body.ref' }, dest: 'argoWorkflow.args.1' }],
        template: {
          name: 'run',
          conditions: 'push',
          argoWorkflow: {
            operation: 'submit',
            args: ['-p', 'a=b'],
            source: {
              resource: { apiVersion, kind: 'Workflow', metadata: { annotations: { [checkName]: 'b' } }, spec: {} },
            },
            parameters: [
              { src: { dependencyName: 'push', dataTemplate: 'x', value: 'y' }, dest: 'a', operation: 'append' },
            ],
          },
        },
      },
    ],
  },
};

const eventSource = {
  apiVersion,
  kind: 'EventSource',
  metadata: { name: 'ours' },
  spec: { eventBusName: 'x', github: { changes: { events: ['push'], repositories: [{ owner: 'a', names: ['b'] }] } } },
};

const shortForm = {
  defaults: { timeout: '5m', concurrency: { limit: 1, group: 'x', 'cancel-in-progress': true }, report: 'always' },
  pipelines: {
    ci: {
      on: {
        push: { branches: ['main'], tags: ['v*'] },
        pull_request: { types: ['opened'] },
        schedule: { cron: '* * * * *' },
      },
      paths: ['src/**'],
      if: 'github.sender != "x"',
      workflow: { spec: { entrypoint: 'main' } },
      parameters: { a: '{{ .Input.github.sha }}' },
      timeout: '1m',
    },
    cd: { on: ['push'], workflow: '.argo/cd.yaml' },
  },
};

/** Values that a careless reader trips over: one has no text, others are no objects or no lists. */
const odd: unknown[] = [
  { toString: 1 },
  { constructor: 1, length: 3 },
  null,
  '',
  0,
  false,
  [],
  [null],
  {},
  [{ toString: null }],
];

/** The document once for each of its values, each time with that value exchanged. */
function* exchanged(document: object, value: unknown): Generator<string> {
  for (const path of pathsOf(document)) yield JSON.stringify(exchange(document, path, value));
}

function pathsOf(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, each]) => pathsOf(each, [...path, key]))];
}

function exchange(value: unknown, [key, ...rest]: string[], by: unknown): unknown {
  if (key === undefined || typeof value !== 'object' || value === null) return by;
  const entries = Object.entries(value).map(([name, each]) => [name, name === key ? exchange(each, rest, by) : each]);
  return Array.isArray(value) ? entries.map(([, each]) => each) : Object.fromEntries(entries);
}

describe('globs of a Sensor', () => {
  it.each([
    [null],
    [{}],
    [{ path: 'github.branch' }],
    [{ path: 'github.branch', patterns: [] }],
    [{ patterns: ['main'] }],
  ])('must have a path and patterns, which %j has not', (glob) => {
    const [dependency] = sensor.spec.dependencies;
    const spec = { ...sensor.spec, dependencies: [{ ...dependency, filters: { globs: [glob] } }] };
    const { sensors, problems } = readConfiguration({ path: 'x', text: JSON.stringify({ ...sensor, spec }) });

    expect(problems).toContainEqual(expect.objectContaining({ code: 'config.invalid-pattern', severity: 'error' }));
    expect(sensors).toEqual([]);
  });
});

describe('any value in any place of the file', () => {
  it.each([
    ['a Sensor', sensor],
    ['an EventSource', eventSource],
    ['the short form', shortForm],
  ])('of %s is read or is a problem', (_what, document) => {
    expect(readConfiguration({ path: 'x', text: JSON.stringify(document) }).problems).not.toContainEqual(
      expect.objectContaining({ code: 'config.invalid-yaml' }),
    );
    for (const value of odd) {
      for (const text of exchanged(document, value)) {
        expect(() => readConfiguration({ path: 'x', text }), text).not.toThrow();
      }
    }
  });
});
