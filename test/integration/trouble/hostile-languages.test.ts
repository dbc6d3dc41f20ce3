import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { oneStep } from '../../world/one-step.ts';
import { concludedCheck, expectChecks, runsOf } from '../../world/read-run.ts';
import { startWorld, type World } from '../../world/start-world.ts';

const files = {
  '.argo-events.yaml': 'pipelines: { ci: { on: push, workflow: .argo/ci.yaml } }\n',
  '.argo/ci.yaml': oneStep('true'),
};

/** A Sensor beside a pipeline that is as it should be. */
function sensorOf(dependency: object, parameter?: object): string {
  const trigger = { operation: 'submit', source: { file: { path: '.argo/ci.yaml' } } };
  const document = {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Sensor',
    metadata: { name: 'greedy' },
    spec: {
      dependencies: [{ name: 'push', eventSourceName: 'github', eventName: 'push', ...dependency }],
      triggers: [{ template: { name: 'run', argoWorkflow: { ...trigger, parameters: [parameter].filter(Boolean) } } }],
    },
  };
  return `${files['.argo-events.yaml']}---\n${JSON.stringify(document)}\n`;
}

function filtersOf(filters: object): string {
  return sensorOf({ filters });
}

/** As many filters as fit into a file, each with another text. */
function many<Item>(count: number, make: (index: number) => Item): Item[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

const message = 'body.head_commit.message';
const shortForm = (fields: string) =>
  `pipelines:\n  ci: { on: push, workflow: .argo/ci.yaml }\n  greedy: { on: push, workflow: .argo/ci.yaml, ${fields} }\n`;
const stars = (times: number) => '*a'.repeat(times);

const endless = `${'{{ range untilStep 0 100000 1 }}'.repeat(3)}{{ repeat 1000 "x" }}${'{{ end }}'.repeat(3)}`;
const served = ['ci: success'];

/** The language, the file, and the checks of its commit: the pipeline beside is served, too. */
const cases: [string, string, string[]][] = [
  [
    'regular expressions',
    filtersOf({
      dataLogicalOperator: 'or',
      data: many(500, (index) => ({ path: message, type: 'string', value: [`a[ab]{${100 + index}}[cd]$`] })),
    }),
    served,
  ],
  [
    'globs',
    shortForm(`paths: [${JSON.stringify(stars(100))}, ${JSON.stringify(`**${'a'.repeat(200)}`)}]`),
    ['ci: success', 'greedy: skipped'],
  ],
  [
    'sensor expressions',
    filtersOf({
      exprLogicalOperator: 'or',
      exprs: many(150, (index) => ({
        expr: `text =~ "a[ab]{${100 + index}}[cd]"`,
        fields: [{ path: message, name: 'text' }],
      })),
    }),
    served,
  ],
  [
    'templates',
    sensorOf({}, { src: { dependencyName: 'push', dataTemplate: endless }, dest: 'metadata.labels.x' }),
    ['ci: success', 'greedy/run: failure'],
  ],
  [
    'paths',
    filtersOf({
      dataLogicalOperator: 'or',
      data: many(200, (index) => ({
        path: `body.commits.#(message%"${stars(60)}${index}b")#`,
        type: 'string',
        value: ['x'],
      })),
    }),
    served,
  ],
  [
    'conditions',
    shortForm(
      `if: ${JSON.stringify(many(18, (index) => `body.head_commit.message|matches("a[ab]{${300 + index}}[cd]")`).join(' || '))}`,
    ),
    ['ci: success', 'greedy: failure'],
  ],
  ['Lua', filtersOf({ script: 'while true do end' }), served],
  [
    'Lua and memory',
    filtersOf({ script: 'local t = {} while true do t[#t + 1] = string.rep("x", 1000000) end' }),
    served,
  ],
  ['jq', sensorOf({ transform: { jq: '[range(1e9)] | length' } }), served],
  ['jq and memory', sensorOf({ transform: { jq: 'def f: . + . | f; "x" | f' } }), served],
];

let world: World;

beforeAll(async () => {
  world = await startWorld();
  for (const account of ['greedy', 'modest']) {
    await world.github.createRepository({ repository: `${account}/shop`, files });
    await world.github.installApp({ account });
  }
});

afterAll(() => world.close());

describe('a file whose languages want all there is', () => {
  it.each(cases)(
    '%s: its event ends with one problem, and a neighbour is served beside it',
    async (what, text, expected) => {
      const { github } = world;
      const branch = what.replaceAll(' ', '-');
      const greedy = await github.push({
        repository: 'greedy/shop',
        branch,
        files: { '.argo-events.yaml': text, 'a.txt': branch },
        message: 'ab'.repeat(5_000),
      });
      const modest = await github.push({ repository: 'modest/shop', files: { 'a.txt': what } });

      expect(await concludedCheck(world, modest.after)).toMatchObject({ name: 'ci', conclusion: 'success' });
      expect(await runsOf(world, { repository: 'modest/shop', sha: modest.after })).toHaveLength(1);
      await expectChecks(world, { repository: 'greedy/shop', sha: greedy.after }, expected);
      expect(await runsOf(world, { repository: 'greedy/shop', sha: greedy.after })).toHaveLength(1);
    },
  );
});
