import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EventFilters, Sensor, TriggerParameterSource } from '../../sensor.ts';
import { checkPath } from './check-path.ts';
import { findPathWarnings } from './find-path-warnings.ts';
import { isPayloadKnown, lookUpPath } from './look-up-path.ts';

describe('checkPath', () => {
  it.each([
    ['body.ref', ['push']],
    ['body.head_commit.author.name', ['push']],
    ['body.commits.0.id', ['push']],
    ['body.commits.#', ['push']],
    ['body.commits.#.message', ['push']],
    ['body.commits.#(id=="x").nonsense', ['push']],
    ['body.*.nonsense', ['push']],
    ['body.X-GitHub-Event', ['push']],
    ['body.pull_request.head.repo.full_name', ['pull_request']],
    ['body.pull_request.labels.0.name', ['pull_request', 'push']],
    ['body.client_payload.anything.at.all', ['repository_dispatch']],
    ['body.anything', ['*']],
    ['body.anything', ['event_of_the_future']],
    ['body.anything', []],
    ['headers.X-Github-Event.0', ['push']],
    ['headers', ['push']],
    ['github.pullRequest.head.sha', ['pull_request']],
    ['github.changedFiles.all.0', ['push']],
    ['github.inputs.whatever', ['push']],
    ['@this', ['push']],
    ['metadata.x', ['push']],
  ])('has nothing against %s of %j', (path, events) => {
    expect(checkPath(path, events)).toBeUndefined();
  });

  it.each([
    ['body.reff', ['push'], 'sensor.path-unknown', 'Did you mean body.ref?'],
    ['body.commit.0.id', ['push'], 'sensor.path-unknown', 'Did you mean body.commits?'],
    ['body.ref.name', ['push'], 'sensor.path-unknown', 'what stands under body.ref'],
    ['body.pull_request.number', ['push', 'issues'], 'sensor.path-unknown', 'event push, issues does not have'],
    ['body.commits.0.idd', ['push'], 'sensor.path-unknown', 'Did you mean body.commits.0.id?'],
    ['ref', ['push'], 'sensor.path-root', 'Write body.ref'],
    ['repository.full_name', ['push'], 'sensor.path-root', 'Write body.repository.full_name'],
    ['payload.ref', ['push'], 'sensor.path-root', 'has headers, body (the payload) and github'],
    ['header.X-Github-Event.0', ['push'], 'sensor.path-root', 'Write headers.X-Github-Event.0.'],
    ['headers.X-GitHub-Event.0', ['push'], 'sensor.header-case', 'headers.X-Github-Event.0'],
    ['headers.x-github-event', ['*'], 'sensor.header-case', 'written X-Github-Event'],
    ['github.actor', ['push'], 'sensor.path-unknown', 'under github'],
    ['github.pullRequest.heads', ['push'], 'sensor.path-unknown', 'Did you mean github.pullRequest.head?'],
  ])('warns of %s of %j', (path, events, code, text) => {
    const found = checkPath(path, events);

    expect(found).toMatchObject({ code, severity: 'warning' });
    expect(`${found?.message} ${found?.hint}`).toContain(text);
  });

  it('answers any path', () => {
    const part = fc.constantFrom(
      'body',
      'github',
      'headers',
      'commits',
      '#',
      '0',
      '\\',
      '.',
      '*',
      '(',
      '@',
      '__proto__',
      'constructor',
    );
    fc.assert(
      fc.property(
        fc.array(part).map((parts) => parts.join('')),
        (path) => {
          checkPath(path, ['push']);
        },
      ),
    );
  });
});

describe('what is known of payloads', () => {
  const require = createRequire(import.meta.url);
  const directory = dirname(require.resolve('@octokit/webhooks-examples/package.json'));
  const examples = JSON.parse(readFileSync(join(directory, 'api.github.com/index.json'), 'utf8')) as {
    name: string;
    examples: unknown[];
  }[];

  it.each(examples.map((each) => each.name))('has every path of the examples of %s', (name) => {
    expect(isPayloadKnown(name)).toBe(true);
    for (const path of examples
      .filter((each) => each.name === name)
      .flatMap((each) => each.examples.flatMap((one) => listPaths(one)))) {
      expect(lookUpPath(name, path), path.join('.')).toEqual({ found: true });
    }
  });
});

/** Every path in a value, as far as the table tells members apart. */
function listPaths(value: unknown, above: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null || above.length > 6) return [above];
  return [above, ...Object.entries(value).flatMap(([name, member]) => listPaths(member, [...above, name]))];
}

const trigger = { name: 'run', argoWorkflow: { operation: 'submit', source: {} } };

function find(
  filters: EventFilters,
  sources: TriggerParameterSource[] = [],
  more: { transform?: { jq: string }; own?: EventFilters } = {},
) {
  const { own, ...rest } = more;
  const sensor: Sensor = {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Sensor',
    metadata: { name: 'ci' },
    spec: {
      dependencies: [
        { name: 'pushed', eventSourceName: 'github', eventName: 'push', filters, ...rest },
        {
          name: 'told',
          eventSourceName: 'webhook',
          eventName: 'x',
          filters: { data: [{ path: 'body.x', type: 'string', value: ['x'] }] },
        },
      ],
      triggers: [{ template: trigger, parameters: sources.map((src) => ({ src, dest: 'name' })) }],
      ...(own === undefined ? {} : { filters: own }),
    },
  };
  return findPathWarnings(sensor, { pushed: ['push'] }).map(
    ({ problem, path }) => `${problem.code} ${path.slice(1).join('.')}`,
  );
}

describe('findPathWarnings', () => {
  it('looks at filters', () => {
    const filters: EventFilters = {
      data: [{ path: 'body.reff', type: 'string', value: ['x'] }],
      exprs: [
        {
          expr: 'a',
          fields: [
            { path: 'body.ref', name: 'a' },
            { path: 'body.aftr', name: 'b' },
          ],
        },
      ],
      globs: [{ path: 'github.brnch', patterns: ['x'] }],
    };

    expect(find(filters)).toEqual([
      'sensor.path-unknown dependencies.0.filters.data.0.path',
      'sensor.path-unknown dependencies.0.filters.exprs.0.fields.1.path',
      'sensor.path-unknown dependencies.0.filters.globs.0.path',
    ]);
  });

  it('looks at keys and templates of parameters', () => {
    const from = (source: object) => ({ dependencyName: 'pushed', ...source });
    const sources = [
      from({ dataKey: 'body.aftr' }),
      from({ dataTemplate: '{{ .Input.body.after }}{{ .Input.body.aftr | upper }}{{ index .Input.headers "x" }}' }),
      from({ contextKey: 'anything' }),
      { dependencyName: 'told', dataKey: 'body.aftr' },
      { dependencyName: 'nobody', dataKey: 'body.aftr' },
    ];

    expect(find({}, sources)).toEqual([
      'sensor.path-unknown triggers.0.parameters.0.src.dataKey',
      'sensor.path-unknown triggers.0.parameters.1.src.dataTemplate',
    ]);
  });

  it('knows nothing of data that a transformation made', () => {
    const filters: EventFilters = { data: [{ path: 'anything', type: 'string', value: ['x'] }] };

    expect(find(filters, [{ dependencyName: 'pushed', dataKey: 'anything' }], { transform: { jq: '.' } })).toEqual([]);
  });

  it('looks at the filters of the Sensor where all that take them over are known', () => {
    const own: EventFilters = { data: [{ path: 'body.reff', type: 'string', value: ['x'] }] };

    expect(find({}, [], { own })).toEqual(['sensor.path-unknown filters.data.0.path']);
    expect(find({}, [], { own: { globs: [{ path: 'body.reff', patterns: ['x'] }] } })).toEqual([]);
  });
});
