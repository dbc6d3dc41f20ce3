import { describe, expect, it } from 'vitest';
import { makePartAllowance } from '../../expression/work/work-allowance.ts';
import type { Problem } from '../../problem/problem.ts';
import { readYamlStream } from '../../yaml/read-yaml-stream.ts';
import type { Pipeline } from './pipeline.ts';
import { readShortForm } from './read-short-form.ts';

function read(text: string): { pipelines: Pipeline[]; problems: Problem[] } {
  const { documents, problems } = readYamlStream({ path: 'f', text });
  const [document] = documents;
  if (document?.kind !== 'mapping') throw new Error(`no mapping: ${problems[0]?.message}`);
  const reading = { file: 'f', problems: [...problems], work: makePartAllowance('file') };
  return { pipelines: readShortForm(document, reading), problems: reading.problems };
}

/** Code, line, column and message of each problem; the pipeline's first line is 3, its first column 5. */
function placesOf(problems: Problem[]) {
  return problems.map(({ code, position }) => `${code} ${position?.line}:${position?.column}`);
}

describe('readShortForm', () => {
  it('reads the example of the documentation', () => {
    const { pipelines, problems } = read(`
defaults: { timeout: 30m }
pipelines:
  ci:
    on:
      push: { branches: [main, "release/**"], tags: ["v*"] }
      pull_request: { types: [opened, synchronize, reopened], branches: [main] }
    paths: ["src/**", "!**/*.md"]
    if: github.sender != "dependabot[bot]"
    workflow: .argo/ci.yaml
    parameters:
      image-tag: "{{ .Input.github.sha }}"
    concurrency: { cancel-in-progress: true, limit: 1 }
`);

    expect(problems).toEqual([]);
    expect(pipelines).toEqual([
      {
        name: 'ci',
        position: { line: 4, column: 3 },
        on: [
          { name: 'push', branches: ['main', 'release/**'], tags: ['v*'] },
          { name: 'pull_request', types: ['opened', 'synchronize', 'reopened'], branches: ['main'] },
        ],
        paths: ['src/**', '!**/*.md'],
        condition: 'github.sender != "dependabot[bot]"',
        workflow: { kind: 'file', path: '.argo/ci.yaml' },
        parameters: [
          { name: 'image-tag', value: '{{ .Input.github.sha }}', isTemplate: true, position: { line: 12, column: 7 } },
        ],
        timeoutSeconds: 1800,
        concurrency: { cancelInProgress: true, limit: 1 },
        report: 'always',
      },
    ]);
  });

  it.each([
    ['pipelines: {ci: {}}', ['config.missing-field 1:13', 'config.missing-field 1:13']],
    ['pipelines: {ci: {workflow: a.yaml}}', ['config.missing-field 1:13']],
    ['pipelines: {ci: }', ['config.wrong-type 1:17']],
    ['pipelines: {ci: x}', ['config.wrong-type 1:17']],
    ['pipelines: []', ['config.wrong-type 1:12']],
    ['pipelines: {}', ['config.no-pipelines 1:12']],
    ['pipelines:', ['config.no-pipelines 1:11']],
    ['defaults: {timeout: 5m}', ['config.no-pipelines 1:1']],
    [
      'defaults: {timeout: 5, on: {push: {branchs: x}}, x: 1}',
      [
        'config.unknown-field 1:50',
        'config.unknown-field 1:36',
        'config.invalid-duration 1:21',
        'config.no-pipelines 1:1',
      ],
    ],
    ['defaults: 3\npipelines: {ci: {on: push, workflow: a.yaml}}', ['config.wrong-type 1:11']],
    ['on: push\nworkflow: a.yaml', ['config.unknown-field 1:1', 'config.unknown-field 2:1', 'config.no-pipelines 1:1']],
    ['jobs: {build: {}}\nname: x', ['config.actions-habit 1:1', 'config.actions-habit 2:1', 'config.no-pipelines 1:1']],
    ['pipeline: {ci: {}}', ['config.unknown-field 1:1', 'config.no-pipelines 1:1']],
  ])('%j is wrong: %j', (text, places) => {
    expect(placesOf(read(text).problems)).toEqual(places);
  });

  it.each([
    'ci',
    'Build & test',
    'a/b',
    'x.y',
    '1',
    'a'.repeat(63),
    'a'.repeat(64),
    'argo-events',
    '-a',
    'a-',
    'ü',
    '',
    'a b',
    'a_b',
  ])('the name %j is taken or refused for what GitHub and Kubernetes do with it', (name) => {
    const { pipelines, problems } = read(`pipelines: {"${name}": {on: push, workflow: a.yaml}}`);
    const isGood = ['ci', 'a/b', 'x.y', '1', 'a'.repeat(63), 'a b', 'a_b'].includes(name);

    expect(pipelines.map((each) => each.name)).toEqual(isGood ? [name] : []);
    expect(placesOf(problems)).toEqual(isGood ? [] : ['config.invalid-pipeline-name 1:13']);
  });

  it('fills in defaults: a key of the pipeline wins, parameters are put together by name', () => {
    const { pipelines, problems } = read(`
defaults: {on: push, timeout: 5m, parameters: {a: 1, b: 2}, workflow: a.yaml}
pipelines:
  one: {parameters: {b: 3, c: 4}}
  two: {timeout: 6m, on: create}
`);

    expect(problems).toEqual([]);
    expect(
      pipelines.map((each) => [
        each.timeoutSeconds,
        each.on[0]?.name,
        each.parameters.map(({ name, value }) => name + value),
      ]),
    ).toEqual([
      [300, 'push', ['a1', 'b3', 'c4']],
      [360, 'create', ['a1', 'b2']],
    ]);
  });

  it('an error in one pipeline leaves the others alone', () => {
    const { pipelines, problems } = read(
      'pipelines: {a: {on: pus, workflow: a.yaml}, b: {on: push, workflow: b.yaml}}',
    );

    expect(pipelines.map((each) => each.name)).toEqual(['b']);
    expect(problems).toHaveLength(1);
  });
});
